"""The secretariat's side of a nominee's page: it returns it with a remark or proposes a correction, and writes nothing.

The unit confirms or declines a correction: signed in on its page, or by the link in its mail, which says who it is.
"""

from collections.abc import Mapping

from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from awards.actions.book_pages import require_seen, stand
from awards.addresses import address_of
from awards.book_desk import (
    DAYS_TO_ANSWER,
    corrected,
    due_at,
    in_office,
    in_vietnam,
    is_published,
    may_approve,
    may_return,
    writers_of,
)
from awards.models import BookPage, Variant
from awards.wording import own_words
from awards.yearbook import nominee, parts
from awards.yearbook.writing import BY_KEY
from dtportal import sealing
from dtportal.access import require
from dtportal.accounts.models import User
from dtportal.journal.recording import link_to, record, send
from dtportal.programme import clock
from dtportal.questions import count_characters
from dtportal.roles import Can
from dtportal.states import ImpossibleMove
from nominations.actions.shared import locked, words

REMARK = 1500
SALT = "book-correction"


class DeadLink(Exception):
    """The link of a mail leads nowhere (any more); the message is for whoever clicked it."""


@transaction.atomic
def return_page(page: BookPage, *, by: User, version: int, remark: str) -> BookPage:
    """Give an approved page back with a remark: it does not stand any more, until the unit approves one again.

    Refused when the unit would have too little time left to answer.
    """
    remark = own_words(remark, REMARK, "remark")
    page = _reviewed(page, by, version)
    if not may_return(page.nomination.edition):
        raise ImpossibleMove(
            _(
                "Less than %(days)s days are left, too few for the unit to answer a returned page. "
                "Please propose a correction instead."
            )
            % {"days": DAYS_TO_ANSWER}
        )
    page.move(BookPage.Status.RETURNED)
    page.seen = nominee.snapshot_of(page)
    page.approved, page.approved_at, page.approved_by = {}, None, None
    _remark(page, by, remark)
    page.save()
    record(
        "bookpage.returned",
        page,
        by=by,
        tell=writers_of(page.nomination),
        notice="book_page_returned",
        context=_facts(page) | {"remark": remark, "until": _until(page)},
    )
    return page


def propose_correction(
    page: BookPage, *, by: User, version: int, texts: Mapping[str, str], reason: str
) -> BookPage:
    """Put changed texts of single fields before the unit, which confirms or declines them; until then, and if it does
    not answer, the approved page stands.

    Raises ValidationError for the field of a text that is too long, or empty though it is needed, and when nothing
    is changed.
    """
    reason = own_words(reason, REMARK, "reason")
    with transaction.atomic():
        page = _reviewed(page, by, version)
        changed = _changed(page, texts)
        page.move(BookPage.Status.PROPOSED)
        secret = sealing.code(24)
        page.proposal = {"texts": changed}
        page.proposal_hash = sealing.sha256(secret.encode())
        _remark(page, by, reason)
        page.save()
        entry = record("bookpage.correction_proposed", page, by=by, fields=sorted(changed))
        representatives = [user for user in writers_of(page.nomination) if may_approve(user, page.nomination)]
        for user in representatives:
            _mail(page, user, secret, reason, f"{entry.pk}:{user.pk}")
    parts.order(nominee.draft_of(corrected(page)), Variant.SCREEN)
    return page


def confirm_correction(page: BookPage, *, by: User, proof_hash: str) -> BookPage:
    """The unit takes the correction over: the corrected page, whose proof it has seen, is approved by that."""
    require(by, Can.DRAFT, page)
    read = _proposed(BookPage.objects.select_related("nomination__edition").get(pk=page.pk))
    content = nominee.draft_of(corrected(read))
    require_seen(content, proof_hash)
    with transaction.atomic():
        page = _proposed(_locked(page))
        if page.proposal_hash != read.proposal_hash:
            raise ImpossibleMove(_("Another correction has been proposed in the meantime."))
        proposer, fields = page.remarked_by, sorted(page.proposal["texts"])
        page.texts = corrected(page).texts
        page.version += 1
        page.changed_at, page.changed_by = clock.now(page.nomination.edition), by
        page.move(BookPage.Status.APPROVED)
        stand(page, by=by, proof_hash=proof_hash)
        _answered("bookpage.correction_confirmed", page, proposer, by, fields=fields)
    parts.order(content, Variant.PRINT)
    return page


@transaction.atomic
def decline_correction(page: BookPage, *, by: User) -> BookPage:
    """The approved page stands as it was; the unit may change it itself while there is time."""
    require(by, Can.DRAFT, page)
    page = _proposed(_locked(page))
    proposer, fields = page.remarked_by, sorted(page.proposal["texts"])
    page.move(BookPage.Status.APPROVED)
    page.proposal, page.proposal_hash = {}, ""
    _remark(page, None, "")
    page.save()
    _answered("bookpage.correction_declined", page, proposer, by, fields=fields)
    return page


def by_link(token: str) -> tuple[BookPage, User]:
    """The page and the representative for whom a link was made; raises DeadLink with a sentence."""
    try:
        pk, user_pk, secret = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError) as wrong:
        raise DeadLink(
            _("This link is not complete. Please open it from the mail once more, or sign in.")
        ) from wrong
    page = (
        BookPage.objects.select_related("nomination__organization", "nomination__edition")
        .filter(pk=pk)
        .first()
    )
    user = User.objects.filter(pk=user_pk, is_active=True).first()
    if page is None or user is None or not may_approve(user, page.nomination):
        raise DeadLink(_("This link was made for a person who does not represent the organisation any more."))
    if not page.is_proposed or page.proposal_hash != sealing.sha256(secret.encode()):
        raise DeadLink(_("This correction has been answered already. Sign in to see how the page stands."))
    return page, user


# --- Within the transaction --------------------------------------------------------------------------


def _locked(page: BookPage) -> BookPage:
    """As it is now; the nomination's row is the lock, as for whoever writes."""
    nomination = locked(page.nomination)
    page = BookPage.objects.select_for_update(of=("self",)).select_related("remarked_by").get(pk=page.pk)
    page.nomination = nomination
    return page


def _reviewed(page: BookPage, by: User, version: int) -> BookPage:
    """The locked page, for a secretary who has read this version of it."""
    require(by, Can.REVIEW_PAGES, page)
    page = _locked(page)
    if not in_office(by, page.nomination.edition).filter(pk=page.nomination_id).exists():
        raise PermissionDenied(_("Nobody acts in office on a dossier of his own organisation."))
    if is_published(page.nomination.edition):
        raise ImpossibleMove(
            _(
                "The list has been published; what is wrong in a page is noted by the organisers among the errata."
            )
        )
    if page.version != version:
        raise ImpossibleMove(_("The unit has changed its page in the meantime. Please read it as it is now."))
    return page


def _proposed(page: BookPage) -> BookPage:
    if not page.is_proposed:
        raise ImpossibleMove(_("This correction has been answered already."))
    if is_published(page.nomination.edition):
        raise ImpossibleMove(_("The list has been published; the page stands as it was approved."))
    return page


def _changed(page: BookPage, texts: Mapping[str, str]) -> dict[str, str]:
    changed, errors = {}, {}
    for key, text in texts.items():
        field, text = BY_KEY[key], words(text)
        if text == page.texts.get(key, ""):
            continue
        if count_characters(text) > field.limit:
            errors[key] = _("At most %(limit)s characters; this text has %(count)s.") % {
                "limit": field.limit,
                "count": count_characters(text),
            }
        elif field.is_required and not text:
            errors[key] = _("This text is needed on every page.")
        changed[key] = text
    if errors:
        raise ValidationError(errors)
    if not changed:
        raise ValidationError(_("Please change at least one text; as it is there is nothing to confirm."))
    return changed


def _remark(page: BookPage, by: User | None, text: str) -> None:
    page.remark = text
    page.remarked_by = by
    page.remarked_at = clock.now(page.nomination.edition) if by else None


def _mail(page: BookPage, user: User, secret: str, reason: str, key: str) -> None:
    token = signing.dumps([page.pk, user.pk, secret], salt=SALT)
    with override("vi"):
        link = link_to(reverse("awards:book_correction", args=[token]))
    send(
        "invitation/book_correction",
        recipient=user,
        language=user.language,
        context=_facts(page) | {"reason": reason, "link": link},
        is_rehearsal=page.nomination.edition.is_rehearsal,
        about=page,
        key=key,
    )


def _answered(verb: str, page: BookPage, proposer: User | None, by: User, **data: list[str]) -> None:
    """Whoever proposed it hears what the unit says."""
    is_confirmed = verb.endswith("confirmed")
    url = address_of("awards:book_page_review", page.nomination.edition, page.nomination.reference)
    record(
        verb,
        page,
        by=by,
        tell=[proposer] if proposer else [],
        notice="book_page_answered",
        context=_facts(page) | {"is_confirmed": is_confirmed, "url": url},
        **data,
    )


def _facts(page: BookPage) -> dict[str, str]:
    nomination = page.nomination
    return {
        "reference": nomination.known_as,
        "honoree": nomination.honoree_name,
        "url": address_of("awards:book_page", None, nomination.reference),
    }


def _until(page: BookPage) -> str:
    end = due_at(page.nomination.edition)
    return in_vietnam(end) if end else ""
