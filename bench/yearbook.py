"""The yearbook against one WeasyPrint document of the same entries; JSON on standard output, with budgets and `over`.

    .venv/bin/python bench/yearbook.py [--count 500] [--growth 4]

Every nominee has written its page, with a photograph and a logo. Each measurement is a process of its own, so that
peak memory is told of the largest of its processes. Seconds are wall time; budgets are shares of the one document's.
`--growth N`: the warm book is bound again from N times as many entries, and must not take more than N times as long
by a fifth. On a fresh SQLite file, or on DATABASE_URL when it is set, which should be one that can be thrown away.
"""

import argparse
import hashlib
import io
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.urls import resolve
from django.utils import timezone
from PIL import Image

BASE = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(BASE), str(BASE / "bench")]
COLD, WARM, EDITED = 0.55, 0.03, 0.03
MEMORY_MB = 300
# Different photographs that are drawn; every unit's is marked.
PHOTOS = 12
SENTENCE = "Đơn vị rút ngắn thời gian giải quyết hồ sơ từ năm ngày xuống còn bốn giờ và công khai kết quả. "
COUNTERS = ".to::after { content: leader('.') target-counter(attr(href), page) }"
# A book of N times the entries may take N times as long, and so much more.
SLACK = 1.2


def usage() -> dict[str, float]:
    """Megabytes of this process at its largest, and of the largest one it has waited for: the presses; CPU seconds of
    this one and of those."""
    own, presses = (resource.getrusage(kind) for kind in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return {
        "rss_mb": round(own.ru_maxrss / 1024, 1),
        "press_rss_mb": round(presses.ru_maxrss / 1024, 1),
        "cpu": round(own.ru_utime + own.ru_stime, 1),
        "press_cpu": round(presses.ru_utime + presses.ru_stime, 1),
    }


# --- Each in a process of its own --------------------------------------------------------------------------


def fill_in(count: int) -> None:
    """A published list of invented units, each of which has written and approved its page; no page is made yet."""
    from awards.rehearsal.fill import fill
    from dtportal.journal.recording import unhurried
    from dtportal.programme.models import Edition
    from nominations.models import Nomination

    edition = Edition.objects.get(slug="2023")
    with unhurried():
        fill(edition, count=count, until="published")
    photos = [_drawn(number) for number in range(PHOTOS)]
    for number, nomination in enumerate(Nomination.objects.accepted().filter(edition=edition).order_by("pk")):
        _write(nomination, number, photos[number % PHOTOS])


def _drawn(number: int) -> Any:
    from awards.yearbook.pictures import draw_demo_photo

    return Image.open(io.BytesIO(draw_demo_photo(number))).convert("RGB")


def _write(nomination: Any, number: int, base: Any) -> None:
    """About 250 words, a photograph of 1,800 pixels that no other unit has, and a logo."""
    from awards.models import BookPage, PagePicture
    from awards.yearbook.pictures import draw_demo_logo

    by, now = nomination.submitted_by, timezone.now()
    row = BookPage.objects.create(nomination=nomination, status="approved", approved_at=now, approved_by=by)
    photo, out = base.copy(), io.BytesIO()
    photo.paste((number % 256, number // 256 * 40 % 256, 90), (0, 0, 60, 60))
    photo.save(out, "JPEG", quality=88)
    pictures = {}
    for use, data in (("photo", out.getvalue()), ("logo", draw_demo_logo(number, nomination.honoree_name))):
        wide, high = Image.open(io.BytesIO(data)).size
        digest = hashlib.sha256(data).hexdigest()
        picture = PagePicture(page=row, use=use, name=use, content_type="image/*", size=len(data), sha256=digest,
                              width=wide, height=high)  # fmt: skip
        picture.file.save(use, ContentFile(data))
        pictures[use] = {"sha256": digest, "caption": ""}
    texts = {
        "lead": f"{SENTENCE} ({number})",
        "story": SENTENCE * 8,
        "results": SENTENCE * 5,
        "quote": SENTENCE,
    }
    row.texts, row.figures = texts, [["95%", "hồ sơ trực tuyến"], ["4 giờ", "giải quyết một hồ sơ"]]
    row.approved = {"texts": row.texts, "figures": row.figures, "pictures": pictures}
    row.save()


def forget() -> None:
    """Nothing is made yet: no page, no copy of a picture, no part of the frame."""
    from django.conf import settings

    from awards.models import YearbookPart

    for part in YearbookPart.objects.all():
        part.file.delete(save=False)
        part.delete()
    for folder in (Path(settings.PAGES_DIR) / "book", Path(settings.DATA_DIR) / "yearbook-frames"):
        shutil.rmtree(folder, ignore_errors=True)


def _book() -> tuple[Any, Any]:
    from awards.models import Roll
    from awards.yearbook.content import book_of

    roll = Roll.objects.published().select_related("edition").get()
    return roll, book_of(roll)


def one_document(variant: str) -> dict[str, Any]:
    """The same entries in one document with contents before them and an index behind, as one would write it: their
    numbers are counters of the pages that they point to."""
    from django.utils.html import escape

    from awards.yearbook import pages, press
    from dtportal import pdf

    started = time.perf_counter()
    _roll, book = _book()
    bodies, links = [], []
    for honoree in book.honorees:
        first, second = next(pages._firsts(honoree.page)), next(pages._seconds(honoree.page))
        bodies.append(_body(pages.html_of(first, second, variant), honoree.nomination_id))
        links.append(f'<p><a class="to" href="#n{honoree.nomination_id}">{escape(honoree.name)}</a></p>')
    html = (
        f'<!doctype html><html lang="vi"><head><title>x</title><style>{COUNTERS}</style></head><body>'
        f"<h1>Mục lục</h1>{''.join(links)}{''.join(bodies)}<h1>Tra cứu</h1>{''.join(links)}</body></html>"
    )
    data = pdf.render_html(html, styles=press.styles_for(variant, press.PAGE), full_fonts=False, tagged=True)
    return {"seconds": round(time.perf_counter() - started, 2), "bytes": len(data), "entries": len(bodies)}


def _body(html: str, number: int) -> str:
    """An entry's document as a part of a longer one: its properties and classes on a box of its own."""
    style = html.partition(":root {")[2].partition("}")[0]
    classes = html.partition('<body class="')[2].partition('"')[0]
    inner = html.partition("<body")[2].partition(">")[2].rpartition("</body>")[0]
    return f'<div id="n{number}" class="{classes}" style="{style}; break-before: page">{inner}</div>'


def build(variant: str) -> dict[str, Any]:
    """Order a book and make it here."""
    from awards.actions import order_yearbook
    from awards.models import Yearbook
    from awards.yearbook import building
    from dtportal.accounts.models import User
    from dtportal.journal.recording import unhurried
    from dtportal.programme.models import Edition
    from dtportal.roles import Can

    edition = Edition.objects.get(slug="2023")
    by = User.objects.holding(Can.BUILD_YEARBOOK, edition=edition).first()
    with unhurried():
        order = order_yearbook(edition, by=by, variant=variant)
    # A worker has long loaded its addresses.
    resolve("/")
    started = time.perf_counter()
    building.build(order.pk)
    seconds = time.perf_counter() - started
    order.refresh_from_db()
    assert order.status == Yearbook.Status.DONE, order.failure
    return {
        "seconds": round(seconds, 2),
        "bytes": order.size,
        "pages": order.page_count,
        "faults": len(order.faults),
        "sha256": order.sha256,
    }


def edit() -> dict[str, Any]:
    """One unit's approved text is another."""
    from awards.models import BookPage

    row = BookPage.objects.filter(status=BookPage.Status.APPROVED).order_by("pk").first()
    row.approved["texts"]["lead"] = "Một lời giới thiệu khác, vừa được đơn vị phê duyệt."
    row.save()
    return {}


def bind(variant: str, times: int) -> dict[str, Any]:
    """Shelve ready pages and bind them, so many times over under other names; the frame is laid out before."""
    from awards.yearbook import assembly, front, pages, parts, pictures, press
    from awards.yearbook.shelf import Shelf

    roll, book = _book()
    hashes = {honoree.nomination_id: pages.identity(honoree.page, variant) for honoree in book.honorees}
    ready = {key: parts.read(part) for key, part in parts.ready(roll.edition_id, hashes, variant).items()}
    step = max(ready) + 1
    chapters = tuple(
        replace(
            chapter,
            honorees=tuple(
                replace(honoree, nomination_id=honoree.nomination_id + copy * step)
                for copy in range(times)
                for honoree in chapter.honorees
            ),
        )
        for chapter in book.chapters
    )
    many = replace(book, chapters=chapters)

    def picture(image: Any, width: float, height: float) -> str:
        return pictures.prepared(image, variant, width, height)

    with tempfile.TemporaryDirectory() as folder, press.Press() as engine:
        frame = front.make(
            many,
            {honoree.nomination_id: 1 for honoree in many.honorees},
            lambda html: engine.render(html, variant, press.FRONT),
            picture,
        )
        started = time.perf_counter()
        shelf = Shelf(Path(folder), variant)
        for honoree in many.honorees:
            shelf.put(honoree.nomination_id, ready[honoree.nomination_id % step], most=1)
        for name, data in frame.parts.items():
            shelf.put(name, data)
        target = Path(folder) / "book.pdf"
        assembly.bind(many, frame.plan, shelf, target, variant=variant, beat=lambda: None)
        seconds = time.perf_counter() - started
        shelf.close()
    return {"seconds": round(seconds, 2), "entries": len(many.honorees)}


# --- All of it ---------------------------------------------------------------------------------------------


def apart(*words: str) -> dict[str, Any]:
    """This file once more, for one measurement."""
    made = subprocess.run([sys.executable, __file__, "--step", *words], check=True, stdout=subprocess.PIPE)
    found = json.loads(made.stdout.splitlines()[-1])
    print(f"{' '.join(words)}: {found}", file=sys.stderr)
    return found


def step(name: str, *words: str) -> None:
    import django

    django.setup()
    steps = {
        "fill": lambda: fill_in(int(words[0])),
        "document": lambda: one_document(words[0]),
        "build": lambda: build(words[0]),
        "forget": forget,
        "edit": edit,
        "bind": lambda: bind(words[0], int(words[1])),
    }
    found = steps[name]() or {}
    print(json.dumps({**found, **usage()}))


def measure(count: int, growth: int, variant: str) -> dict[str, Any]:
    apart("fill", str(count))
    results = {"one_document": apart("document", variant)}
    base = results["one_document"]["seconds"]
    apart("forget")
    for name, share in (("cold", COLD), ("warm", WARM)):
        results[name] = judged(apart("build", variant), base, share)
    apart("edit")
    results["one_edited"] = judged(apart("build", variant), base, EDITED)
    size, limit = results["cold"]["bytes"], results["one_document"]["bytes"]
    if size > limit:
        results["cold"].setdefault("over", []).append(f"bytes > {limit}")
    if growth > 1:
        once, often = apart("bind", variant, "1"), apart("bind", variant, str(growth))
        found = {"once": once, "often": often, "times": growth}
        most = round(once["seconds"] * growth * SLACK, 2)
        results["growth"] = found | ({"over": [f"seconds > {most}"]} if often["seconds"] > most else {})
    return results


def judged(found: dict[str, Any], base: float, share: float) -> dict[str, Any]:
    found["share"] = round(found["seconds"] / base, 4)
    found["budget"] = {"share": share, "rss_mb": MEMORY_MB}
    over = [f"share > {share}"] if found["share"] > share else []
    over += [f"{name} > {MEMORY_MB}" for name in ("rss_mb", "press_rss_mb") if found[name] > MEMORY_MB]
    return found | ({"over": over} if over else {})


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--growth", type=int, default=4)
    parser.add_argument("--variant", default="screen")
    asked = parser.parse_args()
    from run import prepare

    with tempfile.TemporaryDirectory(prefix="dtportal-bench-") as folder:
        prepare(folder, database=os.environ.get("DATABASE_URL", ""))
        found = measure(asked.count, asked.growth, asked.variant)
    print(json.dumps({"load": os.getloadavg(), **found}, indent=1))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--step"]:
        step(*sys.argv[2:])
    else:
        main()
