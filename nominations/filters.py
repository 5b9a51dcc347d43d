"""Filters of lists; they live in the address, so that every list is a link."""

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from dtportal.programme.models import Edition, Group, Province, Sector
from nominations.models import Endorsement, Nomination

EVERYTHING = _("All")


class LabelledFilter(django_filters.ModelChoiceFilter):
    """Options in the language of the page."""

    def __init__(self, **kwargs):
        super().__init__(empty_label=EVERYTHING, **kwargs)

    @property
    def field(self) -> forms.Field:
        field = super().field
        field.label_from_instance = lambda obj: obj.label
        return field


class DeskFilter(django_filters.FilterSet):
    """The secretariat's list of an edition."""

    q = django_filters.CharFilter(method="search", label=_("Number, name or tax code"))
    status = django_filters.ChoiceFilter(
        choices=[choice for choice in Nomination.Status.choices if choice[0] != Nomination.Status.DRAFT],
        empty_label=EVERYTHING,
        label=_("Status"),
    )
    sector = LabelledFilter(queryset=Sector.objects.none(), label=_("Sector"))
    province = LabelledFilter(queryset=Province.objects.none(), label=_("Province or city"))
    group = django_filters.ChoiceFilter(choices=Group.choices, empty_label=EVERYTHING, label=_("Group"))
    endorsed = django_filters.ChoiceFilter(
        method="by_endorsement",
        choices=[("yes", _("Endorsed")), ("no", _("Not endorsed yet"))],
        empty_label=EVERYTHING,
        label=_("Endorsement"),
    )
    competing = django_filters.BooleanFilter(
        method="only_competing", label=_("Competing for one place"), widget=forms.HiddenInput
    )

    class Meta:
        model = Nomination
        fields = ["q", "status", "sector", "province", "group", "endorsed", "competing"]

    def __init__(self, *args, edition: Edition, cells: set[tuple[int, int]], **kwargs):
        super().__init__(*args, **kwargs)
        self.cells = cells
        self.filters["sector"].queryset = edition.sectors.all()
        self.filters["province"].queryset = edition.localities()

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.search(value)

    def by_endorsement(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(is_endorsed=value == "yes")

    def only_competing(self, queryset: QuerySet, name: str, value: bool) -> QuerySet:
        return queryset.in_cells(self.cells) if value else queryset


class EndorsementFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(method="search", label=_("Number, name or tax code"))
    status = django_filters.ChoiceFilter(
        choices=Endorsement.Status.choices, empty_label=EVERYTHING, label=_("Status")
    )

    class Meta:
        model = Endorsement
        fields = ["q", "status"]

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(nomination__in=Nomination.objects.search(value).values("pk"))
