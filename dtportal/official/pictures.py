"""A drawing as a picture for Word, which shows no SVG of ours: laid out by the PDF engine in the same fonts."""

import re
from io import BytesIO

import pypdfium2

from dtportal import pdf

DOTS_PER_INCH = 220
SIZE = re.compile(r'<svg[^>]* width="([\d.]+)mm" height="([\d.]+)mm"')


def to_png(svg: str) -> tuple[bytes, float]:
    """(PNG, its width in mm) of a drawing that begins with its width and height in mm."""
    found = SIZE.search(svg)
    if found is None:
        raise ValueError("the drawing does not say how large it is, in mm")
    wide, high = float(found[1]), float(found[2])
    page = (
        f"<style>@page{{size:{wide}mm {high}mm;margin:0}}*{{margin:0}}svg{{display:block}}"
        f'body{{font-family:"Tinos"}}</style>{svg}'
    )
    document = pypdfium2.PdfDocument(pdf.render_html(page))
    try:
        picture = document[0].render(scale=DOTS_PER_INCH / 72).to_pil()
    finally:
        document.close()
    out = BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue(), wide
