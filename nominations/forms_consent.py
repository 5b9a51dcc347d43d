"""Boxes of the declarations and consents: one a purpose, none ticked beforehand."""

from collections.abc import Iterable
from typing import Any

from django import forms

from nominations.actions.consenting import unticked_words
from nominations.consents import Standing


class ConsentsForm(forms.Form):
    """One box for each of `standings`; what stands already is not asked for again."""

    prefix = "consent"

    def __init__(self, *args: Any, standings: Iterable[Standing], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.standings = {standing.purpose.key: standing for standing in standings}
        for key, standing in self.standings.items():
            self.fields[key] = forms.BooleanField(
                label=standing.purpose.title,
                required=standing.purpose.is_required,
                error_messages={"required": unticked_words()},
            )

    @property
    def boxes(self) -> list[tuple[Standing, forms.BoundField]]:
        return [(standing, self[key]) for key, standing in self.standings.items()]

    @property
    def ticked(self) -> list[str]:
        return [key for key, is_ticked in self.cleaned_data.items() if is_ticked]
