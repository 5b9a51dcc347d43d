"""What stands around the honourees' pages: the order of the book, true numbers, empty parts left out, counts."""

import os
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.models import CouncilMember
from awards import actions
from awards.models import BookPicture, Roll
from awards.tests import books
from awards.tests.making import conclude_on
from awards.tests.yearbooks import publish_twelve
from awards.yearbook import figures, front, kept, lists, matter, plan
from dtportal.programme.models import Group
from dtportal.tests.world_book_matter import drawn
from forums.models import Forum

LONG = (
    "Trung tâm Nghiên cứu và Chuyển giao Công nghệ Quan trắc Tài nguyên và Môi trường Minh Họa vùng Đồng bằng"
)


@pytest.fixture
def chapters():
    first = books.chapter(
        1,
        "TC",
        "Tài chính - Ngân hàng",
        books.honoree(1, "Ấn Tượng Số", "Đà Nẵng", is_gold=True),
        books.honoree(2, "An Bình Số", is_gold=True),
        books.honoree(3, "Đồng Vàng"),
    )
    second = books.chapter(2, "YT", "Y tế", books.honoree(4, LONG, chapter=1))
    third = books.chapter(
        3,
        "LD",
        "Lãnh đạo tiêu biểu",
        books.honoree(5, "Nguyễn Thị An", is_person=True, chapter=2),
        books.honoree(6, "Lê Văn Ánh", "Đà Nẵng", is_person=True, chapter=2),
    )
    return first, second, third


COUNTS = {1: 2, 2: 2, 3: 1, 4: 1, 5: 1, 6: 1}


def made(chapters, said=None, counts=COUNTS) -> front.Frame:
    return front.make(books.book(*chapters, said=said), counts, books.render, books.draw)


# --- The order of the book -----------------------------------------------------------------------------


def test_openers_stand_right_and_the_back_is_the_last_page_of_the_last_sheet(chapters):
    layout = made(chapters, books.everything()).plan
    leaves = layout.leaves
    assert leaves[0].kind == plan.COVER and leaves[-1].kind == plan.BACK and len(leaves) % 4 == 0
    assert [leaves[page - 1].bookmark for page in layout.openers.values()] == [
        "Tài chính - Ngân hàng", "Y tế", "Lãnh đạo tiêu biểu",
    ]  # fmt: skip
    assert all(page % 2 for page in layout.openers.values())
    for page in (layout.sections["title"], layout.sections["contents"], layout.sections["names"]):
        assert page % 2
    for leaf in leaves:
        assert (leaf.kind == plan.BLANK) == (not leaf.part and leaf.nomination_id is None)
        assert leaf.is_bare or leaf.kind not in {plan.COVER, plan.BLANK, plan.BACK}


def test_a_book_of_any_length_ends_with_a_whole_sheet():
    for pages in range(1, 9):
        layout = plan.Plan([plan.Leaf(plan.FRAME, "matter", page) for page in range(pages)])
        layout.close(plan.Leaf(plan.BACK, "covers", 1))
        assert len(layout.leaves) % 4 == 0 and layout.leaves[-1].kind == plan.BACK
        assert sum(leaf.kind == plan.BLANK for leaf in layout.leaves) < 4


def test_whoever_has_two_pages_keeps_both_together_and_everybody_follows(chapters):
    layout = made(chapters).plan
    first = layout.openers[0] + 1
    assert [layout.honorees[pk] for pk in (1, 2, 3)] == [first, first + 2, first + 4]
    second = layout.leaves[first]
    assert (second.nomination_id, second.part_page, second.bookmark) == (1, 1, "")
    assert (layout.leaves[first - 1].bookmark, layout.leaves[first - 1].level) == ("Ấn Tượng Số", 1)
    assert sum(leaf.kind == plan.HONOREE for leaf in layout.leaves) == 8


def test_heads_say_chapter_on_the_right_and_book_on_the_left(chapters):
    layout = made(chapters).plan
    heads = {
        leaf.head: number % 2 for number, leaf in enumerate(layout.leaves, 1) if leaf.kind == plan.HONOREE
    }
    assert heads["Tài chính - Ngân hàng"] == 1 and heads["Kỷ yếu TOP 500 · 2023"] == 0


# --- True numbers --------------------------------------------------------------------------------------


def test_contents_and_indexes_lead_to_where_everybody_stands(chapters):
    frame = made(chapters, books.everything())
    layout, pages = frame.plan, books.bound(frame)
    found = books.links(frame.parts[front.LISTS])
    for pk, page in layout.honorees.items():
        # once in the contents, once by name, once by locality
        assert found.count(page) == 3 and pages[page - 1] == f"@{pk}/0"
    contents = pages[layout.sections["contents"] - 1]
    listed = [
        ("Lời nói đầu", "foreword-1"),
        ("Hội đồng thẩm định", "council"),
        ("Diễn đàn, hội thảo và lễ công bố", "forums"),
        ("Đính chính", "errata"),
    ]
    for title, key in listed:
        page = layout.sections[key]
        squashed = "".join(title.split())
        assert f"{page}{squashed}" in contents and page in found
        assert pages[page - 1].startswith(squashed)
    assert f"{layout.openers[1]}Ytế" in contents and pages[layout.openers[1] - 1].startswith("02Ytế")
    assert f"{layout.honorees[3]}ĐồngVàngHàNội" in contents
    assert "".join(LONG.split()) in contents


def test_an_index_letter_has_no_tone():
    names = ("Ấn Tượng", "Ẵm", "đồng", "Ờ", "108")
    assert [lists.first_letter(name) for name in names] == ["Â", "Ă", "Đ", "Ơ", "1"]


def test_indexes_stand_in_vietnamese_order_and_leaders_by_given_name(chapters):
    frame = made(chapters)
    pages = books.bound(frame)
    names = pages[frame.plan.sections["names"] - 1]
    order = ["AnBìnhSố", "ẤnTượngSố", "ĐồngVàng", "Trungtâm", "NguyễnThịAn", "LêVănÁnh"]
    places = [names.index(name) for name in order]
    assert places == sorted(places)
    localities = pages[frame.plan.sections["localities"] - 1]
    assert localities.index("ĐàNẵng2") < localities.index("HàNội4")


def test_a_book_of_many_pages_of_contents_still_tells_the_truth():
    rows = [books.honoree(pk, f"Đơn vị Minh Họa số {pk:03d}") for pk in range(1, 241)]
    frame = made([books.chapter(1, "TC", "Tài chính", *rows)], counts=dict.fromkeys(range(1, 241), 1))
    layout, pages = frame.plan, books.bound(frame)
    assert layout.openers[0] - layout.sections["contents"] >= 3
    assert sorted(set(books.links(frame.parts[front.LISTS])))[-1] <= len(layout.leaves)
    assert all(pages[page - 1] == f"@{pk}/0" for pk, page in layout.honorees.items())
    assert books.links(frame.parts[front.LISTS]).count(layout.honorees[240]) == 3


# --- What is there, what is left out -------------------------------------------------------------------


def test_what_is_empty_is_in_neither_book_nor_contents_nor_bookmarks(chapters):
    frame = made(chapters)
    layout, whole = frame.plan, "".join(books.bound(frame))
    assert set(layout.sections) == {"title", "imprint", "contents", "names", "localities", "colophon"}
    marks = [leaf.bookmark for leaf in layout.leaves if leaf.bookmark and not leaf.level]
    for title in ("Đính chính", "Đơn vị đồng hành", "Hội đồng thẩm định", "Chương trình qua những con số"):
        assert title not in marks and "".join(title.split()) not in whole
    assert "Đượccôngbốcùngdanhsách" in whole  # no bundle yet: the colophon says so


def test_a_foreword_may_go_on_for_three_pages_and_keeps_every_word(chapters):
    said = books.everything(paragraphs=11)
    frame = made(chapters, said)
    layout, pages = frame.plan, books.bound(frame)
    start, end = layout.sections["foreword-1"], layout.sections["programme"]
    assert start == 5 and end - start == 3
    # The author's name stands beside the text on the first page, and a sentence may run on to the next one.
    text = "".join(pages[start - 1 : end - 1]).replace("TrầnMinhHọaTrưởngBanTổchức", "")
    assert text.count("mởkếtquảcủamình") == 55
    assert pages[end - 2].endswith("TrầnMinhHọaTrưởngBanTổchức")
    assert [leaf.head for leaf in layout.leaves[start - 1 : end - 1]] == [
        "", "Kỷ yếu TOP 500 · 2023", "Lời nói đầu",
    ]  # fmt: skip


def test_a_picture_that_cannot_be_read_is_named_and_left_out(chapters):
    said = books.everything()
    bad = books.picture_of("hong")
    said = replace(
        said,
        events=(replace(said.events[0], pictures=(bad, books.picture_of("f2"))),),
        partners=(matter.Partner("Công ty Sao Mai Minh Họa", bad),),
    )
    frame = made(chapters, said)
    assert frame.faults == ("Ảnh hong", "Ảnh hong")
    pages = books.bound(frame)
    assert "Ảnhf2" in pages[frame.plan.sections["forums"] - 1]
    assert "CôngtySaoMaiMinhHọa" in pages[frame.plan.sections["partners"] - 1]


def test_letters_that_our_fonts_lack_do_not_reach_the_page(chapters):
    said = replace(
        books.everything(), forewords=(matter.Foreword("A → B", "", "Từ giấy → số ✓", "Đoạn 😀 một."),)
    )
    frame = made(chapters, said)
    page = books.bound(frame)[frame.plan.sections["foreword-1"] - 1]
    assert page.startswith("Từgiấy–số•") and "😀" not in page and "Đoạnmột." in page


def test_an_edition_without_honourees_still_has_a_book():
    frame = made([], counts={})
    assert set(frame.parts) == {front.COVERS, front.MATTER, front.LISTS}
    assert "names" not in frame.plan.sections and len(frame.plan.leaves) % 4 == 0


def test_the_same_book_gives_the_same_bytes(chapters):
    assert made(chapters, books.everything()).parts == made(chapters, books.everything()).parts


# --- Laid out once -------------------------------------------------------------------------------------


@pytest.fixture
def counted(settings, tmp_path):
    """What the press was asked to lay out, and a press that remembers for either variant."""
    settings.DATA_DIR = tmp_path
    asked = []

    def render(html: str) -> bytes:
        asked.append(html)
        return books.render(html)

    return asked, lambda variant: kept.keeping(render, variant)


def test_a_second_build_lays_out_only_what_has_changed(chapters, counted):
    asked, press = counted
    first = front.make(books.book(*chapters), COUNTS, press("screen"), books.draw)
    assert len(asked) == 4
    assert front.make(books.book(*chapters), COUNTS, press("screen"), books.draw).parts == first.parts
    assert len(asked) == 4
    front.make(books.book(*chapters), {**COUNTS, 3: 2}, press("screen"), books.draw)
    assert len(asked) == 5 and "Mục lục" in asked[-1]
    front.make(books.book(*chapters), COUNTS, press("print"), books.draw)
    assert len(asked) == 9


def test_half_a_file_and_a_disk_that_takes_nothing_cost_time_and_no_book(counted, settings, tmp_path):
    asked, press = counted
    whole = press("screen")("<p>Một</p>")
    (file,) = (tmp_path / "yearbook-frames").iterdir()
    file.write_bytes(file.read_bytes()[:-9])
    assert press("screen")("<p>Một</p>") == whole and len(asked) == 2
    settings.DATA_DIR = file  # a file where a folder should be
    assert press("screen")("<p>Một</p>") == whole and len(asked) == 3


def test_what_no_build_has_asked_for_in_two_months_goes(counted, tmp_path):
    _asked, press = counted
    press("screen")("<p>Một</p>")
    (old,) = (tmp_path / "yearbook-frames").iterdir()
    os.utime(old, (0, 0))
    press("screen")("<p>Hai</p>")
    assert not old.exists() and len(list((tmp_path / "yearbook-frames").iterdir())) == 1


# --- Charts --------------------------------------------------------------------------------------------


def test_phases_stand_on_whole_months_and_an_open_one_goes_on():
    drawn_ = figures.timeline(
        [
            matter.Phase("a", date(2023, 2, 15), date(2023, 3, 31), ""),
            matter.Phase("b", date(2023, 3, 1), None, ""),
        ]
    )
    assert [label for label, _left, _width in drawn_.months] == ["2/2023", "3", "4"]
    first, second = drawn_.spans
    assert (first.left, first.width) == (figures.percent(14, 89), figures.percent(45, 89))
    assert second.is_open and round(second.left + second.width) == 100
    assert figures.timeline([]) is None


def test_bars_are_shares_of_the_longest():
    rows = books.everything().statistics.sectors
    (bar,) = figures.bars(books.book(), rows)
    assert (bar.received, bar.honoured, bar.gold) == (100, 30, 33.3)
    steps = [(fact.number, share) for fact, share in figures.funnel(books.everything())]
    assert steps == [(20, 100), (15, 75), (14, 70), (6, 30)]


# --- From the rows -------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_counts_are_those_of_the_edition(edition, cast):
    publish_twelve(edition, cast)
    roll = edition.rolls.get()
    conclude_on(edition, cast, [40], names=["Không Đạt"])  # concluded upon, and not on the list
    revoked = roll.entries.get(conclusion__nomination__person_name="", rank=5, tier__code="top500")
    revoked.revoked_for = "fraud"
    revoked.save()
    numbers = matter.matter_of(edition, roll).statistics
    assert numbers.honoured == 11 == sum(row.honoured for row in numbers.sectors)
    assert numbers.received == numbers.accepted == numbers.appraised == 13
    assert sum(row.gold for row in numbers.sectors) == 2
    assert dict(numbers.lists) == {"TOP 100": 2, "TOP 500": 8, "Lãnh đạo tiêu biểu": 1}
    leaders = next(row for row in numbers.groups if row.key == Group.LEADER)
    assert (leaders.honoured, leaders.gold) == (1, 0)
    assert len(numbers.places) == 63 and sum(place.honoured for place in numbers.places) == 11


@pytest.mark.django_db
def test_the_council_is_who_sat_on_the_day_the_list_was_drawn_up(edition, cast):
    publish_twelve(edition, cast, units=1)
    roll = edition.rolls.get()
    day = roll.drawn_at.date()
    for user, until in ((cast.hanh, day), (cast.dung, None)):
        CouncilMember.objects.update_or_create(
            edition=edition, user=user, defaults={"academic_title": "PGS.TS.", "serves_until": until}
        )
    council = matter.matter_of(edition, roll).council
    assert council[0].is_chair and council[0].name.endswith(cast.dung.full_name)
    assert f"PGS.TS. {cast.hanh.full_name}" in [member.name for member in council]
    CouncilMember.objects.filter(edition=edition, user=cast.hanh).update(serves_until=day - timedelta(days=1))
    names = [member.name for member in matter.matter_of(edition, roll).council]
    assert not any(cast.hanh.full_name in name for name in names)


@pytest.mark.django_db
def test_forums_have_their_pictures_and_drafts_are_not_printed(edition, cast):
    publish_twelve(edition, cast, units=1)
    edition.forums.all().delete()
    for number, status in enumerate(["draft", "held", "cancelled"], 1):
        Forum.objects.create(
            edition=edition,
            kind=Forum.Kind.FORUM,
            ordinal=number,
            slug=f"dien-dan-{number}",
            title=f"Diễn đàn số {number}",
            starts_at=edition.clock_at,
            ends_at=edition.clock_at + timedelta(hours=2),
            place="Hà Nội",
            status=status,
        )
    for kind, label in [("forum", "Diễn đàn số 2"), ("ceremony", "Lễ công bố"), ("partner", "Sao Mai")]:
        actions.add_book_picture(
            edition, by=cast.oanh, kind=kind, label=label, upload=upload("a.png"), caption=label
        )
    said = matter.matter_of(edition, edition.rolls.get())
    assert [(event.title, event.day, len(event.pictures)) for event in said.events] == [
        ("Diễn đàn số 2", "10", 1),
        ("Lễ công bố", "", 1),
    ]
    assert [partner.name for partner in said.partners] == ["Sao Mai"]
    assert said.partners[0].logo.width == 60


def upload(name: str) -> ContentFile:
    return ContentFile(drawn(), name=name)


@pytest.mark.django_db
def test_a_portrait_that_is_gone_from_the_storage_is_like_none(edition, cast):
    publish_twelve(edition, cast, units=1)
    row = actions.add_foreword(
        edition, by=cast.oanh, author="A", author_title="", title="B", text="C", portrait=upload("a.png")
    )
    roll = edition.rolls.get()
    assert matter.matter_of(edition, roll).forewords[0].portrait.height == 80
    row.portrait.storage.delete(row.portrait.name)
    assert matter.matter_of(edition, roll).forewords[0].portrait is None


@pytest.mark.django_db
def test_reading_it_all_takes_as_many_queries_for_many_rows_as_for_few(edition, cast):
    publish_twelve(edition, cast)
    roll = Roll.objects.get(edition=edition)
    asked = []
    for number in range(3):
        actions.add_foreword(edition, by=cast.oanh, author="A", title=f"{number}", text="C")
        actions.add_book_picture(
            edition, by=cast.oanh, kind="partner", label=f"{number}", upload=upload("a.png")
        )
        actions.add_erratum(edition, by=cast.oanh, wrong="1", right="2", honor=edition.honors.all()[number])
        with CaptureQueriesContext(connection) as queries:
            said = matter.matter_of(edition, roll)
        asked.append(len(queries))
    assert asked[0] == asked[2] <= 22
    assert len(said.errata) == 3 and BookPicture.objects.count() == 3
    assert said.errata[0].nomination_id == edition.honors.all()[0].nomination_id
