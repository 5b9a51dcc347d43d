"""The words by which the book calls its own parts; `verify` reads them back from the printed pages."""

from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Words:
    """Texts that the binding sets, in the book's language."""

    cover: str
    imprint: str
    contents: str
    index_of_names: str
    index_of_localities: str
    rehearsal: str
    number: str
    leaders: str
    page: str
    certificate: str
    check: str
    short_title: str = ""


def words(list_name: str = "", year: int = 0) -> Words:
    with translation.override("vi"):
        return Words(
            cover=_("Cover"),
            imprint=_("Who stands behind this book"),
            contents=_("Contents"),
            index_of_names=_("Index of names"),
            index_of_localities=_("Index of localities"),
            rehearsal=_("Illustrative data"),
            number=_("No."),
            leaders=_("Leaders, by given name"),
            page=_("Page"),
            certificate=_("Certificate"),
            check=_("Check the certificate"),
            short_title=_("Yearbook of the %(list)s · %(year)s") % {"list": list_name, "year": year},
        )
