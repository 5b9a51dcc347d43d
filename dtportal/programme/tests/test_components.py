"""The components of templatetags/ui.py, their gallery, and Markdown made safe."""

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory

from dtportal import markup
from dtportal.demo.gallery import SampleJob


def draw(source: str, **values) -> str:
    return " ".join(Template("{% load ui %}" + source).render(Context(values)).split())


# --- Markdown --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "[x](data:text/html;base64,AAAA)",
        '<img src=x onerror="alert(1)">',
        '<a href="https://example.org" onclick="alert(1)" style="color:red">x</a>',
        "<iframe src='https://example.org'></iframe>",
        "<style>body{display:none}</style>",
        "![x](https://example.org/pixel.png)",
    ],
)
def test_markdown_drops_whatever_could_act(text):
    html = markup.render(text)
    for evil in (
        "<script",
        "javascript:",
        "data:",
        "onerror",
        "onclick",
        "style",
        "<iframe",
        "<img",
        "alert(1)<",
    ):
        assert evil not in html


def test_markdown_keeps_what_an_author_means():
    html = markup.render(
        "# Tiêu đề\n\n- **một**\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n[x](https://example.org)"
    )
    assert "<h2>Tiêu đề</h2>" in html  # the page has its own h1
    assert "<strong>một</strong>" in html
    assert "<td>1</td>" in html
    assert 'href="https://example.org"' in html
    assert 'rel="noopener noreferrer"' in html


def test_an_excerpt_is_the_first_paragraph_as_plain_text():
    assert markup.excerpt("## Đầu đề\n\nĐơn vị **thuộc** A & B.\n\nHai.") == "Đơn vị thuộc A & B."


# --- Components ------------------------------------------------------------------------------------


def test_a_word_from_a_person_is_never_markup():
    html = draw("{% badge text %}{% tile text 3 %}{% page text %}{% endpage %}", text="<b>x</b>")
    assert "<b>x" not in html
    assert html.count("&lt;b&gt;x") == 3


@pytest.mark.parametrize(
    "source",
    ['{% badge "x" "red" %}', '{% icon "no-such-icon" %}', '{% icon "../x" %}', '{% empty "x" url="/" %}'],
)
def test_a_component_refuses_arguments_it_does_not_know(source):
    with pytest.raises(TemplateSyntaxError):
        draw(source)


def test_a_chart_carries_its_numbers_beside_the_bars():
    html = draw('{% chart rows title="Y" unit="%" max=100 %}', rows=[("Một", 75), ("Hai", 50.5, "50,5%")])
    assert '<td class="num">75%</td>' in html
    assert '<td class="num">50,5%</td>' in html
    assert 'width="75.00%"' in html
    assert 'width="50.50%"' in html


@pytest.mark.parametrize(("value", "top", "width"), [(0, 0, "0.00%"), (5, 4, "100.00%"), (1, 3, "33.33%")])
def test_a_bar_is_never_wider_than_its_place(value, top, width):
    assert f'width="{width}"' in draw("{% meter value top label='x' %}", value=value, top=top)


def test_progress_is_asked_for_until_the_job_is_finished():
    running = draw('{% progress job "/x/" %}', job=SampleJob(1, "running", "Đang chạy", "info", 1, 4))
    assert 'hx-get="/x/"' in running
    assert 'aria-valuenow="25"' in running
    finished = draw('{% progress job "/x/" %}', job=SampleJob(1, "done", "Đã xong", "ok", 4, 4))
    assert "hx-get" not in finished
    assert "data-finished" in finished


def test_the_pager_keeps_filters():
    request = RequestFactory().get("/?kind=report&page=2")
    html = draw("{% pager page_obj %}", request=request, page_obj=Paginator(range(60), 20).page(2))
    assert 'href="?kind=report&amp;page=3"' in html
    assert '<span aria-current="page">2</span>' in html
    assert draw("{% pager page_obj %}", request=request, page_obj=Paginator(range(3), 20).page(1)) == ""


def test_a_link_to_a_page_that_is_not_there_is_left_out():
    assert draw('{% nav_url "no:such" as url %}[{{ url }}]') == "[]"
    assert draw('{% nav_url "programme:news" as url %}[{{ url }}]') == "[/news/]"


# --- The gallery -----------------------------------------------------------------------------------


def test_the_gallery_exists_in_demo_mode_only(client, edition, settings):
    settings.DEMO = False
    assert client.get("/demo/ui/").status_code == 404
    settings.DEMO = True
    page = client.get("/demo/ui/").content.decode()
    for part in (
        "tile-gold",
        "meter-value",
        "progress-card",
        "chart",
        "alert-danger",
        "pager",
        "empty",
        "prose",
    ):
        assert part in page
