"""Filters of lists; they live in the address, so that every list is a link."""

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from dtportal.programme.models import Group
from nominations.models import Endorsement, Nomination
from nominations.options import Options
from nominations.queue import Desk

EVERYTHING = _("All")
# Among endorsements: given for an earlier version than the one submitted last.
OUTDATED = "outdated"
NOBODY = "none"
# Lists of the secretariat's filter form; the first three are always in sight.
SELECTS = ("status", "sector", "province", "group", "body", "owner", "endorsed")
FIRST = 3


class Select:
    """One list of the filter form: its options, the chosen one, whether it stands among the lesser ones."""

    def __init__(self, name: str, source: django_filters.ChoiceFilter, chosen: str):
        self.name, self.label, self.chosen = name, source.label, chosen
        self.choices = [(str(value), label) for value, label in source.extra["choices"]]
        self.is_minor = SELECTS.index(name) >= FIRST


class DeskFilter(django_filters.FilterSet):
    """The secretariat's list of an edition."""

    q = django_filters.CharFilter(method="search", label=_("Number, name, tax code, people, answers"))
    view = django_filters.CharFilter(method="by_view", widget=forms.HiddenInput)
    status = django_filters.ChoiceFilter(
        choices=[choice for choice in Nomination.Status.choices if choice[0] != Nomination.Status.DRAFT],
        empty_label=EVERYTHING,
        label=_("Status"),
    )
    sector = django_filters.ChoiceFilter(empty_label=EVERYTHING, label=_("Sector"))
    province = django_filters.ChoiceFilter(empty_label=EVERYTHING, label=_("Province or city"))
    group = django_filters.ChoiceFilter(choices=Group.choices, empty_label=EVERYTHING, label=_("Group"))
    body = django_filters.ChoiceFilter(method="by_body", empty_label=EVERYTHING, label=_("Nominating body"))
    owner = django_filters.ChoiceFilter(method="by_owner", empty_label=EVERYTHING, label=_("Looked after by"))
    endorsed = django_filters.ChoiceFilter(
        method="by_endorsement",
        choices=[("yes", _("Endorsed")), ("no", _("Not endorsed yet"))],
        empty_label=EVERYTHING,
        label=_("Endorsement"),
    )

    class Meta:
        model = Nomination
        fields = ["q", "view", "status", "sector", "province", "group", "body", "owner", "endorsed"]

    def __init__(self, *args, desk: Desk, options: Options, **kwargs):
        super().__init__(*args, **kwargs)
        self.desk, self.options = desk, options
        choices = {
            "sector": options.sectors,
            "province": options.provinces,
            "body": options.bodies,
            "owner": [(NOBODY, _("Nobody yet")), *options.secretaries],
        }
        for name, offered in choices.items():
            self.filters[name].extra["choices"] = offered

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.search(value)

    def by_view(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return self.desk.holds(queryset, value)

    def by_body(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Whom it was asked of, whatever the answer."""
        return queryset.filter(pk__in=Endorsement.objects.filter(body=value).values("nomination"))

    def by_owner(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(owner=None if value == NOBODY else value)

    def by_endorsement(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.with_endorsed().filter(is_endorsed=value == "yes")

    @property
    def is_used(self) -> bool:
        """Whether anything narrows the list, the saved view included."""
        return any(self.data.get(name) for name in self.filters)

    @property
    def only_view(self) -> bool:
        """Whether nothing but a saved view narrows the list."""
        return not any(self.data.get(name) for name in self.filters if name != "view")

    @property
    def selects(self) -> list[Select]:
        """The lists to choose from, with what is chosen; drawn by hand, as hundreds of options are."""
        return [Select(name, self.filters[name], self.data.get(name, "")) for name in SELECTS]

    @property
    def is_refined(self) -> bool:
        """Whether one of the lesser filters is used, which the page then shows open."""
        return any(self.data.get(name) for name in SELECTS[FIRST:])


class EndorsementFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(method="search", label=_("Number, name or tax code"))
    status = django_filters.ChoiceFilter(
        method="by_status",
        choices=[*Endorsement.Status.choices, (OUTDATED, _("To be confirmed for a new version"))],
        empty_label=EVERYTHING,
        label=_("Status"),
    )

    class Meta:
        model = Endorsement
        fields = ["q", "status"]

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(nomination__in=Nomination.objects.search(value).values("pk"))

    def by_status(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.outdated() if value == OUTDATED else queryset.filter(status=value)
