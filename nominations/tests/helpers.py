"""A written dossier and small files, for the tests of this stage."""

import io
from datetime import datetime

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile

from dtportal.accounts.models import Membership, Organization
from dtportal.programme.models import Province, Sector
from nominations import actions
from nominations.conditions import conditions_of
from nominations.models import Endorsement, Nomination

ANSWERS = {
    "strategy": {"strategy": "Ba bước: số hóa quy trình, tích hợp nền tảng, đổi mới mô hình."},
    "results": {"results": "Thời gian giao nhận giảm 31%."},
    "support": {"support": "Đào tạo nhân lực và kết nối dữ liệu với cảng."},
}
# What a unit cannot leave unticked.
CONSENTS = ["is_true", "is_lawful", "may_appraise", "may_publish"]


def pdf(title: str = "Kế hoạch", name: str = "ke-hoach.pdf") -> SimpleUploadedFile:
    """A PDF of one empty page; another title is another content."""
    document = pikepdf.new()
    document.add_blank_page(page_size=(200, 200))
    document.docinfo["/Title"] = title
    out = io.BytesIO()
    document.save(out)
    return SimpleUploadedFile(name, out.getvalue(), content_type="application/pdf")


def unit(name: str, user, sector: str = "GT", province: str = "Đà Nẵng") -> Organization:
    """Another organisation that the user represents."""
    organization = Organization.objects.create(
        name=name,
        org_type=Organization.Type.ENTERPRISE,
        sector=Sector.objects.get(code=sector),
        province=Province.objects.get(name=province, valid_from__year=2008),
        is_demo=True,
    )
    Membership.objects.create(user=user, organization=organization, is_owner=True)
    vars(user).pop("organization_ids", None)
    return organization


def draft(organization, *, by, edition, group: str = "unit") -> Nomination:
    return actions.start(
        organization,
        edition=edition,
        group=group,
        sector=organization.sector if group == "unit" else None,
        province=organization.province,
        by=by,
    )


def written(organization, *, by, edition, body) -> Nomination:
    """A draft that lacks nothing, its declarations given; its endorsement is asked for."""
    nomination = draft(organization, by=by, edition=edition)
    for key, data in ANSWERS.items():
        actions.save_section(nomination, key, data, version=0, by=by)
    actions.attach(nomination, pdf(organization.name), section="strategy", question="plan_file", by=by)
    actions.request_endorsement(nomination, body, by=by)
    actions.give_consents(nomination, CONSENTS, by=by)
    return nomination


def submitted(organization, *, by, edition, body) -> Nomination:
    nomination = written(organization, by=by, edition=edition, body=body)
    actions.submit(nomination, by=by)
    return Nomination.objects.get(pk=nomination.pk)


def endorsed(organization, *, by, edition, body, officer) -> Nomination:
    nomination = submitted(organization, by=by, edition=edition, body=body)
    endorsement = Endorsement.objects.get(nomination=nomination, body=body)
    day = edition.clock_at.date()
    actions.endorse(endorsement, by=officer, letter_number="12/UBND-KSTT", letter_date=day)
    return nomination


def stand_at(edition, moment: datetime) -> None:
    """The rehearsal's clock shows this moment."""
    edition.clock_at = moment
    edition.save()


def examined(nomination: Nomination, *, by) -> Nomination:
    """Every condition of the edition is found met by what was submitted last: it can be accepted."""
    nomination = Nomination.objects.for_listing().get(pk=nomination.pk)
    conditions = conditions_of(nomination.edition.screening, nomination.group)
    met = {condition.key: actions.Judgement("met") for condition in conditions}
    known = nomination.current_dossier.verdicts.values_list("condition", "version")
    for key, version in known:
        met[key] = actions.Judgement("met", version=version)
    actions.judge(nomination, met, by=by, number=nomination.current_dossier.number)
    return nomination


def accepted(nomination: Nomination, *, by, reason: str = "") -> Nomination:
    return actions.accept(examined(nomination, by=by), by=by, reason=reason)
