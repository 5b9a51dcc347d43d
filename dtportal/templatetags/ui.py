"""The portal's components: named, with checked arguments, drawn by templates/ui/*.html.

`/demo/ui/` shows all of them in demo mode. Widths are SVG attributes, since pages carry no inline style.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django import template
from django.conf import settings
from django.template.context import Context
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse, translate_url
from django.utils import formats
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, override

from dtportal import markup
from dtportal.navigation import items_for

register = template.Library()

TONES = {"", "neutral", "info", "ok", "warn", "danger", "gold"}
ICON_DIR = Path(settings.BASE_DIR) / "node_modules" / "bootstrap-icons" / "icons"
ICON_OF_TONE = {
    "info": "info-circle",
    "ok": "check2-circle",
    "warn": "exclamation-triangle",
    "danger": "exclamation-octagon",
    "gold": "award",
}


class WrongArgument(template.TemplateSyntaxError):
    """A component was given something it does not know."""


def _tone(tone: str) -> str:
    if tone not in TONES:
        raise WrongArgument(f"“{tone}” is no tone; there are {', '.join(sorted(TONES - {''}))}.")
    return tone


def _number(value: Any) -> str:
    return (
        formats.number_format(value, use_l10n=True, force_grouping=True)
        if isinstance(value, int)
        else str(value)
    )


def _share(value: Any, maximum: Any) -> str:
    """Width of a bar in percent with a point as decimal mark, whatever the language."""
    share = float(value or 0) / float(maximum) if maximum else 0.0
    return f"{100 * min(max(share, 0.0), 1.0):.2f}%"


# --- Icons and links -----------------------------------------------------------------------------


@cache
def _icon(name: str) -> str:
    path = ICON_DIR / f"{name}.svg"
    if not re.fullmatch(r"[a-z0-9-]+", name) or not path.is_file():
        raise WrongArgument(f"There is no icon “{name}” in bootstrap-icons.")
    inner = re.search(r"<svg[^>]*>(.*)</svg>", path.read_text(), re.DOTALL)
    shapes = re.sub(r"\s*\n\s*", "", inner[1]) if inner else ""
    return f'<svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">{shapes}</svg>'


@register.simple_tag
def icon(name: str) -> SafeString:
    """A Bootstrap icon, inline and hidden from screen readers: the words beside it say the same."""
    return mark_safe(_icon(name))


@register.simple_tag
def nav_url(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a named page, or '' when this installation has no such page: the link is then left out."""
    try:
        return reverse(name, args=args, kwargs=kwargs)
    except NoReverseMatch:
        return ""


@register.simple_tag(takes_context=True)
def language_url(context: Context, code: str) -> str:
    """This page in the other language; the home page of that language when this address leads nowhere."""
    request = context.get("request")
    if request is None or getattr(request, "resolver_match", None) is None:
        return "/" if code == settings.LANGUAGE_CODE else f"/{code}/"
    if code == get_language():
        return request.get_full_path()
    # The address has been resolved already: `translate_url` would do so once more.
    match, query = request.resolver_match, request.META.get("QUERY_STRING", "")
    try:
        with override(code):
            path = reverse(match.view_name, args=match.args, kwargs=match.captured_kwargs)
    except NoReverseMatch:
        return translate_url(request.get_full_path(), code)
    return f"{path}?{query}" if query else path


@register.simple_tag(takes_context=True)
def work_nav(context: Context) -> list:
    """Groups of links for the person who is signed in; each item knows whether it is where we are.

    The list is `dtportal.navigation.items_for(user)`; the longest address that starts ours is the current one,
    and “today”, which starts all of them, only at its own address.
    """
    request, today = context["request"], reverse("work")
    groups = items_for(request.user)
    here = [
        item.url
        for group in groups
        for item in group.items
        if request.path == item.url or (request.path.startswith(item.url) and item.url != today)
    ]
    context["current_nav_url"] = max(here, key=len, default="")
    return groups


# --- Blocks --------------------------------------------------------------------------------------


@register.simple_block_tag
def page(content: str, title: str, lead: str = "", back: str = "", back_label: str = "") -> SafeString:
    """Head of a page: its only h1, one sentence, a way back; the content is its actions."""
    values = {"actions": content, "title": title, "lead": lead, "back": back, "back_label": back_label}
    return render_to_string("ui/page.html", values)


@register.simple_block_tag
def hero(content: str, title: str, lead: str = "", eyebrow: str = "", back: str = "") -> SafeString:
    """Head of a public page, on ink with the bronze drum; the content is its actions or its search form."""
    values = {"actions": content, "title": title, "lead": lead, "eyebrow": eyebrow, "back": back}
    return render_to_string("ui/hero.html", values)


@register.simple_block_tag
def card(content: str, title: str = "", icon: str = "", tone: str = "") -> SafeString:
    """A panel; `tone` tints the whole of it, so keep it for what needs attention."""
    return render_to_string(
        "ui/card.html", {"content": content, "title": title, "icon": icon, "tone": _tone(tone)}
    )


@register.simple_block_tag
def notice(content: str, tone: str = "info") -> SafeString:
    """A remark in the flow of a page, with the icon of its tone."""
    return render_to_string(
        "ui/notice.html", {"content": content, "tone": _tone(tone), "icon": ICON_OF_TONE.get(tone)}
    )


# --- Words and numbers -----------------------------------------------------------------------------


@register.simple_tag
def badge(text: str, tone: str = "neutral") -> SafeString:
    return format_html('<span class="tag tag-{}">{}</span>', _tone(tone) or "neutral", text)


@register.simple_tag
def status(obj: Any) -> SafeString:
    """Where a Stateful object stands, in words."""
    return badge(obj.get_status_display(), obj.status_tone)


@register.simple_tag
def tile(label: str, value: Any, url: str = "", tone: str = "", hint: str = "") -> SafeString:
    """A number that matters; with `url` the whole tile is the link."""
    values = {"label": label, "value": _number(value), "url": url, "tone": _tone(tone), "hint": hint}
    return render_to_string("ui/tile.html", values)


@register.simple_tag
def meter(value: Any, max: Any, label: str = "", tone: str = "") -> SafeString:
    """`value` of `max` as words and a bar."""
    return render_to_string(
        "ui/meter.html",
        {
            "value": _number(value),
            "max": _number(max),
            "label": label,
            "tone": _tone(tone),
            "width": _share(value, max),
        },
    )


@register.simple_tag
def bar(value: Any, max: Any, tone: str = "") -> SafeString:
    """The bare bar, for a table cell that also has the number."""
    width = _share(value, max)
    return format_html(
        '<svg class="bar bar-{}" aria-hidden="true" focusable="false"><rect width="{}" height="100%"/></svg>',
        _tone(tone) or "info",
        width,
    )


@dataclass(frozen=True)
class ChartRow:
    label: str
    value: Any
    shown: str
    width: str


@register.simple_tag
def chart(rows: Iterable, title: str, unit: str = "", tone: str = "", max: Any = None) -> SafeString:
    """Horizontal bars in a table that carries the same numbers: one drawing for page, phone and PDF.

    `rows`: pairs (label, value), or (label, value, shown) when the number is to be written otherwise. Bars are
    measured against `max`, by default the largest value; give 100 for percentages.
    """
    triples = [tuple(row) for row in rows]
    top = max if max is not None else _largest(row[1] for row in triples)
    drawn = [
        ChartRow(
            str(row[0]),
            row[1],
            str(row[2]) if len(row) > 2 else f"{_number(row[1])}{unit}",
            _share(row[1], top),
        )
        for row in triples
    ]
    return render_to_string("ui/chart.html", {"rows": drawn, "title": title, "tone": _tone(tone)})


def _largest(values: Iterable) -> Any:
    return max(values, default=0)


@register.simple_tag
def progress(job: Any, url: str, detail: str = "") -> SafeString:
    """A job's progress, asked for again every two seconds until it is finished.

    `url` is the page this stands on (or any page with the same component): only this part is taken from the
    answer. When the job ends, base.js loads the whole page again, so that its result appears. `detail` says what is
    being done and how long it will take.
    """
    context = {"job": job, "url": url, "detail": detail, "width": _share(job.percent, 100)}
    return render_to_string("ui/progress.html", context)


# --- Lists -----------------------------------------------------------------------------------------


@register.simple_tag
def empty(title: str, text: str = "", icon: str = "inbox", url: str = "", label: str = "") -> SafeString:
    """Nothing here yet, and what to do about it."""
    if bool(url) != bool(label):
        raise WrongArgument("An empty state has a link with a label, or neither.")
    return render_to_string(
        "ui/empty.html", {"title": title, "text": text, "icon": icon or "inbox", "url": url, "label": label}
    )


@register.simple_tag(takes_context=True)
def pager(context: Context, page_obj: Any) -> SafeString | str:
    """Numbers of pages; filters in the query string stay as they are."""
    if page_obj is None or page_obj.paginator.num_pages < 2:
        return ""
    query = context["request"].GET.copy()
    query.pop("page", None)
    return render_to_string(
        "ui/pager.html",
        {
            "page_obj": page_obj,
            "pages": page_obj.paginator.get_elided_page_range(page_obj.number, on_each_side=1, on_ends=1),
            "gap": page_obj.paginator.ELLIPSIS,
            "query": f"{query.urlencode()}&" if query else "",
        },
    )


@register.filter(name="markdown")
def markdown_filter(text: str | None) -> SafeString:
    return markup.render(text or "")


@register.filter
def excerpt(text: str | None) -> str:
    return markup.excerpt(text or "")


@register.filter
def message_tone(tags: str) -> str:
    """Bootstrap's name of a message level."""
    level = (tags or "info").split()[-1]
    return {"error": "danger"}.get(level, level)


@register.simple_tag
def message_icon(message: Any) -> SafeString:
    tone = {"success": "ok", "warning": "warn", "error": "danger"}.get(message.level_tag, "info")
    return icon(ICON_OF_TONE[tone])
