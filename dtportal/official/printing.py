"""A document as PDF."""

from django.template.loader import render_to_string
from django.utils.translation import override

from dtportal import pdf
from dtportal.official import measure
from dtportal.official.content import Paper

STYLES = ["css/pdf/decision.css"]


def to_pdf(paper: Paper) -> bytes:
    """A4 by the decree in Tinos; the same bytes for the same content."""
    with override("vi"):
        html = render_to_string(
            "official/documents/paper.html",
            {
                "paper": paper,
                "nation": measure.NATION,
                "motto": measure.WORDS,
                "motto_line": f"{measure.motto_line():.1f}",
                "issuer_line": f"{measure.issuer_line(paper.issuer):.1f}",
                "about_line": f"{measure.about_line(paper.about):.1f}",
            },
        )
    return pdf.render_html(html, styles=STYLES)
