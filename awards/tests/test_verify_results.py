"""Whatever is changed in a result bundle is noticed, and the right sentence says what does not hold."""

import ast
import io
import json
import subprocess
import sys
import tokenize
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awards import results, verify_results
from awards.tests.bundles import OURS, THEIRS, Bundle, Story, flipped, public, raw, result_of, signed_by
from awards.tests.insiders import INSIDERS, OF_CORRECTIONS
from dtportal import sealing

KEYS = [public(OURS)]
SCRIPT = Path(verify_results.__file__)
QUOTAS = (
    {"tier": "top500", "by": "sector", "key": "*", "least": 2, "most": 3},
    {"tier": "top100", "by": "province", "key": "vn-dn", "least": 3},
)
INTO = {"position": 0, "tier": "top100", "direction": "into"}
OUT = {"position": 2, "tier": "top500", "direction": "out"}
STORIES = {
    "plain": Story(),
    "shared ranks": Story(tie_rule="shared"),
    "one round": Story(second=False),
    "floors and caps": Story(quotas=QUOTAS),
    "moves": Story(moves=(INTO, OUT)),
    "moves against caps": Story(
        quotas=QUOTAS, moves=({**INTO, "position": 1, "tier": "top500"}, {**OUT, "position": 3})
    ),
}


def bundle_of(story: Story) -> bytes:
    return results.whole_bundle(result_of(story), signed_by(OURS))


TRUE = bundle_of(Story(quotas=QUOTAS, moves=(INTO, OUT)))
CLOSED = replace(Story(), opening="auditor")
PUBLISHED = results.public_bundle(result_of(CLOSED), signed_by(OURS), bundle_of(CLOSED))


def broken(data: bytes, *, keys=KEYS, edition="2023") -> str | None:
    return verify_results.verify(data, keys, edition)[1]


# --- What is true is accepted ------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("name", STORIES)
def test_a_true_result_holds(name, seed):
    data = bundle_of(replace(STORIES[name], seed=seed))
    held, wrong, where, _notes = verify_results.verify(data, KEYS, "2023")
    assert (wrong, where) == (None, "")
    assert set(held) == set(verify_results.SENTENCES)


@given(
    st.integers(0, 10**6),
    st.lists(
        st.tuples(st.integers(0, 15), st.sampled_from(["top100", "top500", "leaders"]), st.booleans()),
        max_size=5,
    ),
    st.lists(
        st.tuples(
            st.sampled_from(["top100", "top500"]),
            st.sampled_from([("sector", "*"), ("sector", "GT"), ("province", "*"), ("province", "vn-dn")]),
            st.integers(0, 3),
            st.none() | st.integers(3, 5),
        ),
        max_size=3,
    ),
)
def test_the_portal_and_the_script_agree_on_whatever_the_council_does(seed, moves, quotas):
    """Two programs, two methods: the portal solves the flow, the script asks whether an exchange gains anything."""
    story = Story(
        seed=seed,
        moves=tuple(
            {"position": position, "tier": tier, "direction": "into" if into else "out"}
            for position, tier, into in moves
        ),
        quotas=tuple(
            {"tier": tier, "by": by, "key": key, "least": least, "most": most}
            for tier, (by, key), least, most in quotas
        ),
    )
    assert verify_results.verify(bundle_of(story), KEYS, "2023")[1:3] == (None, "")


def test_the_same_result_makes_the_same_bytes():
    assert bundle_of(Story()) == bundle_of(Story())


def test_without_a_key_it_holds_and_says_that_it_does_not_know_who_signed():
    held, wrong, _where, notes = verify_results.verify(TRUE)
    assert wrong is None and "key" not in held
    assert sealing.key_fingerprint(sealing.public_bytes(OURS)) in notes[0]


def test_what_the_public_gets_of_a_closed_edition_holds_and_opens_nothing():
    held, wrong, _where, _notes = verify_results.verify(PUBLISHED, KEYS, "2023")
    assert wrong is None and "round" in held and "score" not in held
    with zipfile.ZipFile(io.BytesIO(PUBLISHED)) as archive:
        assert archive.namelist() == ["list.json", "manifest.json", "rounds.json", "signature.json"]
        assert all(one["leaves"] == [] for one in json.loads(archive.read("rounds.json")))
        assert json.loads(archive.read("manifest.json"))["whole"] == sealing.sha256(bundle_of(CLOSED))


# --- What is opened is the least ---------------------------------------------------------------------


def test_no_unit_that_is_not_honoured_is_named_and_nothing_is_opened_that_is_not_needed():
    result = result_of(Story())
    text = "".join(json.dumps(data, ensure_ascii=False) for data in Bundle(bundle_of(Story())).files.values())
    honoured = {row["dossier"] for row in result.listed}
    assert 0 < len(honoured) < len(result.dossiers)
    for dossier in result.dossiers:
        assert (dossier.facts["identity"]["name"] in text) == (dossier.code in honoured)
    bundle = Bundle(bundle_of(Story()))
    opened = {row["dossier"]: set(row["opened"]) for row in bundle["dossiers"]}
    assert not any({"sector", "province"} & names for names in opened.values())
    left = next(dossier.code for dossier in result.dossiers if dossier.left)
    assert opened[left] == set() and left not in {row["dossier"] for row in bundle["sheets"]}


def test_sector_and_locality_are_opened_only_where_the_rule_asks_for_them():
    opened = [set(row["opened"]) for row in Bundle(bundle_of(Story(quotas=QUOTAS[:1])))["dossiers"]]
    assert any("sector" in names for names in opened) and not any("province" in names for names in opened)


def test_marks_are_opened_only_where_scores_are_equal():
    bundle = Bundle(bundle_of(Story(twins=(2, 3))))
    numbers = {row["dossier"] for row in bundle["dossiers"] if "number" in row["opened"]}
    marked = {row["dossier"] for row in bundle["sheets"] if row["marks"] is not None}
    twins = {dossier.code for dossier in result_of(Story()).dossiers[2:4]}
    assert (twins <= marked and numbers == twins) or numbers == set()
    assert marked != {row["dossier"] for row in bundle["sheets"]}


def test_a_sheet_that_was_set_aside_shows_nothing_of_what_it_said():
    (row,) = [row for row in Bundle(TRUE)["sheets"] if row["leaf"] is not None]
    assert {name for name, value in row.items() if value is not None} == {"leaf", "round", "sheet", "dossier"}


# --- Whoever has no key ------------------------------------------------------------------------------


def changed(data: bytes, name: str, change) -> bytes:
    files = raw(data)
    return results.zip_of({**files, name: change(files[name])})


def zipped(files: list[tuple[str, bytes]], **options) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", **options) as archive:
        for name, text in files:
            info = zipfile.ZipInfo(name)
            info.create_system, info.external_attr = 3, 0o100644 << 16
            info.compress_type = options.get("compression", zipfile.ZIP_STORED)
            archive.writestr(info, text)
    return out.getvalue()


def without(name: str) -> bytes:
    return results.zip_of({key: text for key, text in raw(TRUE).items() if key != name})


def damaged(data: bytes) -> bytes:
    found = bytearray(data)
    found[len(found) // 2] ^= 1
    return bytes(found)


MEMBERS = sorted(raw(TRUE).items())
OUTSIDERS = {
    "a flipped bit anywhere": (lambda: damaged(TRUE), "zip"),
    "a flipped bit with its checksum": (lambda: flipped(TRUE, b'"total":'), "hash"),
    "a flipped bit of the list": (lambda: flipped(TRUE, b'"rank":1'), "hash"),
    "a flipped bit of the manifest": (lambda: flipped(TRUE, b'"version":1'), "signature"),
    "a flipped bit of the signature": (
        lambda: _signature(TRUE, lambda text: ("1" if text[0] == "0" else "0") + text[1:]),
        "signature",
    ),
    "cut off": (lambda: TRUE[:-30], "zip"),
    "no ZIP": (lambda: b"%PDF-1.7", "zip"),
    "nothing": (lambda: b"", "zip"),
    "a byte before it": (lambda: b"\0" + TRUE, "zip"),
    "a byte after it": (lambda: TRUE + b"\0", "zip"),
    "a member twice": (lambda: zipped([*MEMBERS, ("list.json", b"[]")]), "duplicate"),
    "members in another order": (lambda: zipped(MEMBERS[::-1]), "zip"),
    "a compressed member": (lambda: zipped(MEMBERS, compression=zipfile.ZIP_DEFLATED), "zip"),
    "an extra member": (lambda: results.zip_of({**raw(TRUE), "note.json": b"{}"}), "unlisted"),
    "a member of another folder": (lambda: results.zip_of({**raw(TRUE), "../a.json": b"{}"}), "unlisted"),
    "a missing member": (lambda: without("sheets.json"), "missing"),
    "no list": (lambda: without("list.json"), "missing"),
    "no manifest": (lambda: without("manifest.json"), "encoding"),
    "no signature": (lambda: without("signature.json"), "encoding"),
    "a byte order mark": (lambda: changed(TRUE, "manifest.json", lambda t: b"\xef\xbb\xbf" + t), "encoding"),
    "a blank": (lambda: changed(TRUE, "manifest.json", lambda t: t + b"\n"), "encoding"),
    "an escaped letter": (
        lambda: changed(TRUE, "manifest.json", lambda t: t.replace(b"dtportal", b"\\u0064tportal")),
        "encoding",
    ),
    "a number as 1e0": (
        lambda: changed(TRUE, "manifest.json", lambda t: t.replace(b'"version":1', b'"version":1e0')),
        "encoding",
    ),
    "a key twice": (
        lambda: changed(TRUE, "manifest.json", lambda t: t.replace(b"{", b'{"kind":"x",', 1)),
        "encoding",
    ),
    "a deep nest": (lambda: changed(TRUE, "manifest.json", lambda t: b"[" * 99_999), "encoding"),
    "a signature in capitals": (lambda: _signature(TRUE, str.upper), "form"),
    "a signature with more beside it": (lambda: _signature(TRUE, str, more="x"), "form"),
    "another edition": (
        lambda: bundle_of(Story(edition={"slug": "2024", "ordinal": 2, "year": 2024})),
        "edition",
    ),
    "the list of the public one changed": (lambda: flipped(PUBLISHED, b'"rank":1'), "hash"),
}


def _signature(data: bytes, change, **more) -> bytes:
    files = raw(data)
    row = json.loads(files["signature.json"])
    row = {**row, "signature": change(row["signature"]), **more}
    return results.zip_of({**files, "signature.json": sealing.canonical_json(row)})


@pytest.mark.parametrize("name", OUTSIDERS)
def test_what_a_stranger_changed_is_refused_with_its_sentence(name):
    make, sentence = OUTSIDERS[name]
    assert broken(make()) == sentence


def test_a_bomb_is_refused_before_it_is_unpacked():
    bomb = zipped([("list.json", bytes(50 * 2**20))], compression=zipfile.ZIP_DEFLATED)
    assert len(bomb) < 2**20 and broken(bomb) == "zip"


# --- Whoever holds a key of the programme, and whoever has one of his own ----------------------------


@pytest.mark.parametrize("tamper", INSIDERS, ids=lambda tamper: tamper.__name__)
def test_whoever_holds_the_key_is_found_out_by_computing_it_again(tamper):
    bundle = Bundle(TRUE)
    tamper(bundle)
    assert broken(bundle.together(OURS)) == INSIDERS[tamper]


@pytest.mark.parametrize("tamper", [None, *INSIDERS], ids=lambda tamper: tamper and tamper.__name__)
def test_whoever_signs_with_a_key_of_his_own_is_found_out_by_the_key(tamper):
    bundle = Bundle(TRUE)
    if tamper and INSIDERS[tamper] not in ("form", "encoding", "round"):
        tamper(bundle)
    assert broken(bundle.together(THEIRS, rounds=True)) == "key"


def test_a_round_signed_by_a_stranger_is_found_out_within_a_true_bundle():
    bundle = Bundle(TRUE)
    one = bundle["rounds"][1]
    one["public"], one["signature"] = signed_by(THEIRS)(sealing.canonical_json(one["manifest"]))
    assert broken(bundle.together(OURS)) == "key"


def test_a_changed_manifest_of_a_round_does_not_fit_its_signature():
    bundle = Bundle(TRUE)
    bundle["rounds"][0]["manifest"]["sheets"]["count"] -= 1
    assert broken(bundle.together(OURS)) == "round"


def test_a_round_of_another_edition_cannot_be_played_again():
    other = Bundle(bundle_of(Story(edition={"slug": "2024", "ordinal": 2, "year": 2024})))
    bundle = Bundle(TRUE)
    bundle.files["rounds.json"] = other["rounds"]
    assert broken(bundle.together(OURS)) == "round"


def test_a_whole_edition_played_again_under_another_name_is_found_out_by_its_rounds():
    bundle = Bundle(bundle_of(Story(edition={"slug": "2024", "ordinal": 2, "year": 2024})))
    bundle["manifest"]["edition"] = {"slug": "2023", "ordinal": 1, "year": 2023}
    assert broken(bundle.together(OURS)) == "round"


def test_a_rule_that_changed_between_two_rounds_is_refused():
    bundle = Bundle(TRUE)
    bundle["rounds"][1]["manifest"]["rule"]["pass_mark"] = 60
    assert broken(bundle.together(OURS, rounds=True)) == "rule"


CORRECTED = bundle_of(Story(corrected=True))


def test_a_corrected_list_holds():
    assert broken(CORRECTED) is None


@pytest.mark.parametrize("tamper", OF_CORRECTIONS, ids=lambda tamper: tamper.__name__)
def test_nothing_of_a_corrected_list_differs_without_a_correction_that_names_it(tamper):
    bundle = Bundle(CORRECTED)
    tamper(bundle)
    assert broken(bundle.together(OURS)) == "change"


def test_there_are_more_than_forty_and_every_sentence_but_two_is_heard():
    heard = {sentence for _make, sentence in OUTSIDERS.values()} | set(INSIDERS.values()) | {"key", "change"}
    assert len(OUTSIDERS) + len(INSIDERS) >= 40
    # A mark out of its scale would have to be sealed by somebody who holds database and key before the round closes.
    assert set(verify_results.SENTENCES) - heard == {"marks"}


def test_marks_beyond_their_scale_are_refused_even_if_they_were_sealed():
    result = result_of(Story(second=False))
    twin = result.dossiers[2].code
    tall = [
        replace(sheet, marks={**sheet.marks, "strategy": 21}) if sheet.dossier == twin else sheet
        for sheet in result.sheets
    ]
    bundle = Bundle(results.whole_bundle(replace(result, sheets=tall), signed_by(OURS)))
    assert broken(bundle.together(OURS)) == "sheet"


@given(st.integers(0, len(TRUE) - 1), st.integers(0, 7))
def test_no_bit_can_be_flipped(place, bit):
    found = bytearray(TRUE)
    found[place] ^= 1 << bit
    assert broken(bytes(found)) is not None


# --- The program itself ------------------------------------------------------------------------------


def run(*arguments, folder) -> subprocess.CompletedProcess:
    """A copy of the script alone in a folder, as somebody who has downloaded it."""
    (folder / "verify_results.py").write_bytes(SCRIPT.read_bytes())
    return subprocess.run(
        [sys.executable, "-I", "verify_results.py", *arguments], cwd=folder, capture_output=True, text=True
    )


def test_on_the_command_line_it_says_in_two_languages_what_holds(tmp_path):
    (tmp_path / "true.zip").write_bytes(TRUE)
    pems = [sealing.public_pem(sealing.public_bytes(key)) for key in (THEIRS, OURS)]
    (tmp_path / "keys.pem").write_text("".join(pems))
    good = run("true.zip", "--key", "keys.pem", "--edition", "2023", folder=tmp_path)
    assert good.returncode == 0 and "✓ ĐẠT / ACCEPTED" in good.stdout
    for vi, en in verify_results.SENTENCES.values():
        assert vi in good.stdout and en in good.stdout
    unknown = run("true.zip", folder=tmp_path)
    assert unknown.returncode == 0 and "--key" in unknown.stdout
    assert sealing.key_fingerprint(sealing.public_bytes(OURS)) in unknown.stdout
    (tmp_path / "strange.pem").write_text(pems[0])
    strange = run("true.zip", "--key", "strange.pem", folder=tmp_path)
    assert strange.returncode == 1 and "signed with the given key" in strange.stdout
    (tmp_path / "none.pem").write_text("")
    assert run("true.zip", "--key", "none.pem", folder=tmp_path).returncode == 1
    (tmp_path / "letter.pem").write_text("Thư ngỏ")
    no_key = run("true.zip", "--key", "letter.pem", folder=tmp_path)
    assert no_key.returncode == 1 and "không có khóa nào" in no_key.stdout + no_key.stderr
    other = run("true.zip", "--edition", "2024", folder=tmp_path)
    assert (
        other.returncode == 1 and "✗" in other.stdout and "The bundle belongs to the edition" in other.stdout
    )
    missing = run("nothing.zip", folder=tmp_path)
    assert missing.returncode == 1 and "Traceback" not in missing.stderr


def test_it_stands_alone_and_is_short():
    tree = ast.parse(SCRIPT.read_text())
    imported = {
        name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module] if isinstance(node, ast.ImportFrom) else [a.name for a in node.names])
    }
    assert imported - set(sys.stdlib_module_names) == {"cryptography"}
    assert len(lines_of_code(SCRIPT)) <= 250


def lines_of_code(path: Path) -> set[int]:
    """Lines that hold a token of code: no blank ones, no comments, no docstrings, not the table of sentences."""
    skipped = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT}
    found = set()
    with path.open("rb") as file:
        for token in tokenize.tokenize(file.readline):
            is_text = token.type == tokenize.STRING and token.string.startswith('"""')
            if token.type not in skipped | {tokenize.ENCODING, tokenize.ENDMARKER} and not is_text:
                found.add(token.start[0])
    return found
