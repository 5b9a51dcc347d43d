"""Filters of the ledger; they live in the address, so that every list is a link."""

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from dtportal.journal.letters import name_of
from dtportal.journal.models import Notice

EVERYTHING = _("All")


class NoticeFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(
        method="in_state", choices=Notice.State.choices, empty_label=EVERYTHING, label=_("State of sending")
    )
    template = django_filters.ChoiceFilter(empty_label=EVERYTHING, label=_("Kind of mail"))
    reference = django_filters.CharFilter(method="of_dossier", label=_("Dossier number"))

    class Meta:
        model = Notice
        fields = ["state", "template", "reference"]

    def __init__(self, *args, queryset: QuerySet, **kwargs):
        super().__init__(*args, queryset=queryset, **kwargs)
        kinds = queryset.order_by().values_list("template", flat=True).distinct()
        choices = sorted(((kind, name_of(kind)) for kind in kinds), key=lambda choice: choice[1])
        self.filters["template"].extra["choices"] = choices

    def in_state(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.in_state(value)

    def of_dossier(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(context__reference=value.strip().upper())
