"""The secretariat's queue with 5,000 dossiers; JSON on standard output.

    .venv/bin/python bench/desk.py [NUMBER]      on a fresh SQLite file, or on DATABASE_URL when it is set

The database is filled without the actions (they would take an hour); it should be one that can be thrown away.
"""

import json
import os
import random
import sys
import tempfile
from pathlib import Path

BASE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(BASE))
SYLLABLES = " ".join(
    [
        "chuyển đổi số hồ sơ quy trình dữ liệu nền tảng khách hàng thời gian giao nhận kho bãi đào tạo",
        "nhân lực kết nối cảng biển bệnh viện y tế trường học đà nẵng hà nội năng lượng môi trường sáng",
        "kiến giải pháp hiệu quả tiết kiệm an toàn",
    ]
)


def fill(number: int) -> None:
    """`number` submitted units with eight answers of some 120 syllables each, their endorsements and words."""
    from django.db import connection

    from dtportal.accounts.models import Organization
    from dtportal.demo.cast import create_cast
    from dtportal.programme.models import Edition
    from dtportal.text import fold, stored_sort_key
    from nominations.models import Endorsement, FullText, Nomination
    from nominations.searching import words

    edition = Edition.objects.get(slug="2023")
    cast = create_cast(edition)
    chance = random.Random(2023)
    sectors, provinces = list(edition.sectors.all()), list(edition.localities())
    organizations, nominations = [], []
    for index in range(number):
        province = provinces[index % len(provinces)]
        name = f"Công ty Cổ phần {' '.join(chance.choices(SYLLABLES.split(), k=6))} Minh Họa {index}"
        organizations.append(
            Organization(
                name=name,
                org_type="enterprise",
                province=province,
                sort_key=stored_sort_key(name),
                search_text=fold(name),
                is_demo=True,
            )
        )
    Organization.objects.bulk_create(organizations, batch_size=500)
    statuses = ["submitted"] * 6 + ["returned", "on_hold", "declined", "accepted"]
    taken: set[tuple[int, int]] = set()
    for index, organization in enumerate(organizations):
        sector, province = chance.choice(sectors), organization.province
        status = statuses[index % len(statuses)]
        if status == "accepted" and (sector.pk, province.pk) in taken:
            status = "declined"
        is_accepted = status == "accepted"
        taken |= {(sector.pk, province.pk)} if is_accepted else set()
        nominations.append(
            Nomination(
                edition=edition,
                organization=organization,
                sector=sector,
                province=province,
                reference=f"2023-{sector.code}-{index:05d}",
                status=status,
                slot=1 if is_accepted else None,
                accepted_at=edition.clock_at if is_accepted else None,
                accepted_by=cast.minh if is_accepted else None,
                created_by=cast.lan,
                submitted_at=edition.clock_at,
                submitted_by=cast.lan,
                owner=cast.minh if index % 3 else None,
                search_text=fold(f"2023-{sector.code}-{index:05d} {organization.name} {province.name}"),
            )
        )
    Nomination.objects.bulk_create(nominations, batch_size=500)
    FullText.objects.bulk_create(
        [
            FullText(nomination=row, text=" ".join(words(" ".join(chance.choices(SYLLABLES.split(), k=960)))))
            for row in nominations
        ],
        batch_size=500,
    )
    Endorsement.objects.bulk_create(
        [
            Endorsement(
                nomination=row,
                body=cast.body,
                status="endorsed",
                decided_at=edition.clock_at,
                decided_by=cast.khoa,
            )
            for row in nominations[::2]
        ],
        batch_size=500,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def pages(page) -> None:
    """The list, its saved views, search in heads and in answers, the dossier after another."""
    from django.db import connection

    from dtportal.accounts.models import User
    from nominations.models import Nomination

    minh = User.objects.get(email="minh@example.org")
    desk = "/work/2023/nominations/"
    reference = Nomination.objects.filter(status="submitted").order_by("pk")[2000].reference
    queries = {
        "everything": "",
        "view_endorsed": "?view=endorsed",
        "view_conflicts": "?view=conflicts",
        "page_50": "?page=50",
        "search_head": "?q=da+nang+kho",
        "search_answers": "?q=tiet+kiem+an+toan+chuyen",
        "search_nothing": "?q=khong+co+gi",
    }
    for name, query in queries.items():
        page(f"{connection.vendor}_{name}", minh, f"{desk}{query}")
    page(f"{connection.vendor}_next", minh, f"{desk}next/?after={reference}")


def main() -> None:
    from run import page, prepare, results

    number = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    with tempfile.TemporaryDirectory() as folder:
        prepare(folder, database=os.environ.get("DATABASE_URL", ""))
        fill(number)
        pages(page)
    print(json.dumps({"load": os.getloadavg(), **results}, indent=1))


if __name__ == "__main__":
    main()
