"""What must hold after every step, whoever did whatever; a broken promise is an AssertionError with its words."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.core.files.storage import default_storage
from django.db import models
from django.db.models import Count

from dtportal.accounts.models import Membership
from dtportal.journal import chain
from dtportal.journal.models import Entry
from dtportal.sealing import digest, sha256
from dtportal.states import Stateful
from nominations.models import Dossier, Evidence, Nomination
from nominations.tests.play.world import World

# Who may ever do what: by hand, not by asking the policy that is under test.
BY_SECRETARIES = {
    f"nomination.{verb}" for verb in (
        "accepted", "declined", "held", "returned", "extended", "entrusted", "noted", "judged", "reopened",
        "keyed_in", "paper_sent", "paper_corrected", "paper_dropped", "question_answered", "question_settled",
    )
}  # fmt: skip
BY_MEMBERS = {
    f"nomination.{verb}"
    for verb in (
        "started",
        "submitted",
        "taken_back",
        "withdrawn",
        "colleague_invited",
        "consented",
        "consent_withdrawn",
        "paper_confirmed",
        "paper_disputed",
        "paper_taken_over",
    )
} | {"endorsement.requested"}
BY_OFFICERS = {f"endorsement.{verb}" for verb in ("endorsed", "declined", "confirmed")}


def models_with_status() -> list[type[models.Model]]:
    """Every model of this stage that moves along `MOVES`."""
    return [model for model in apps.get_app_config("nominations").get_models() if issubclass(model, Stateful)]


def guarded_models() -> list[type[models.Model]]:
    """Every model of the portal whose rows are found through `visible_to`."""
    return [model for model in apps.get_models() if hasattr(model._default_manager, "visible_to")]


@dataclass
class Seen:
    """The rows as they were after the last step."""

    statuses: dict[tuple[str, int], str] = field(default_factory=dict)
    numbers: dict[int, tuple[str, str | None]] = field(default_factory=dict)
    dossiers: dict[int, tuple] = field(default_factory=dict)
    files: dict[int, tuple] = field(default_factory=dict)
    last_entry: int = 0


def look() -> Seen:
    """The rows as they are now, in a handful of queries."""
    statuses = {
        (model._meta.label, pk): status
        for model in models_with_status()
        for pk, status in model._base_manager.values_list("pk", "status")
    }
    dossiers = Dossier.objects.values_list(
        "pk", "nomination", "number", "content", "sha256", "frozen_at", "frozen_by"
    )
    frozen = Evidence.objects.filter(is_frozen=True)
    return Seen(
        statuses,
        {pk: rest for pk, *rest in Nomination.objects.values_list("pk", "reference", "number")},
        {pk: tuple(rest) for pk, *rest in dossiers},
        {pk: tuple(rest) for pk, *rest in frozen.values_list("pk", "file", "sha256", "size", "name")},
        Entry.objects.order_by("pk").values_list("pk", flat=True).last() or 0,
    )


def keep_after_refusal(before: Seen, after: Seen) -> None:
    assert after == before, "a step that was refused has changed something"


def keep(world: World, before: Seen, after: Seen, *, turn: int) -> None:
    """All promises about a step that was done; the outsiders look by turns, because their questions are long."""
    statuses_move_along_their_table(before, after)
    what_was_frozen_stays(before, after)
    numbers_stay(before, after)
    places_are_not_given_twice(world)
    people_did_only_what_is_theirs(world, before)
    outsiders = sorted(world.outsiders)
    outsiders_see_nothing(world, [outsiders[turn % len(outsiders)]])
    the_journal_holds()


def keep_at_the_end(world: World, seen: Seen) -> None:
    outsiders_see_nothing(world, [*world.outsiders, ""])
    files_of_dossiers_are_there(seen)


def statuses_move_along_their_table(before: Seen, after: Seen) -> None:
    for (label, pk), status in after.statuses.items():
        model = apps.get_model(label)
        old = before.statuses.get((label, pk), model._meta.get_field("status").get_default())
        reachable = (
            _reachable(model, old) if (label, pk) not in before.statuses else model.MOVES.get(old, set())
        )
        assert status == old or status in reachable, f"{label} {pk} went from {old} to {status}"
    gone = before.statuses.keys() - after.statuses.keys()
    assert not gone, f"rows with a status are gone: {gone}"
    moved = [key for key, status in after.statuses.items() if before.statuses.get(key, status) != status]
    for label, pk in moved:
        told = Entry.objects.filter(pk__gt=before.last_entry, subject=label.lower(), subject_id=pk)
        assert told.exists(), f"{label} {pk} has moved, and the journal does not say so"


def _reachable(model: type[Stateful], status: str) -> set[str]:
    """From the first status of a new row: an import may make and endorse it in one step."""
    found, new = {status}, {status}
    while new:
        new = set().union(*(model.MOVES.get(one, set()) for one in new)) - found
        found |= new
    return found


def what_was_frozen_stays(before: Seen, after: Seen) -> None:
    for pk, row in before.dossiers.items():
        assert after.dossiers.get(pk) == row, f"dossier {pk} has changed after it was frozen"
    for pk, row in before.files.items():
        assert after.files.get(pk) == row, f"file {pk} of a frozen dossier has changed"
    for pk in after.dossiers.keys() - before.dossiers.keys():
        _nomination, _number, content, fingerprint, *_rest = after.dossiers[pk]
        assert digest(content) == fingerprint, f"the hash of dossier {pk} is not that of its content"
    for pk, (path, fingerprint, *_rest) in after.files.items():
        with default_storage.open(path) as file:
            assert sha256(file.read()) == fingerprint, f"the bytes of file {pk} have changed"


def files_of_dossiers_are_there(seen: Seen) -> None:
    """Every file that a frozen dossier names is kept, with the hash that it was frozen with."""
    for pk, (_nomination, _number, content, *_rest) in seen.dossiers.items():
        for file in (file for section in content["sections"] for file in section["evidence"]):
            kept = seen.files.get(file["id"])
            assert kept and kept[1] == file["sha256"], f"dossier {pk} has lost its file {file['id']}"


def numbers_stay(before: Seen, after: Seen) -> None:
    for pk, (reference, number) in before.numbers.items():
        assert pk in after.numbers, f"nomination {pk} is gone"
        assert after.numbers[pk][0] == reference, f"the reference of {reference} has changed"
        assert number is None or after.numbers[pk][1] == number, f"{number} has another number now"
    given = [number for _reference, number in after.numbers.values() if number]
    assert len(given) == len(set(given)), "a number was given twice"


def places_are_not_given_twice(world: World) -> None:
    accepted = Nomination.objects.accepted().filter(group="unit").order_by()
    cells = accepted.values_list("edition", "sector", "province").annotate(n=Count("pk"))
    slots = world.edition.slots_per_cell
    crowded = [cell for *cell, count in cells if count > slots]
    assert not crowded, f"more units than places are accepted in {crowded}"


def people_did_only_what_is_theirs(world: World, before: Seen) -> None:
    """By the journal: secretaries (never on a dossier of their own organisation), members, officers."""
    for entry in Entry.objects.filter(pk__gt=before.last_entry, actor_id__isnull=False):
        who = next((name for name, pk in world.people.items() if pk == entry.actor_id), "?")
        if entry.verb in BY_SECRETARIES:
            nomination = Nomination.objects.get(pk=entry.subject_id)
            own = Membership.objects.filter(organization=nomination.organization_id, user=entry.actor_id)
            assert who in {"minh", "hoa"} and not own.exists(), f"{who} did {entry.verb}"
        elif entry.verb in BY_OFFICERS:
            assert who == "khoa", f"{who} did {entry.verb}"
        elif entry.verb in BY_MEMBERS:
            organization = _organization_of(entry)
            own = Membership.objects.filter(organization=organization, user=entry.actor_id)
            assert own.exists(), f"{who} did {entry.verb} for an organisation that is not his"


def _organization_of(entry: Entry) -> int:
    row: Any = apps.get_model(entry.subject)._base_manager.get(pk=entry.subject_id)
    return getattr(row, "nomination", row).organization_id


def outsiders_see_nothing(world: World, names: Iterable[str]) -> None:
    """Through any `visible_to`: no row of this stage, whoever is asking from outside; a query for each of them."""
    ours = [model for model in guarded_models() if model._meta.app_label == "nominations"]
    for name in names:
        user = world.user(name) if name else AnonymousUser()
        parts = [_secrets(model, user, world) for model in ours]
        seen = list(parts[0].union(*parts[1:], all=True))
        assert not seen, f"{name or 'nobody'} can see {seen}"


def _secrets(model: type[models.Model], user: Any, world: World) -> models.QuerySet:
    """What he can see and should not: an invitation by his own body, or one that a forwarded link let him take up,
    is no secret of others."""
    rows = model._default_manager.visible_to(user).order_by()
    if model._meta.model_name == "unitinvitation" and user.pk:
        own = models.Q(accepted_by=user.pk)
        own |= models.Q(body=world.bodies["phuong"]) if user.pk == world.people["phuong"] else models.Q()
        rows = rows.exclude(own)
    return rows.annotate(what=models.Value(model._meta.label)).values_list("what", "pk")


def the_journal_holds() -> None:
    chain.extend()
    broken = chain.first_broken()
    assert broken is None, f"the chain of the journal is broken: {broken}"
