"""The rule of an edition: everybody of the council reads it; its organiser edits it until the first mark."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assessments import actions, rubric_draft
from assessments.actions.rule import present_rubric, version_of_words
from assessments.forms import SheetForm
from assessments.forms_rule import RubricForm, RuleForm
from assessments.sheets import cards
from dtportal.access import require, requires
from dtportal.programme import rules
from dtportal.programme.models import Edition, Group
from dtportal.programme.quotas import in_words
from dtportal.programme.rubric_checks import mistakes
from dtportal.roles import Can
from dtportal.sealing import canonical_json, digest
from dtportal.states import ImpossibleMove
from nominations.handbook import measures
from nominations.reading import ReadSection
from nominations.sections import Section, sections_of


def _edition(request: HttpRequest, slug: str, can: Can) -> Edition:
    edition = get_object_or_404(Edition, slug=slug)
    require(request.user, can, edition)
    return edition


def _group(group: str) -> Group:
    if group not in Group.values:
        raise Http404
    return Group(group)


@requires(Can.READ_RULE)
def rule(request: HttpRequest, slug: str) -> HttpResponse:
    """Rubrics, rule text and numbers: as frozen, or as they stand now."""
    edition = _edition(request, slug, Can.READ_RULE)
    frozen = rules.frozen_rule(edition)
    content = frozen.content if frozen else rules.rule_of(edition)
    language = "en" if (get_language() or "").startswith("en") else "vi"
    rubrics = [
        (group, measures(rules.criteria_from(content["rubrics"][group.value], edition, group.value)))
        for group in Group
    ]
    context = {
        "edition": edition,
        "frozen": frozen,
        "is_untouched": frozen is None or digest(frozen.content) == frozen.sha256,
        "numbers": _in_words(edition, content["numbers"]),
        "tiers": content["tiers"],
        "text": content["text"][language],
        "rubrics": rubrics,
        "quotas": [in_words(quota, edition) for quota in content.get("quotas", [])],
        "opening": Edition.Opening(content.get("opening", Edition.Opening.AUDITOR)).label,
        "may_edit": request.user.can(Can.MANAGE_EDITION, edition.access_scope()) and frozen is None,
    }
    return render(request, "assessments/rule.html", context)


def _in_words(edition: Edition, numbers: dict[str, Any]) -> list[tuple[str, Any]]:
    """Each number with the name of its field, choices in words."""
    rows = []
    for name, value in numbers.items():
        field = Edition._meta.get_field(name)
        rows.append((field.verbose_name, dict(field.flatchoices).get(value, value)))
    return rows


@requires(Can.READ_RULE)
def rule_file(request: HttpRequest, slug: str) -> HttpResponse:
    """The frozen rule byte for byte: its SHA-256 is the one that was journalled."""
    edition = _edition(request, slug, Can.READ_RULE)
    frozen = rules.frozen_rule(edition)
    if frozen is None:
        raise Http404
    response = HttpResponse(canonical_json(frozen.content), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="rule-{edition.slug}.json"'
    return response


@requires(Can.MANAGE_EDITION)
def words(request: HttpRequest, slug: str) -> HttpResponse:
    """The rule text and the numbers, with a preview in both languages."""
    edition = _edition(request, slug, Can.MANAGE_EDITION)
    if rules.is_frozen(edition):
        return _frozen(request, edition)
    form = RuleForm(request.POST or None, instance=edition, initial={"version": version_of_words(edition)})
    status = 200
    if request.method == "POST" and not form.is_valid():
        status = 400
    elif request.method == "POST" and request.POST.get("do") != "preview":
        try:
            actions.save_rule(
                edition, by=request.user, values=form.values(), version=form.cleaned_data["version"]
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
            status = 400
        except actions.StaleRule as refusal:
            return _stale_words(request, slug, form, str(refusal))
        else:
            messages.success(request, _("The rule is saved."))
            return redirect("assessments:rule", slug)
    return _words_page(request, edition, form, status)


def _stale_words(request: HttpRequest, slug: str, form: RuleForm, refusal: str) -> HttpResponse:
    """Both versions are shown; saving again is then a decision, not an accident."""
    messages.error(request, refusal)
    theirs = Edition.objects.get(slug=slug)
    form.data = form.data.copy()
    form.data["version"] = version_of_words(theirs)
    return _words_page(request, form.instance, form, 409, theirs)


def _words_page(
    request: HttpRequest, edition: Edition, form: RuleForm, status: int, theirs: Edition | None = None
) -> HttpResponse:
    context = {
        "edition": edition,
        "form": form,
        "names": rules.words_of(edition, get_language() or "vi").items(),
        "previews": [
            (label, rules.shown_text(edition, code))
            for code, label in (("vi", "Tiếng Việt"), ("en", "English"))
        ],
        "theirs": theirs and [rules.shown_text(theirs, code) for code in ("vi", "en")],
        "theirs_numbers": theirs and _in_words(theirs, rules.numbers_of(theirs)),
    }
    return render(request, "assessments/rule_words.html", context, status=status)


@requires(Can.MANAGE_EDITION)
def rubric(request: HttpRequest, slug: str, group: str) -> HttpResponse:
    """The rubric of a group: rows to add, change, order and remove, and how council and units will see it."""
    edition, group = _edition(request, slug, Can.MANAGE_EDITION), _group(group)
    if rules.is_frozen(edition):
        return _frozen(request, edition)
    sections = sections_of(edition, group)
    if request.method == "GET":
        draft = present_rubric(edition, group)
        form = RubricForm(draft, sections, is_bound=False)
        return _rubric_page(request, edition, group, form, digest(draft), preview=draft)
    draft, deed, version = (
        rubric_draft.read(request.POST),
        request.POST.get("do", ""),
        request.POST.get("version", ""),
    )
    if deed not in {"save", "preview"}:
        opened = rubric_draft.do(draft, deed)
        form = RubricForm(draft, sections, is_bound=False, opened=opened)
        return _rubric_page(request, edition, group, form, version)
    form = RubricForm(draft, sections, is_bound=True)
    readable = form.is_valid()
    proposed = form.rubric()
    found = mistakes(proposed, {section.key for section in sections})
    if found or not readable:
        form.show(found)
        return _rubric_page(request, edition, group, form, version, status=400)
    if deed == "preview":
        return _rubric_page(request, edition, group, form, version, preview=proposed)
    try:
        actions.save_rubric(edition, group, by=request.user, rubric=proposed, version=version)
    except actions.StaleRule as refusal:
        messages.error(request, str(refusal))
        theirs = present_rubric(edition, group)
        return _rubric_page(
            request, edition, group, form, digest(theirs), preview=theirs, is_stale=True, status=409
        )
    messages.success(request, _("The rubric is saved."))
    return redirect("assessments:rubric", slug, group)


def _rubric_page(
    request: HttpRequest,
    edition: Edition,
    group: Group,
    form: RubricForm,
    version: str,
    *,
    preview: dict[str, Any] | None = None,
    is_stale: bool = False,
    status: int = 200,
) -> HttpResponse:
    context = {
        "edition": edition,
        "group": group,
        "all_groups": list(Group),
        "form": form,
        "version": version,
        "is_stale": is_stale,
        **(_preview(edition, group, preview) if preview else {}),
    }
    return render(request, "assessments/rubric.html", context, status=status)


def _preview(edition: Edition, group: str, proposed: dict[str, Any]) -> dict[str, Any]:
    """The very parts of the scoring screen and of the guide."""
    criteria = rules.criteria_from(proposed, edition, group)
    sections = [_as_read(section, criteria) for section in sections_of(edition, group)]
    form = SheetForm(None, rubric=criteria, initial={"version": 0})
    return {"cards": cards(form, sections, None), "measures": measures(criteria), "is_writable": False}


def _as_read(section: Section, criteria: list[Any]) -> ReadSection:
    feeds = tuple(row.code for row in criteria if section.key in row.sections)
    return ReadSection(section.key, feeds, section.title, [])


def _frozen(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Whoever comes to edit too late learns it, whatever he has typed."""
    if request.method == "POST":
        raise ImpossibleMove(_("The rule was frozen with the first mark; it can no longer be changed."))
    messages.info(request, _("The rule was frozen with the first mark; it can no longer be changed."))
    return redirect("assessments:rule", edition.slug)
