"""The yearbook's own content in a rehearsal: a few units write their pages, the organisers put forewords and pictures.

Everything is invented and says so; pictures are drawn, not taken.
"""

import json
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

from django.core.files.base import ContentFile

from awards import actions
from awards.models import BookPicture, PagePicture
from awards.rehearsal.players import Players
from awards.yearbook import parts, pictures
from dtportal.accounts.editing import set_pages_due
from dtportal.programme import clock
from dtportal.programme.calendar import VIETNAM
from forums.models import Forum
from nominations.models import Nomination

Use = PagePicture.Use
DAYS_TO_WRITE = timedelta(days=60)
DRAWN = "Ảnh minh họa"
# What every page has, and where its words come from.
ALWAYS = {"lead": "leads", "story": "stories", "results": "results"}
TEXTS = json.loads(Path(__file__).with_suffix(".json").read_text())


def write(players: Players, count: int, seed: int = 2023) -> int:
    """What the book needs besides the list: `count` units write their pages, most of them approve. How many pages."""
    _of_the_organisers(players)
    due = clock.now(players.edition).astimezone(VIETNAM).date() + DAYS_TO_WRITE
    set_pages_due(players.edition, by=players.cast.oanh, pages_due=due)
    random = Random(seed)
    accepted = list(
        Nomination.objects.accepted()
        .filter(edition=players.edition, book_page=None)
        .select_related("edition", "organization", "submitted_by")
        .order_by("pk")
    )
    random.shuffle(accepted)
    for number, nomination in enumerate(accepted[:count]):
        _page(nomination, number)
    return min(count, len(accepted))


def _page(nomination: Nomination, number: int) -> None:
    """Every fourth has no photograph, every fifth no logo, every third an English summary; one in seven is not done."""
    by = nomination.submitted_by
    texts = {key: _one(number, list_name) for key, list_name in ALWAYS.items()}
    if number % 2 == 0:
        texts["quote"], texts["quote_by"] = _one(number, "quotes")
    if number % 3 == 0:
        texts["summary_en"] = _one(number, "summaries")
    if number % 4 == 0:
        texts["more"] = TEXTS["more"]
    page = actions.save_page(nomination, texts=texts, figures=_one(number, "figures"), version=0, by=by)
    if number % 4 != 3:
        _put(nomination, Use.PHOTO, pictures.draw_demo_photo(number))
    if number % 8 == 0:
        _put(nomination, Use.MORE, pictures.draw_demo_photo(number + 100))
    if number % 5 != 4:
        _put(nomination, Use.LOGO, pictures.draw_demo_logo(number, nomination.honoree_name))
    if number % 7 == 6:
        return
    page.refresh_from_db()
    proof = actions.order_proof(nomination, by=by, page=page)
    parts.make(proof.pk)
    actions.approve_page(page, by=by, version=page.version, proof_hash=proof.content_hash)


def _one(number: int, list_name: str) -> Any:
    """The texts take turns."""
    return TEXTS[list_name][number % len(TEXTS[list_name])]


def _put(nomination: Nomination, use: str, data: bytes) -> None:
    name, caption = ("logo.png", "") if use == Use.LOGO else ("anh.jpg", DRAWN)
    upload = ContentFile(data, name=name)
    actions.put_picture(nomination, use=use, upload=upload, caption=caption, by=nomination.submitted_by)


def _of_the_organisers(players: Players) -> None:
    edition, oanh = players.edition, players.cast.oanh
    if edition.forewords.exists():
        return
    for number, (author, office, title, text) in enumerate(TEXTS["forewords"]):
        actions.add_foreword(
            edition,
            by=oanh,
            author=author,
            author_title=office,
            title=title,
            text=text,
            portrait=ContentFile(pictures.draw_demo_portrait(number), name="chan-dung.jpg"),
        )
    held = [forum.title for forum in Forum.objects.filter(edition=edition).order_by("starts_at")[:3]]
    kinds = [(BookPicture.Kind.FORUM, held), (BookPicture.Kind.PARTNER, TEXTS["partners"])]
    for kind, labels in kinds:
        for number, label in enumerate(labels):
            is_logo = kind == BookPicture.Kind.PARTNER
            data = (
                pictures.draw_demo_logo(number, label) if is_logo else pictures.draw_demo_photo(300 + number)
            )
            actions.add_book_picture(
                edition,
                by=oanh,
                kind=kind,
                label=label,
                upload=ContentFile(data, name="logo.png" if is_logo else "dien-dan.jpg"),
                caption="" if is_logo else DRAWN,
            )
