"""The access table: every address × every member of the cast, function and object.

A row says who may; everybody else must be refused: 403 without the function, 404 for a row he may not know of, and
the sign-in page for the public. An address that is not in the table fails the test.
"""

from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from dtportal.tests.world import build

ED = "2023"
NOBODY: tuple[str, ...] = ()
PUBLIC = "public"
EVERYBODY = ("lan", "khoa", "minh", "hanh", "dung", "thao", "oanh", "binh", "tung")


@dataclass(frozen=True)
class Row:
    """`who`: names of the cast, or PUBLIC. `args` of the world. `post`: the address takes POST only."""

    name: str
    who: tuple[str, ...] | str
    args: Callable[[SimpleNamespace], list] = lambda w: []
    post: bool = False


def own(name: str, who: str, *args: str, post: bool = False) -> Row:
    """A row whose arguments are attributes of the world, such as `nomination.reference`."""

    def arguments(world: SimpleNamespace) -> list:
        values = []
        for path in args:
            value = world
            for part in path.split("."):
                value = ED if part == ED else getattr(value, part)
            values.append(value)
        return values

    return Row(name, PUBLIC if who == PUBLIC else tuple(who.split()), arguments, post)


REF = "nomination.reference"
TABLE = [
    # the public site
    own("health", PUBLIC),
    own("robots", PUBLIC),
    own("programme:home", PUBLIC),
    own("programme:news", PUBLIC),
    own("programme:post", PUBLIC, "post.slug"),
    Row("programme:document", PUBLIC, lambda w: [w.post.files.first().pk, w.post.files.first().filename]),
    own("forums:list", PUBLIC),
    own("forums:detail", PUBLIC, ED, "forum.slug"),
    own("forums:register", PUBLIC, ED, "forum.slug"),
    own("forums:calendar", PUBLIC, ED, "forum.slug"),
    own("forums:registration", PUBLIC, "guest.token"),
    own("guide:overview", PUBLIC),
    own("guide:eligibility", PUBLIC),
    Row("guide:questions", PUBLIC, lambda w: ["unit"]),
    Row("guide:form", PUBLIC, lambda w: ["unit"]),
    own("awards:honorees", PUBLIC, ED),
    own("awards:honoree", PUBLIC, ED, "honor.slug"),
    own("awards:certificate", PUBLIC, ED, "honor.slug"),
    own("awards:decision", PUBLIC, ED),
    own("awards:verify", PUBLIC),
    own("awards:verification", PUBLIC, "honor.verification_code"),
    # everybody who is signed in
    Row("work", EVERYBODY),
    Row("accounts:organizations", EVERYBODY),
    Row("accounts:organization_new", EVERYBODY),
    Row("accounts:claim_new", EVERYBODY),
    own("accounts:invitation", " ".join(EVERYBODY), "invitation.token"),
    own("accounts:officer_invitation", " ".join(EVERYBODY), "office.token"),
    own("nominations:invitation", " ".join(EVERYBODY), "invited.token"),
    Row("nominations:mine", EVERYBODY),
    Row("nominations:start", EVERYBODY),
    # the organisation's own
    own("accounts:organization", "lan minh thao", "organization.pk"),
    own("accounts:organization_edit", "lan", "organization.pk"),
    own("accounts:invite", "lan", "organization.pk"),
    own("accounts:invitation_revoke", "lan", "organization.pk", "invitation.pk", post=True),
    own("accounts:member_remove", "lan", "organization.pk", "colleague.pk"),
    own("accounts:hand_over", "lan", "organization.pk", "colleague.pk"),
    own("accounts:claim", "lan minh tung", "claim.pk"),
    own("accounts:claim_answer", "lan", "claim.pk", post=True),
    own("accounts:claim_withdraw", "lan minh tung", "claim.pk", post=True),
    own("accounts:claim_document", "lan minh tung", "claim.pk"),
    own("nominations:detail", "lan khoa minh thao", REF),
    own("nominations:section", "lan", REF, "section"),
    own("nominations:attach", "lan", REF, "section", post=True),
    own("nominations:review", "lan", REF),
    own("nominations:copy", "lan", REF, post=True),
    own("nominations:submit", "lan", REF, post=True),
    own("nominations:receipt", "lan", REF),
    own("nominations:questions", "lan minh thao", REF),
    own("nominations:consents", "lan", REF),
    Row("nominations:consent_give", ("lan",), lambda w: [w.nomination.reference, "may_inform"], post=True),
    Row("nominations:consent_withdraw", ("lan",), lambda w: [w.nomination.reference, "is_true"], post=True),
    Row("nominations:version", ("lan", "khoa", "minh", "thao"), lambda w: [w.nomination.reference, 1]),
    Row("nominations:version_pdf", ("lan", "khoa", "minh", "thao"), lambda w: [w.nomination.reference, 1]),
    own("nominations:archive", "lan minh", REF, post=True),
    # a paper dossier of a unit that nobody of the cast represents
    own("nominations:papers", "minh", ED),
    own("nominations:paper_start", "minh", ED),
    own("nominations:paper", "minh", ED, "paper.nomination.reference"),
    own("nominations:paper_send", "minh", ED, "paper.nomination.reference", post=True),
    own("nominations:paper_correct", "minh", ED, "paper.nomination.reference", post=True),
    own("nominations:paper_drop", "minh", ED, "paper.nomination.reference", post=True),
    own("nominations:paper_scan", "minh", "paper.nomination.reference"),
    Row("nominations:paper_confirm", NOBODY, lambda w: [w.paper.nomination.reference]),
    Row("nominations:paper_dispute", NOBODY, lambda w: [w.paper.nomination.reference], post=True),
    Row("nominations:paper_take_over", NOBODY, lambda w: [w.paper.nomination.reference], post=True),
    own("nominations:paper_invitation", " ".join(EVERYBODY), "paper_invitation.token"),
    own("accounts:organization_enter", "minh", ED),
    own("nominations:take_back", "lan", REF, post=True),
    own("nominations:colleagues", "lan", REF),
    own("nominations:colleague_remove", "lan", REF, "invited.pk", post=True),
    own("nominations:request", "lan", REF),
    own("nominations:withdraw", "lan", REF),
    own("nominations:evidence", "lan khoa minh thao", "evidence.pk"),
    own("nominations:replace", "lan", "evidence.pk"),
    own("nominations:arrange", "lan", REF, "section", post=True),
    own("nominations:begin_upload", "lan", REF, "section", post=True),
    own("nominations:upload", "lan", "upload.pk"),
    own("nominations:finish_upload", "lan", "upload.pk", post=True),
    own("nominations:discard_upload", "lan", "upload.pk", post=True),
    # nominating bodies
    own("nominations:endorsements", "khoa"),
    own("nominations:endorsement", "khoa", "endorsement.pk"),
    own("nominations:endorse", "khoa", "endorsement.pk", post=True),
    own("nominations:decline_endorsement", "khoa", "endorsement.pk", post=True),
    own("nominations:confirm_endorsement", "khoa", "endorsement.pk", post=True),
    own("nominations:add_scan", "khoa", "endorsement.pk", post=True),
    own("nominations:scan", "khoa minh thao", "scan.pk"),
    own("nominations:locality", "khoa", ED),
    own("nominations:letter", "khoa", ED),
    own("nominations:invite", "khoa", ED),
    own("nominations:invite_owner", "khoa", "endorsement.pk", post=True),
    own("nominations:unit_take_back", "khoa", "unit_invitation.pk", post=True),
    own("nominations:unit_invitation", " ".join(EVERYBODY), "unit_invitation.token"),
    own("nominations:imports", "khoa minh", ED),
    own("nominations:import_template", "khoa minh", ED),
    own("nominations:import", "minh", ED, "batch.pk"),
    own("nominations:import_confirm", "minh", ED, "batch.pk", post=True),
    own("nominations:import_mistakes", "minh", ED, "batch.pk"),
    own("nominations:import_file", "minh", ED, "batch.pk"),
    # secretariat
    own("nominations:dashboard", "minh dung thao oanh", ED),
    own("nominations:deadlines", "minh", ED),
    own("accounts:claims", "minh", ED),
    own("accounts:bodies", "minh", ED),
    own("accounts:body_new", "minh", ED),
    own("accounts:body", "minh", ED, "cast.body.pk"),
    own("accounts:officer_end", "minh", ED, "appointment.pk", post=True),
    own("accounts:officer_take_back", "minh", ED, "office.pk", post=True),
    own("accounts:claim_decide", "minh", ED, "claim.pk"),
    own("nominations:desk", "minh", ED),
    own("nominations:next", "minh", ED),
    own("nominations:deeds", "minh", ED, post=True),
    own("nominations:export", "minh", ED),
    own("nominations:entrust", "minh", ED, REF, post=True),
    own("nominations:note", "minh", ED, REF, post=True),
    own("nominations:screen", "minh", ED, REF),
    own("nominations:judge", "minh", ED, REF, post=True),
    Row("nominations:opinion", ("minh",), lambda w: [ED, w.nomination.reference, "tax"]),
    own("nominations:slot", "minh", ED, "nomination.sector_id", "nomination.province_id"),
    own("nominations:opinion_scan", "minh thao", "opinion.pk"),
    own("nominations:reopen", "minh", ED, REF, post=True),
    own("nominations:accept", "minh", ED, REF, post=True),
    own("nominations:return", "minh", ED, REF, post=True),
    own("nominations:decline", "minh", ED, REF, post=True),
    own("nominations:hold", "minh", ED, REF, post=True),
    own("nominations:answer", "minh", ED, REF, post=True),
    own("nominations:settle", "minh", ED, REF, post=True),
    # council
    own("assessments:queue", "hanh dung"),
    own("assessments:declare", "hanh dung"),
    own("assessments:score", "hanh", "assignment.pk"),
    own("assessments:autosave", "hanh", "assignment.pk", post=True),
    own("assessments:recuse", "hanh", "assignment.pk"),
    own("assessments:take_back", "hanh", "assignment.pk", post=True),
    own("assessments:dossier", "hanh", "assignment.entry.nomination.reference"),
    own("assessments:version_pdf", "hanh", "assignment.entry.nomination.reference"),
    Row("assessments:evidence", ("hanh",), lambda w: [w.assignment.entry.nomination.evidence.first().pk]),
    own("assessments:council", "minh", ED),
    Row("assessments:seat", ("minh",), lambda w: [ED, w.cast.hanh.pk]),
    own("assessments:rounds", "minh dung thao", ED),
    own("assessments:hand_over", "minh", ED, post=True),
    own("assessments:round", "minh dung thao", ED, "round.number"),
    own("assessments:assign", "minh", ED, "round.number", post=True),
    own("assessments:close_round", "minh", ED, "round.number", post=True),
    own("assessments:entry", "minh", ED, "round.number", "entry_reference"),
    # council: invitations, undertakings, ties
    own("assessments:deputies", "minh", ED, post=True),
    own("assessments:own_seat", "hanh dung", ED),
    own("assessments:undertaking", "hanh dung", ED),
    own("assessments:interests", "hanh dung", ED),
    own("assessments:organization_search", "hanh dung", ED),
    own("assessments:tie_state", "hanh dung", ED, post=True),
    own("assessments:tie_end", "hanh", ED, "tie.pk", post=True),
    own("assessments:invitations", "minh oanh", ED),
    own("assessments:invitation_remind", "oanh", ED, "seat_invitation.pk", post=True),
    own("assessments:invitation_take_back", "oanh", ED, "seat_invitation.pk", post=True),
    own("assessments:seat_invitation", PUBLIC, "seat_invitation.token"),
    own("assessments:recuse_from", "hanh dung", "assignment.entry.nomination.reference"),
    # assignment: plan, moves, undo
    own("assessments:remind", "minh", ED, "round.number", post=True),
    own("assessments:plans", "minh", ED),
    own("assessments:plan", "minh", ED, "plan.pk"),
    own("assessments:carry_out", "minh", ED, "plan.pk", post=True),
    own("assessments:undo_plan", "minh", ED, "plan.pk", post=True),
    Row("assessments:stop_reading", ("minh",), lambda w: [ED, w.cast.hanh.pk]),
    Row("assessments:take_again", ("minh",), lambda w: [ED, w.cast.hanh.pk], post=True),
    # score sheets: versions, commitments
    own("assessments:sealed", "hanh", "assignment.pk"),
    # reading a dossier: evidence, pins
    Row("assessments:view", ("hanh",), lambda w: [w.assignment.entry.nomination.evidence.first().pk]),
    Row("assessments:page", ("hanh",), lambda w: [w.assignment.entry.nomination.evidence.first().pk, 1, 960]),
    Row("assessments:video", ("hanh",), lambda w: [w.assignment.entry.nomination.evidence.first().pk]),
    own("assessments:pin", "hanh", "assignment.pk", post=True),
    own("assessments:pin_note", "hanh", "assignment.pk", "pin.pk", post=True),
    own("assessments:unpin", "hanh", "assignment.pk", "pin.pk", post=True),
    own("assessments:inquire", "hanh", "assignment.pk"),
    own("assessments:own_marks", "hanh", "assignment.pk"),
    own("assessments:sheet_pdf", "hanh", "assignment.pk"),
    own("assessments:sheets_pdf", "hanh dung"),
    own("assessments:inquiries", "minh", ED),
    own("assessments:reply", "minh", ED, "inquiry.pk", post=True),
    # score sheets on paper
    own("assessments:paper_sheets", "minh", ED),
    own("assessments:paper_sheet", "minh", ED, "paper_sheet.assignment_id"),
    own("assessments:paper_sheet_send", "minh", ED, "paper_sheet.assignment_id", post=True),
    own("assessments:paper_sheet_correct", "minh", ED, "paper_sheet.assignment_id", post=True),
    own("assessments:paper_sheet_drop", "minh", ED, "paper_sheet.assignment_id", post=True),
    own("assessments:paper_sheet_confirm", "hanh", "paper_sheet.assignment_id"),
    own("assessments:paper_sheet_dispute", "hanh", "paper_sheet.assignment_id", post=True),
    own("assessments:paper_sheet_take_over", "hanh", "paper_sheet.assignment_id", post=True),
    own("assessments:paper_sheet_scan", "minh hanh", "paper_sheet.pk"),
    # rubric
    own("assessments:rule", "minh hanh dung thao oanh", ED),
    own("assessments:rule_file", "minh hanh dung thao oanh", ED),
    own("assessments:rule_words", "oanh", ED),
    Row("assessments:rubric", ("oanh",), lambda w: [ED, "unit"]),
    # site visits
    own("assessments:visits", "minh hanh dung thao", ED),
    own("assessments:visit_plan", "minh", ED),
    own("assessments:visit", "minh hanh dung thao", "visit.pk"),
    own("assessments:visit_change", "minh", "visit.pk"),
    own("assessments:visit_cancel", "minh", "visit.pk", post=True),
    own("assessments:visit_calendar", "minh hanh dung thao", "visit.pk"),
    Row("assessments:visit_unit", NOBODY, lambda w: [w.visit.pk]),
    Row("assessments:visit_unit_calendar", NOBODY, lambda w: [w.visit.pk]),
    own("assessments:visit_report", "hanh", "visit.pk"),
    own("assessments:visit_photo_add", "hanh", "visit.pk", post=True),
    own("assessments:visit_report_take_back", "hanh", "visit.pk", post=True),
    own("assessments:visit_photo", "hanh", "photo.pk"),
    own("assessments:visit_photo_remove", "hanh", "photo.pk", post=True),
    # results of closed rounds
    own("assessments:results", "minh dung thao", ED),
    Row("assessments:result_list", ("minh", "dung", "thao"), lambda w: [ED, "top100"]),
    own("assessments:result_dossier", "minh dung thao", ED, "entry_reference"),
    own("assessments:second_reading", "minh", ED, post=True),
    own("assessments:result_table", "minh dung thao", ED),
    own("assessments:result_report", "minh dung thao", ED),
    # sessions
    own("assessments:sessions", "minh hanh dung thao", ED),
    own("assessments:session", "minh hanh dung thao", ED, "session.number"),
    own("assessments:room", "minh dung", ED, "session.number"),
    own("assessments:answer_invitation", "hanh dung", ED, "session.number", post=True),
    own("assessments:attend", "hanh dung", ED, "session.number", post=True),
    own("assessments:leave", "hanh dung", ED, "session.number", post=True),
    own("assessments:presence", "minh", ED, "session.number", post=True),
    own("assessments:open_session", "dung", ED, "session.number", post=True),
    own("assessments:close_session", "dung", ED, "session.number", post=True),
    own("assessments:point", "dung", ED, "session.number", post=True),
    own("assessments:timer", "dung", ED, "session.number", post=True),
    own("assessments:prepare", "minh", ED, "session.number"),
    own("assessments:invite", "minh", ED, "session.number", post=True),
    own("assessments:put_conclusions", "minh", ED, "session.number", post=True),
    own("assessments:put_motion", "minh", ED, "session.number", post=True),
    own("assessments:invitation", "minh hanh dung", ED, "session.number"),
    own("assessments:calendar", "minh hanh dung thao", ED, "session.number"),
    own("assessments:minutes", "minh hanh dung thao", ED, "session.number"),
    own("assessments:minutes_pdf", "minh hanh dung thao", ED, "session.number"),
    own("assessments:minutes_docx", "minh hanh dung thao", ED, "session.number"),
    own("assessments:minutes_scan", "minh hanh dung thao", ED, "session.number"),
    own("assessments:minutes_freeze", "minh", ED, "session.number", post=True),
    own("assessments:minutes_reopen", "minh", ED, "session.number", post=True),
    own("assessments:minutes_close", "minh", ED, "session.number", post=True),
    own("assessments:motion", "minh hanh dung thao", "motion.pk"),
    own("assessments:notes", "minh", "motion.pk", post=True),
    own("assessments:take_off", "minh", "motion.pk", post=True),
    own("assessments:open_ballot", "dung", "motion.pk", post=True),
    own("assessments:vote", "hanh dung", "motion.pk", post=True),
    own("assessments:close_ballot", "dung", "motion.pk", post=True),
    own("assessments:void_ballot", "dung", "motion.pk", post=True),
    own("assessments:decide_tie", "dung", "motion.pk", post=True),
    own("assessments:approve_feedback", "dung", "motion.pk", post=True),
    own("assessments:conclude", "dung", "motion.pk", post=True),
    own("assessments:draft", "minh hanh dung", "motion.pk", "motion_reference"),
    # results
    own("awards:roll", "minh dung thao", ED),
    own("awards:draw", "minh", ED, post=True),
    own("awards:sign", "dung thao", ED, post=True),
    own("awards:refuse", "dung thao", ED, post=True),
    own("awards:publication", "oanh", ED),
    own("awards:publish", "oanh", ED),
    own("awards:yearbooks", "oanh", ED),
    own("awards:yearbook_order", "oanh", ED, post=True),
    own("awards:yearbook", "oanh", ED, "yearbook.pk"),
    own("awards:yearbook_progress", "oanh", ED, "yearbook.pk"),
    own("awards:yearbook_file", "oanh", ED, "yearbook.pk"),
    own("awards:rehearsal", "oanh", ED),
    own("awards:rehearsal_progress", "oanh", "run.pk"),
    # organisers
    own("accounts:edition", "oanh", ED),
    own("accounts:edition_clock", "oanh", ED, post=True),
    own("accounts:edition_council_rules", "oanh", ED, post=True),
    own("accounts:edition_phase", "oanh", ED, "phase.pk", post=True),
    own("accounts:appointments", "oanh", ED),
    own("accounts:appointment_end", "oanh", ED, "appointment.pk", post=True),
    own("accounts:appointment_replace", "oanh", ED, "appointment.pk"),
    own("accounts:posts", "oanh", ED),
    own("accounts:post_new", "oanh", ED),
    own("accounts:post", "oanh", ED, "post.pk"),
    own("accounts:post_publish", "oanh", ED, "post.pk", post=True),
    own("accounts:post_file", "oanh", ED, "post.pk", post=True),
    Row(
        "accounts:post_file_remove", ("oanh",), lambda w: [ED, w.post.pk, w.post.files.first().pk], post=True
    ),
    own("forums:manage", "oanh", ED),
    own("forums:create", "oanh", ED),
    own("forums:edit", "oanh", ED, "forum.slug"),
    own("forums:change_status", "oanh", ED, "forum.slug", post=True),
    own("forums:guests", "oanh", ED, "forum.slug"),
    # the door
    own("forums:doors", "oanh binh"),
    own("forums:door", "oanh binh", ED, "forum.slug"),
    own("forums:check_in", "oanh binh", ED, "forum.slug", "guest.pk", post=True),
    # mail
    own("accounts:letters", "minh oanh", ED),
    Row("accounts:letter", ("minh", "oanh"), lambda w: [ED, "nomination.returned", "vi"]),
    own("accounts:mails", "minh thao oanh", ED),
    own("accounts:mail", "minh thao oanh", ED, "notice.pk"),
    own("accounts:mail_again", "minh oanh", ED, "notice.pk", post=True),
    # control
    own("accounts:journal", "thao", ED),
]
# allauth looks after its own pages: they show nothing but one's own account. The demo's are tested with the demo.
ELSEWHERE = ("account_", "mfa_", "demo", "awards:demo_play")


def addresses(resolver: URLResolver, namespace: str = "") -> list[tuple[str, Callable]]:
    found = []
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            found.append((f"{namespace}{pattern.name}", pattern.callback))
        else:
            inner = f"{pattern.namespace}:" if pattern.namespace else namespace
            found += addresses(pattern, inner)
    return found


def test_every_address_is_in_the_table():
    known = {row.name for row in TABLE}
    unknown = {
        name for name, _ in addresses(get_resolver()) if name not in known and not name.startswith(ELSEWHERE)
    }
    assert unknown == set()
    assert known - {name for name, _ in addresses(get_resolver())} == set()


@pytest.fixture
def world(edition, cast, organization, settings) -> SimpleNamespace:
    settings.DEMO = True
    return build(edition, cast, organization)


@pytest.mark.slow
def test_everybody_reaches_what_is_his_and_nothing_else(world, sign_in):
    views = dict(addresses(get_resolver()))
    wrong = []
    for who in (None, *EVERYBODY):
        user = getattr(world.cast, who) if who else None
        browser = sign_in(user) if user else Client()
        for row in TABLE:
            url = reverse(row.name, args=row.args(world))
            answer = ask(browser, url, row, allowed=row.who == PUBLIC or who in row.who)
            expected = expectation(row, who, user, views[row.name])
            if answer not in expected:
                wrong.append(f"{who or 'public'} {row.name}: {answer}, expected {sorted(map(str, expected))}")
    assert not wrong, "\n".join(wrong)


def ask(browser: Client, url: str, row: Row, *, allowed: bool) -> int | str:
    """The answer to a GET; whoever may not is asked for a POST address with POST, which must be refused."""
    response = browser.post(url) if row.post and not allowed else browser.get(url)
    if response.status_code == 302 and "/accounts/login/" in response["Location"]:
        return "sign in"
    if response.status_code == 302 and "/2fa/" in response["Location"]:
        return "second factor"
    return response.status_code


def expectation(row: Row, who: str | None, user, view: Callable) -> set[int | str]:
    if row.who == PUBLIC:
        return {200}
    if who is None:
        return {"sign in"}
    if who in row.who:
        return {405} if row.post else {200, 302}
    required = getattr(view, "required_can", None)
    if required is not None and required not in user.functions:
        return {403}
    return {403, 404}


def test_the_public_pages_are_exactly_these():
    """A view becomes public by a decorator; this list makes sure that nobody adds one in passing."""
    public = {row.name for row in TABLE if row.who == PUBLIC}
    declared = {name for name, view in addresses(get_resolver()) if getattr(view, "is_public", False)}
    assert {name for name in declared if not name.startswith(ELSEWHERE)} == public
