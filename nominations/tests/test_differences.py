"""What changed between two versions: words, fields, files; the parts always add up to the texts."""

from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nominations.differences import ADDED, REMOVED, SAME, Piece, differences, pieces

TEXT = st.text(alphabet="aăâbđê ơưộ.,;%0123456789\n\t“”", max_size=60)


def content(**answers: str) -> dict:
    questions = [{"key": key, "kind": "long", "label": key} for key in ("results", "support")]
    return {
        "organization": {"name": "Công ty Minh Họa", "employees": 40},
        "person": {"name": "", "position": ""},
        "sector": {"code": "GT", "name": "Giao thông"},
        "province": {"name": "Đà Nẵng"},
        "sections": [
            {
                "key": "main",
                "title": "Kết quả",
                "questions": [*questions, {"key": "plan", "kind": "file", "label": "Kế hoạch"}],
                "answers": answers,
                "evidence": [file("a", "ke-hoach.pdf")],
            }
        ],
    }


def file(sha256: str, name: str, caption: str = "", question: str = "plan") -> dict:
    return {"question": question, "sha256": sha256, "name": name, "caption": caption, "id": len(name)}


def show(question: dict, value: object) -> str:
    return "" if value is None else str(value)


def test_the_same_content_has_no_differences():
    assert not differences(content(results="Một"), content(results="Một"), show)


def test_one_number_is_marked_and_nothing_else():
    assert pieces("Thời gian giảm 31%.", "Thời gian giảm 31,5%.") == [
        Piece(SAME, "Thời gian giảm "),
        Piece(REMOVED, "31"),
        Piece(ADDED, "31,5"),
        Piece(SAME, "%."),
    ]


def test_a_changed_phrase_stays_together():
    """Spaces that both phrases happen to share do not cut them into single words."""
    assert pieces("Hà Nội hai không", "Hà Nội ba bốn") == [
        Piece(SAME, "Hà Nội "),
        Piece(REMOVED, "hai không"),
        Piece(ADDED, "ba bốn"),
    ]


@given(TEXT, TEXT)
def test_the_pieces_add_up_to_both_texts(old, new):
    found = pieces(old, new)
    assert "".join(piece.text for piece in found if piece.kind != ADDED) == old
    assert "".join(piece.text for piece in found if piece.kind != REMOVED) == new
    assert all(piece.text for piece in found)
    if old == new:
        assert {piece.kind for piece in found} <= {SAME}


def test_long_texts_are_compared_line_by_line():
    old = "\n".join(f"dòng {number}" for number in range(9000))
    found = pieces(old, old.replace("dòng 8000\n", "dòng tám nghìn\n"))
    assert [piece.text for piece in found if piece.kind == ADDED] == ["dòng tám nghìn\n"]


def test_fields_tell_their_old_and_new_text():
    found = differences(content(results="Giảm 31%"), content(results="Giảm 35%", support="Đào tạo"), show)
    assert [(change.key, change.old, change.new) for change in found.fields] == [
        ("results", "Giảm 31%", "Giảm 35%"),
        ("support", "", "Đào tạo"),
    ]
    assert not found.files


def test_facts_of_the_organisation_are_compared_too():
    new = content()
    new["organization"] = {"name": "Công ty Minh Họa Mới", "employees": None}
    new["province"] = {"name": "Huế"}
    found = differences(content(), new, show)
    assert {change.key: (change.old, change.new) for change in found.fields} == {
        "name": ("Công ty Minh Họa", "Công ty Minh Họa Mới"),
        "employees": ("40", ""),
        "province": ("Đà Nẵng", "Huế"),
    }


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ([file("a", "ke-hoach.pdf")], []),
        ([file("a", "ke-hoach-2.pdf")], [("renamed", "ke-hoach-2.pdf")]),
        ([file("a", "ke-hoach.pdf", "Kế hoạch 2023")], [("renamed", "ke-hoach.pdf")]),
        ([file("b", "ke-hoach.pdf")], [("added", "ke-hoach.pdf"), ("removed", "ke-hoach.pdf")]),
        ([], [("removed", "ke-hoach.pdf")]),
    ],
)
def test_a_file_is_its_content(files, told):
    new = content()
    new["sections"][0]["evidence"] = files
    found = differences(content(), new, show)
    assert [(change.kind, change.file["name"]) for change in found.files] == told


def test_a_section_that_came_or_went_is_told_whole():
    new = deepcopy(content(results="Một"))
    more = {**deepcopy(new["sections"][0]), "key": "more", "evidence": [file("c", "anh.png")]}
    new["sections"].append(more)
    came = differences(content(results="Một"), new, show)
    went = differences(new, content(results="Một"), show)
    assert [(change.old, change.new) for change in came.fields] == [("", "Một")]
    assert [(change.old, change.new) for change in went.fields] == [("Một", "")]
    assert (came.files[0].kind, went.files[0].kind) == ("added", "removed")
