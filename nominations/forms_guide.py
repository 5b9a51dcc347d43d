"""The eligibility check's four questions; a GET form without anything of a person in it."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from dtportal.accounts.models import Organization
from dtportal.programme.models import Edition, Group
from nominations import eligibility, handbook
from nominations.advice import Terms

NO_SECTOR = "none"


def _kinds() -> list[tuple[str, Any]]:
    """Kinds of organisations in the order of KINDS, with the leader before “other”."""
    names = dict(Organization.Type.choices) | {eligibility.LEADER: _("Outstanding leader of an organisation")}
    return [(kind, names[kind]) for kind in eligibility.KINDS]


class EligibilityForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Who wishes to take part?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who wishes to take part.")},
    )
    sector = forms.ChoiceField(
        label=_("In which sector is the main work?"),
        required=False,
        help_text=_("State bodies and leaders may leave this out."),
    )
    province = forms.ChoiceField(
        label=_("In which province or city is the head office?"),
        error_messages={"required": _("Choose the province or city in which the head office is.")},
    )
    has = forms.MultipleChoiceField(
        label=_("What is at hand already?"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, terms: Terms, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = _kinds()
        self.fields["sector"].choices = [
            ("", _("Choose")),
            *((sector.code, sector.label) for sector in terms.sectors),
            (NO_SECTOR, _("None of these sectors")),
        ]
        self.fields["province"].choices = [
            ("", _("Choose")),
            *((province.uid, province.label) for province in terms.localities),
        ]
        self.fields["has"].choices = [
            (eligibility.TAX_CODE, _("Tax code")),
            *_papers(terms.edition),
            (eligibility.ENDORSEMENT, _("A nominating body that is ready to endorse")),
        ]

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper(self)
        helper.form_tag = False
        helper.disable_csrf = True
        return helper

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        is_unit = "kind" in values and eligibility.group_of(values["kind"]) == Group.UNIT
        if is_unit and not values.get("sector") and "sector" not in self.errors:
            self.add_error("sector", _("Choose the sector, or “None of these sectors”."))
        return values

    @property
    def answers(self) -> eligibility.Answers:
        values = self.cleaned_data
        return eligibility.Answers(
            kind=values["kind"],
            sector="" if values["sector"] == NO_SECTOR else values["sector"],
            locality=values["province"],
            has=frozenset(values["has"]),
        )


def _papers(edition: Edition) -> list[tuple[str, str]]:
    """The papers that any group has to hand in, each once; those of one group only name it."""
    groups: dict[str, list[Group]] = {}
    labels: dict[str, str] = {}
    for group in Group:
        for key, label in handbook.papers_of(edition, group):
            labels[key] = label
            groups.setdefault(key, []).append(group)
    return [
        (key, label if len(groups[key]) > 1 else f"{label} ({groups[key][0].label})")
        for key, label in labels.items()
    ]
