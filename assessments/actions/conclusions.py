"""The arithmetic and the words of conclusions, for hundreds of dossiers at once."""

from collections import Counter
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import override

from assessments import scoring
from assessments.models import AgendaItem, Conclusion, Mark, Recommendation, RoundEntry, Scoresheet
from dtportal.programme import clock
from dtportal.programme.models import Criterion
from nominations.models import Dossier
from nominations.reading import words_of

BATCH = 200
SECTION_OF_WISHES = "support"
Kind = Recommendation.Kind
# Which kind of help a weak criterion asks for; what is not listed is a matter of application.
KIND_OF_CRITERION = {
    "strategy": Kind.TRAINING,
    "people": Kind.TRAINING,
    "leadership": Kind.TRAINING,
    "data": Kind.PLATFORM,
    "services": Kind.PLATFORM,
}


def draw_conclusions(item: AgendaItem, *, by: Any) -> list[Conclusion]:
    """Conclusions and recommendations for every dossier of a motion, in a number of queries that stays small.

    Raises ValidationError naming the dossiers that have fewer valid sheets than the edition asks for.
    """
    edition = item.edition
    entries = list(
        RoundEntry.objects.filter(nomination__agenda_entries__item=item)
        .select_related("nomination")
        .order_by("nomination__reference")
    )
    if any(entry.nomination.organization_id in by.tied_organization_ids for entry in entries):
        raise PermissionDenied(
            _("Somebody else must do this: one of the dossiers is of your own organisation.")
        )
    totals, means, sheets = _results(item)
    short = [e.nomination.known_as for e in entries if sheets[e.nomination_id] < edition.sheets_per_dossier]
    if short:
        raise ValidationError(_("Too few score sheets: %(list)s") % {"list": ", ".join(short)})
    now = clock.now(edition)
    conclusions = Conclusion.objects.bulk_create(
        [
            Conclusion(
                nomination=entry.nomination,
                dossier_id=entry.dossier_id,
                item=item,
                verdict=_verdict(totals[entry.nomination_id], edition.pass_mark),
                score_numerator=totals[entry.nomination_id].numerator,
                score_denominator=totals[entry.nomination_id].denominator,
                sheet_count=sheets[entry.nomination_id],
                criterion_means={
                    code: [mean.numerator, mean.denominator]
                    for code, mean in means[entry.nomination_id].items()
                },
                concluded_at=now,
                concluded_by=by,
            )
            for entry in entries
        ],
        batch_size=BATCH,
    )
    Recommendation.objects.bulk_create(_recommendations(edition, conclusions, means), batch_size=BATCH)
    return conclusions


def _verdict(score: Any, pass_mark: int) -> str:
    return Conclusion.Verdict.OUTSTANDING if score >= pass_mark else Conclusion.Verdict.NOT_YET


def _results(item: AgendaItem) -> tuple[dict, dict, Counter]:
    """Official score, criterion means and number of valid sheets, each by nomination id."""
    sheets = Scoresheet.objects.valid().filter(assignment__entry__nomination__agenda_entries__item=item)
    marks = list(
        Mark.objects.filter(scoresheet__in=sheets.values("pk")).values_list(
            "scoresheet", "scoresheet__assignment__entry__nomination", "criterion__code", "value"
        )
    )
    totals: Counter[int] = Counter()
    owner: dict[int, int] = {}
    for sheet, nomination, _code, value in marks:
        totals[sheet] += value
        owner[sheet] = nomination
    order = list(owner)
    official = scoring.official([owner[sheet] for sheet in order], [totals[sheet] for sheet in order])
    means = scoring.criterion_means(
        [nomination for _s, nomination, _c, _v in marks],
        [code for _s, _n, code, _v in marks],
        [value for _s, _n, _c, value in marks],
    )
    return official, means, Counter(owner.values())


def _recommendations(edition: Any, conclusions: list[Conclusion], means: dict) -> list[Recommendation]:
    """Two from the weakest criteria, and one that answers the wish the unit wrote down."""
    rubrics: dict[str, dict[str, Criterion]] = {}
    for criterion in Criterion.objects.filter(edition=edition):
        rubrics.setdefault(criterion.group, {})[criterion.code] = criterion
    dossiers = Dossier.objects.in_bulk([conclusion.dossier_id for conclusion in conclusions])
    rows = []
    # The council's documents are written in Vietnamese, whoever presses the button.
    with override("vi"):
        for conclusion in conclusions:
            rubric = rubrics.get(conclusion.nomination.group, {})
            weights = {code: criterion.weight for code, criterion in rubric.items()}
            for code in scoring.weakest(means[conclusion.nomination_id], weights, 2):
                kind = KIND_OF_CRITERION.get(code, Kind.APPLICATION)
                rows.append(
                    Recommendation(conclusion=conclusion, kind=kind, text=_advice(kind, rubric[code].name))
                )
            wish = wish_of(dossiers[conclusion.dossier_id])
            if wish:
                text = _("The organisation wishes for support: “%(wish)s”") % {"wish": _cut(wish, 300)}
                rows.append(Recommendation(conclusion=conclusion, kind=Kind.APPLICATION, text=text))
    return rows


def _advice(kind: str, criterion: str) -> str:
    if kind == Kind.TRAINING:
        text = _("Training and advice on “%(criterion)s” through the programme's seminars and experts.")
    elif kind == Kind.PLATFORM:
        text = _("A shared platform that strengthens “%(criterion)s”, chosen with the programme's advice.")
    else:
        text = _(
            "An application project on “%(criterion)s”, after the example of an outstanding organisation."
        )
    return text % {"criterion": criterion}


def wish_of(dossier: Dossier) -> str:
    """What a frozen dossier says under “support wished for”, on one line."""
    return " ".join(" ".join(words_of(dossier, SECTION_OF_WISHES)).split())


def _cut(text: str, limit: int) -> str:
    if len(text) <= limit:
        return text
    return text[:limit].rsplit(" ", 1)[0].rstrip(" ,;:.") + " …"
