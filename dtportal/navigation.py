"""The workspace's navigation: by what a person can do, in the order of the pipeline."""

from dataclasses import dataclass, field
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from dtportal.roles import Can


@dataclass(frozen=True)
class Entry:
    """A link that is shown to whoever holds the function (None: everybody)."""

    label: str
    url_name: str
    icon: str
    can: Can | None = None
    by_edition: bool = False


@dataclass(frozen=True)
class NavItem:
    label: str
    url: str
    icon: str


@dataclass
class NavGroup:
    label: str
    items: list[NavItem] = field(default_factory=list)


GROUPS: list[tuple[str, list[Entry]]] = [
    (
        _("My work"),
        [
            Entry(_("Today"), "work", "house"),
            Entry(_("Dashboard"), "nominations:dashboard", "bar-chart-line", Can.READ_PROGRESS, True),
            Entry(_("One-page brief"), "awards:brief", "file-earmark-bar-graph", Can.READ_PROGRESS, True),
            Entry(_("My organisations"), "accounts:organizations", "building"),
            Entry(_("My nominations"), "nominations:mine", "folder2-open"),
        ],
    ),
    (
        _("Nominating body"),
        [
            Entry(_("Endorsements"), "nominations:endorsements", "patch-check", Can.ENDORSE),
            Entry(_("Sectors and units"), "nominations:locality", "grid-3x3-gap", Can.ENDORSE, True),
            Entry(_("Import a list"), "nominations:imports", "file-earmark-spreadsheet", Can.IMPORT, True),
        ],
    ),
    (
        _("Secretariat"),
        [
            Entry(_("Dossiers"), "nominations:desk", "inboxes", Can.SCREEN, True),
            Entry(_("Paper dossiers"), "nominations:papers", "file-earmark-text", Can.SCREEN, True),
            Entry(_("Deadlines and reminders"), "nominations:deadlines", "alarm", Can.SCREEN, True),
            Entry(_("Nominating bodies"), "accounts:bodies", "bank", Can.MANAGE_BODIES, True),
            Entry(_("Requests to represent"), "accounts:claims", "person-raised-hand", Can.SCREEN, True),
            Entry(_("Members of the council"), "assessments:council", "person-lines-fill", Can.ASSIGN, True),
            Entry(_("Rounds and assignment"), "assessments:rounds", "diagram-3", Can.READ_SCORES, True),
            Entry(_("Site visits"), "assessments:visits", "geo-alt", Can.PLAN_VISITS, True),
            Entry(
                _("Paper score sheets"),
                "assessments:paper_sheets",
                "file-earmark-check",
                Can.KEY_SHEETS,
                True,
            ),
            Entry(_("Criteria and rule"), "assessments:rule", "list-check", Can.ASSIGN, True),
            Entry(_("Public comments"), "awards:comments", "megaphone", Can.ANSWER_OBJECTIONS, True),
            Entry(_("Appeals"), "awards:appeals", "arrow-repeat", Can.ANSWER_OBJECTIONS, True),
            Entry(_("Yearbook pages"), "awards:book_pages", "book", Can.REVIEW_PAGES, True),
        ],
    ),
    (
        _("Council"),
        [
            Entry(_("My dossiers to appraise"), "assessments:queue", "journal-check", Can.APPRAISE),
            Entry(_("Site visits"), "assessments:visits", "geo-alt", Can.APPRAISE, True),
            Entry(_("Criteria and rule"), "assessments:rule", "list-check", Can.APPRAISE, True),
            Entry(_("My seat in the council"), "assessments:own_seat", "person-vcard", Can.APPRAISE, True),
            Entry(_("Sessions"), "assessments:sessions", "people", Can.VOTE, True),
            Entry(_("Prepare sessions"), "assessments:sessions", "people", Can.PREPARE_SESSION, True),
        ],
    ),
    (
        _("Results"),
        [
            Entry(_("Scores and lines"), "assessments:results", "graph-up", Can.READ_SCORES, True),
            Entry(_("Honour roll"), "awards:roll", "trophy", Can.READ_ROLL, True),
            Entry(_("Publishing the list"), "awards:publication", "megaphone", Can.PUBLISH, True),
            Entry(_("Official papers"), "awards:papers", "file-earmark-ruled", Can.READ_PAPERS, True),
            Entry(
                _("Report to State leaders"), "awards:reports", "file-earmark-richtext", Can.READ_PAPERS, True
            ),
            Entry(_("Opened totals"), "awards:results_readers", "unlock", Can.AUDIT, True),
            Entry(_("Certificates"), "awards:certificates", "award", Can.PUBLISH, True),
            Entry(_("Yearbook"), "awards:yearbooks", "book", Can.BUILD_YEARBOOK, True),
            Entry(_("Ceremony"), "awards:ceremony", "stars", Can.PREPARE_CEREMONY, True),
            Entry(_("Press"), "awards:press_desk", "camera", Can.PREPARE_CEREMONY, True),
        ],
    ),
    (
        _("Organisers"),
        [
            Entry(_("Edition and clock"), "accounts:edition", "calendar3", Can.MANAGE_EDITION, True),
            Entry(_("Documents on file"), "awards:on_file", "archive", Can.MANAGE_EDITION, True),
            Entry(_("Criteria and rule"), "assessments:rule", "list-check", Can.MANAGE_EDITION, True),
            Entry(_("Appointments"), "accounts:appointments", "person-badge", Can.APPOINT, True),
            Entry(
                _("Invitations to the council"), "assessments:invitations", "envelope-plus", Can.APPOINT, True
            ),
            Entry(_("News and documents"), "accounts:posts", "newspaper", Can.MANAGE_CONTENT, True),
            Entry(_("Forums"), "forums:manage", "easel", Can.MANAGE_FORUMS, True),
            Entry(_("Check-in"), "forums:doors", "qr-code-scan", Can.CHECK_IN),
        ],
    ),
    (
        _("Mail"),
        [
            Entry(_("Mail ledger"), "accounts:mails", "envelope-check", Can.READ_MAIL, True),
            Entry(_("Wording of mails"), "accounts:letters", "envelope-paper", Can.MANAGE_MAIL, True),
        ],
    ),
    (
        _("Control"),
        [
            Entry(_("Criteria and rule"), "assessments:rule", "list-check", Can.AUDIT, True),
            Entry(_("Journal"), "accounts:journal", "shield-check", Can.AUDIT, True),
            Entry(_("Register of exceptions"), "awards:exceptions", "card-checklist", Can.AUDIT, True),
            Entry(_("Sessions"), "assessments:sessions", "people", Can.AUDIT, True),
            Entry(
                _("Reports of payment and conduct"),
                "awards:complaints",
                "shield-lock",
                Can.HEAR_REPORTS,
                True,
            ),
            Entry(_("Public comments"), "awards:comments", "megaphone", Can.ADMIT_EXPERTS, True),
            Entry(_("Appeals"), "awards:appeals", "arrow-repeat", Can.ADMIT_EXPERTS, True),
        ],
    ),
]


def items_for(user: Any) -> list[NavGroup]:
    """Groups of links for a signed-in person; empty groups are left out.

    Links of an edition lead to the latest one in which he holds the function.
    """
    if not user.is_authenticated:
        return []
    groups = []
    for label, entries in GROUPS:
        group = NavGroup(label)
        for entry in entries:
            url = _url(entry, user)
            if url:
                group.items.append(NavItem(entry.label, url, entry.icon))
        if group.items:
            groups.append(group)
    return groups


def _url(entry: Entry, user: Any) -> str | None:
    if entry.can and entry.can not in user.functions:
        return None
    try:
        if not entry.by_edition:
            return reverse(entry.url_name)
        slugs = [
            a.edition.slug for a in user.active_appointments if a.edition_id in user.editions_where(entry.can)
        ]
        return reverse(entry.url_name, args=[max(slugs)]) if slugs else None
    except NoReverseMatch:
        return None
