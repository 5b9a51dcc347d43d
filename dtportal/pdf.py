"""One way to render a PDF: our fonts only, nothing from the network, the same bytes for the same content."""

from functools import lru_cache
from pathlib import Path
from threading import Lock
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse, URLFetchingError

FACES = {
    "Be Vietnam Pro": [
        ("BeVietnamPro-Regular", 400, "normal"),
        ("BeVietnamPro-Italic", 400, "italic"),
        ("BeVietnamPro-Medium", 500, "normal"),
        ("BeVietnamPro-SemiBold", 600, "normal"),
        ("BeVietnamPro-Bold", 700, "normal"),
    ],
    "Tinos": [
        ("Tinos-Regular", 400, "normal"),
        ("Tinos-Italic", 400, "italic"),
        ("Tinos-Bold", 700, "normal"),
        ("Tinos-BoldItalic", 700, "italic"),
    ],
}

# Pango and fontconfig share their caches between threads without minding them: two documents at once in one process
# have been seen to wait for each other for ever.
_engine = Lock()


def missing_fonts(family: str) -> list[str]:
    """Files of a family that are not where they should be."""
    paths = [Path(settings.FONT_DIR) / f"{name}.ttf" for name, _weight, _style in FACES[family]]
    return [path.name for path in paths if not path.is_file()]


def font_face_css() -> str:
    """@font-face rules for the merged fonts that `make run` builds."""
    rules = []
    for family, faces in FACES.items():
        for name, weight, style in faces:
            path = Path(settings.FONT_DIR) / f"{name}.ttf"
            if not path.exists():
                raise FileNotFoundError(
                    f"{path.name} is missing; `make run` or `make test` builds the fonts."
                )
            rules.append(
                f"@font-face{{font-family:'{family}';font-weight:{weight};font-style:{style};"
                f"src:url('{path.as_uri()}')}}"
            )
    return "\n".join(rules)


@lru_cache(maxsize=1)
def _fonts() -> tuple[FontConfiguration, CSS]:
    """Made once per process: loading fonts costs more than laying a page out."""
    configuration = FontConfiguration()
    return configuration, CSS(string=font_face_css(), font_config=configuration, url_fetcher=_fetcher())


@lru_cache(maxsize=16)
def _style(path: Path, modified: float) -> CSS:
    return CSS(filename=str(path), font_config=_fonts()[0], url_fetcher=_fetcher())


class OwnFiles(URLFetcher):
    """Files of ours and data: addresses; whatever else a text may name is refused.

    WeasyPrint logs a refusal and goes on without the image or font.
    """

    def fetch(self, url: str, headers: dict | None = None) -> URLFetcherResponse:
        if url.startswith("data:"):
            return super().fetch(url, headers)
        if url.startswith("file:"):
            path = Path(unquote(urlsplit(url).path)).resolve()
            allowed = (Path(settings.FONT_DIR), Path(settings.BASE_DIR) / "static", Path(settings.MEDIA_ROOT))
            if any(path.is_relative_to(folder.resolve()) for folder in allowed):
                return URLFetcherResponse(url, path.read_bytes())
        raise URLFetchingError(f"refused: {url[:80]}")


def _fetcher() -> OwnFiles:
    """Made anew each time: an opener keeps the request it is at."""
    return OwnFiles(allowed_protocols=["data"], allow_redirects=False)


def render_html(
    html: str, *, styles: list[str] | None = None, full_fonts: bool = True, tagged: bool = False
) -> bytes:
    """PDF bytes of a complete HTML document; `styles` are paths under static/.

    `full_fonts`: whole fonts, which pages that are bound together later can share; else only what is printed.
    `tagged`: with the structure that screen readers follow.
    """
    with _engine:
        configuration, faces = _fonts()
        sheets = [faces]
        for name in styles or []:
            path = Path(settings.BASE_DIR) / "static" / name
            sheets.append(_style(path, path.stat().st_mtime))
        document = HTML(string=html, base_url=str(settings.BASE_DIR), url_fetcher=_fetcher())
        return document.write_pdf(
            stylesheets=sheets, font_config=configuration, full_fonts=full_fonts, pdf_tags=tagged
        )


def render(
    template: str, context: dict, *, styles: list[str] | None = None, full_fonts: bool = True
) -> bytes:
    """PDF bytes of a template."""
    return render_html(render_to_string(template, context), styles=styles, full_fonts=full_fonts)
