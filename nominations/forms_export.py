"""Which columns of the secretariat's list go into a workbook."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from dtportal.programme.models import Edition
from nominations.sheet import ColumnGroup, groups_of

ALL = "all"


class ColumnsForm(forms.Form):
    """The columns that are ticked, or all of them with the other button; `found` is the filter of the list."""

    found = forms.CharField(required=False, widget=forms.HiddenInput)
    columns = forms.MultipleChoiceField(required=False)

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.groups: list[ColumnGroup] = groups_of(edition)
        self.everything = [column.key for group in self.groups for column in group.columns]
        self.fields["columns"].choices = [(key, key) for key in self.everything]

    @property
    def ticked(self) -> set[str]:
        """What is ticked on the page now."""
        given = self.data.getlist("columns") if self.is_bound else self.initial.get("columns")
        return set(self.proposed if given is None else given)

    @property
    def proposed(self) -> list[str]:
        """At first sight: what every dossier has, without personal data."""
        return [
            column.key
            for group in self.groups
            for column in group.columns
            if not column.is_answer and not column.is_personal
        ]

    @property
    def query(self) -> QueryDict:
        """The filter under which the list was found."""
        return QueryDict(self.data.get("found", ""), mutable=True)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if ALL in self.data:
            data["columns"] = self.everything
        elif not data.get("columns"):
            self.add_error("columns", _("Please tick at least one column."))
        return data
