"""Markdown as people write it, made safe: what the sanitiser does not know, it drops."""

import re
from html import unescape

import markdown
import nh3
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe

TAGS = {
    "a", "abbr", "b", "blockquote", "br", "code", "del", "em", "h2", "h3", "h4", "hr", "i", "li", "ol", "p", "pre",
    "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
ATTRIBUTES = {"a": {"href", "title"}, "abbr": {"title"}, "th": {"scope"}, "ol": {"start"}}


def render(text: str) -> SafeString:
    """HTML of a Markdown text: no images, scripts, styles or raw HTML beyond `TAGS`; the page's h1 stays the only one.

    Links may be http, https, mailto, tel or relative, and tell the target nothing about where they stand.
    """
    html = markdown.markdown(text, extensions=["extra", "sane_lists"], output_format="html")
    html = html.replace("<h1", "<h2").replace("</h1>", "</h2>")
    return mark_safe(
        nh3.clean(
            html,
            tags=TAGS,
            attributes=ATTRIBUTES,
            url_schemes={"http", "https", "mailto", "tel"},
            link_rel="noopener noreferrer",
        )
    )


def excerpt(text: str) -> str:
    """The first paragraph as plain text, for lists and descriptions; headings and lists say too little alone."""
    paragraph = re.search(r"<p>(.*?)</p>", render(text), re.DOTALL)
    return " ".join(unescape(strip_tags(paragraph[1])).split()) if paragraph else ""
