"""An edition with thousands of dossiers, filled without the actions (they would take an hour)."""

import itertools
import random
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

SYLLABLES = " ".join(
    [
        "chuyển đổi số hồ sơ quy trình dữ liệu nền tảng khách hàng thời gian giao nhận kho bãi đào tạo",
        "nhân lực kết nối cảng biển bệnh viện y tế trường học đà nẵng hà nội năng lượng môi trường sáng",
        "kiến giải pháp hiệu quả tiết kiệm an toàn",
    ]
).split()
# Of ten that were submitted; every sixth dossier is a draft.
STATUSES = ["submitted"] * 5 + ["accepted"] * 2 + ["returned", "on_hold", "declined"]
DAYS = 70
BATCH = 500


def fill(number: int) -> None:
    """`number` submitted units and a fifth as many drafts, with what lists show of them."""
    from django.db import connection

    from dtportal.demo.cast import create_cast
    from dtportal.programme.models import Edition

    edition = Edition.objects.get(slug="2023")
    many = SimpleNamespace(
        edition=edition,
        cast=create_cast(edition),
        chance=random.Random(2023),
        expertise={sector: 3 for sector in edition.sectors.all()},
        provinces=list(edition.localities()),
    )
    nominations = _nominations(many, _organizations(many, number + number // 5), number)
    submitted = [row for row in nominations if row.submitted_at]
    _texts(many, submitted)
    _endorsements(many, nominations)
    _mails(many, submitted)
    _odds_and_ends(many, submitted)
    _round(many, [row for row in submitted if row.status == "accepted"])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _sentence(many: SimpleNamespace, length: int) -> str:
    return " ".join(many.chance.choices(SYLLABLES, k=length))


def _organizations(many: SimpleNamespace, number: int) -> list[Any]:
    from dtportal.accounts.models import Organization
    from dtportal.text import fold, stored_sort_key

    names = [f"Công ty Cổ phần {_sentence(many, 6)} Minh Họa {index}" for index in range(number)]
    rows = [
        Organization(
            name=name,
            org_type="enterprise",
            province=province,
            sort_key=stored_sort_key(name),
            search_text=fold(name),
            is_demo=True,
        )
        for name, province in zip(names, itertools.cycle(many.provinces), strict=False)
    ]
    return Organization.objects.bulk_create(rows, batch_size=BATCH)


def _nominations(many: SimpleNamespace, organizations: list[Any], submitted: int) -> list[Any]:
    from dtportal.text import fold
    from nominations.models import Nomination

    edition, cast = many.edition, many.cast
    taken: set[tuple[int, int]] = set()
    rows = []
    for index, organization in enumerate(organizations):
        sector, province = many.chance.choice(many.sectors), organization.province
        is_draft = index >= submitted
        status = "draft" if is_draft else STATUSES[index % len(STATUSES)]
        cell = (sector.pk, province.pk)
        if status == "accepted" and cell in taken:
            status = "declined"
        is_accepted = status == "accepted"
        taken |= {cell} if is_accepted else set()
        started = edition.clock_at - timedelta(days=many.chance.random() * DAYS)
        moment = None if is_draft else started + (edition.clock_at - started) * many.chance.random()
        reference = f"2023-{sector.code}-{index:05d}"
        rows.append(
            Nomination(
                edition=edition,
                organization=organization,
                sector=sector,
                province=province,
                reference=reference,
                number=None if is_draft else f"CDS1-{reference}",
                status=status,
                slot=1 if is_accepted else None,
                accepted_at=edition.clock_at if is_accepted else None,
                accepted_by=cast.minh if is_accepted else None,
                created_at=started,
                created_by=cast.lan,
                submitted_at=moment,
                submitted_by=cast.lan if moment else None,
                owner=cast.minh if index % 3 and moment else None,
                search_text=fold(f"{reference} {organization.name} {province.name}"),
            )
        )
    return Nomination.objects.bulk_create(rows, batch_size=BATCH)


def _texts(many: SimpleNamespace, rows: list[Any]) -> None:
    """What was frozen, six kilobytes each, and its words for searching: eight answers of 120 syllables."""
    from nominations.models import Dossier, FullText
    from nominations.searching import words

    texts = [_sentence(many, 960) for _row in rows]
    FullText.objects.bulk_create(
        [FullText(nomination=row, text=" ".join(words(text))) for row, text in zip(rows, texts, strict=True)],
        batch_size=BATCH,
    )
    Dossier.objects.bulk_create(
        [
            Dossier(
                nomination=row,
                number=1,
                content={"format": 1, "sections": [], "text": text},
                sha256="0" * 64,
                frozen_at=row.submitted_at,
                frozen_by=many.cast.lan,
            )
            for row, text in zip(rows, texts, strict=True)
        ],
        batch_size=BATCH,
    )


def _endorsements(many: SimpleNamespace, rows: list[Any]) -> None:
    """Half of them are endorsed by the body of Khoa, a quarter ask it."""
    from nominations.models import Endorsement

    cast, moment = many.cast, many.edition.clock_at
    made = [
        Endorsement(
            nomination=row, body=cast.body, status="endorsed", decided_at=moment, decided_by=cast.khoa
        )
        if index % 2
        else Endorsement(nomination=row, body=cast.body, status="requested")
        for index, row in enumerate(rows)
        if index % 4
    ]
    Endorsement.objects.bulk_create(made, batch_size=BATCH)


def _mails(many: SimpleNamespace, rows: list[Any]) -> None:
    """Two mails of each dossier in the ledger."""
    from dtportal.journal.models import Notice

    context = {"reference": "2023", "organization": "Minh Họa", "honoree": "Minh Họa", "url": "/"}
    made = [
        Notice(
            recipient=many.cast.lan,
            template=template,
            context=context,
            is_rehearsal=True,
            edition_id=many.edition.pk,
            about="nominations.nomination",
            about_id=row.pk,
            sent_at=row.submitted_at,
            sent_subject="Đã nhận hồ sơ",
        )
        for row in rows
        for template in ("nomination.receipt", "nomination.accepted")
    ]
    Notice.objects.bulk_create(made, batch_size=BATCH)


def _odds_and_ends(many: SimpleNamespace, rows: list[Any]) -> None:
    """Extensions, imported lists and invited units, some hundreds of each."""
    from nominations.models import Extension, ImportBatch, UnitInvitation

    edition, cast = many.edition, many.cast
    until = edition.clock_at + timedelta(days=30)
    extended = [row for row in rows if row.status == "returned"]
    Extension.objects.bulk_create(
        [
            Extension(nomination=row, until=until, reason="Bão.", at=edition.clock_at, by=cast.minh)
            for row in extended
        ]
    )
    ImportBatch.objects.bulk_create(
        [
            ImportBatch(edition=edition, ordered_by=cast.minh, name=f"{index}.xlsx", file="a", status="done")
            for index in range(200)
        ]
    )
    UnitInvitation.objects.bulk_create(
        [
            UnitInvitation(
                edition=edition,
                body=cast.body,
                name=f"Đơn vị {index}",
                sector=many.chance.choice(many.sectors),
                email=f"don-vi-{index}@example.org",
                invited_by=cast.khoa,
            )
            for index in range(40)
        ]
    )


def _round(many: SimpleNamespace, accepted: list[Any]) -> None:
    """Four of five accepted dossiers are in a round with 60 members, three for each; the others wait."""
    from assessments.models import Assignment, CouncilMember, Round, RoundEntry
    from dtportal.accounts.models import Appointment
    from dtportal.demo.cast import create_person

    edition, minh = many.edition, many.cast.minh
    people = [
        create_person(f"uy-vien-{index}@example.org", _sentence(many, 3).title()) for index in range(60)
    ]
    Appointment.objects.bulk_create(
        [Appointment(user=person, role="member", edition=edition) for person in people]
    )
    members = CouncilMember.objects.bulk_create(
        [CouncilMember(edition=edition, user=person) for person in people]
    )
    opened = Round.objects.create(edition=edition, number=1, opened_by=minh)
    entries = RoundEntry.objects.bulk_create(
        [
            RoundEntry(round=opened, nomination=row, dossier=row.dossiers.get())
            for index, row in enumerate(accepted)
            if index % 5
        ]
    )
    Assignment.objects.bulk_create(
        [
            Assignment(
                entry=entry,
                member=member,
                status=many.chance.choice(["reading", "scored", "offered"]),
                assigned_by=minh,
            )
            for entry in entries
            for member in many.chance.sample(members, 3)
        ],
        batch_size=BATCH,
    )
