"""One page of a file as a picture, made in a process of its own: what breaks here breaks nobody's request.

    python -I page_child.py KIND SOURCE PAGE WIDTH PICTURE TEXT

KIND is pdf or image. Writes the page as WebP of WIDTH pixels to PICTURE and its words to TEXT, and says on standard
output what it found: {"pages": 18, "width": 960, "height": 1358}, or {"refused": "encrypted"}. Imports nothing of the
portal and may use only so much memory and time.
"""

import json
import resource
import sys
from pathlib import Path

MEMORY = 1536 * 2**20  # bytes of address space
SECONDS = 12  # of the processor
WRITES = 16 * 2**20  # bytes of one picture
MAX_PAGES = 1500
MAX_PIXELS = 12_000_000  # of a picture we make; a strip of a page becomes narrower than asked for
MAX_WORDS = 20_000  # characters


class Refused(Exception):
    """The file cannot be shown; the message is the reason, a single word."""


def main(kind: str, source: str, page: int, width: int, picture: Path, text: Path) -> dict[str, object]:
    limits = ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_FSIZE, WRITES))
    for what, most in (*limits, (resource.RLIMIT_CORE, 0)):
        resource.setrlimit(what, (most, most))
    try:
        image, words, pages = (from_pdf if kind == "pdf" else from_image)(source, page, width)
    except Refused as refusal:
        return {"refused": str(refusal)}
    image.save(picture, "WEBP", quality=82, method=3)
    text.write_text(words, encoding="utf-8")
    return {"pages": pages, "width": image.width, "height": image.height}


def from_pdf(source: str, number: int, width: int):
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(source)
    except pypdfium2.PdfiumError as error:
        raise Refused("encrypted" if "password" in str(error).lower() else "broken") from error
    pages = len(document)
    if not pages:
        raise Refused("empty")
    if pages > MAX_PAGES:
        raise Refused("long")
    if number > pages:
        raise Refused("beyond")
    document.init_forms()
    try:
        page = document[number - 1]
        across, down = page.get_size()
        if across <= 0 or down <= 0:
            raise Refused("broken")
        scale = min(width / across, (MAX_PIXELS / (across * down)) ** 0.5)
        image = page.render(scale=scale, may_draw_forms=True).to_pil().convert("RGB")
        words = page.get_textpage().get_text_bounded()
    except pypdfium2.PdfiumError as error:
        raise Refused("broken") from error
    return image, cleaned(words), pages


def from_image(source: str, number: int, width: int):
    from PIL import Image, ImageOps, UnidentifiedImageError

    if number > 1:
        raise Refused("beyond")
    try:
        with Image.open(source, formats=["JPEG", "PNG"]) as opened:
            opened.draft("RGB", (width, width * 4))
            image = ImageOps.exif_transpose(opened)
            height = max(1, min(round(image.height * width / image.width), MAX_PIXELS // width))
            if image.width > width or image.height > height:
                image.thumbnail((width, height))
            if image.mode not in {"RGB", "RGBA", "L"}:
                image = image.convert("RGBA" if "transparency" in image.info else "RGB")
            return image, "", 1
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError) as error:
        raise Refused("broken") from error


def cleaned(words: str) -> str:
    """Without what is no letter and no line: PDFs hide a good deal between the words."""
    lines = words.replace("\r\n", "\n").replace("\r", "\n")[:MAX_WORDS]
    return "".join(sign for sign in lines if sign.isprintable() or sign == "\n").strip()


if __name__ == "__main__":
    _kind, _source, _page, _width, _picture, _text = sys.argv[1:]
    print(json.dumps(main(_kind, _source, int(_page), int(_width), Path(_picture), Path(_text))))
