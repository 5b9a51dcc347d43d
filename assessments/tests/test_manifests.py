"""A closed round leaves a signed manifest of what was sealed; nothing of it changes, and a member finds his sheet."""

import json
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.urls import reverse

from assessments import actions, minutes_text
from assessments.minutes import record_of
from assessments.models import (
    Assignment,
    Manifest,
    Mark,
    Pseudonym,
    Round,
    Scoresheet,
    SheetVersion,
    SigningKey,
)
from assessments.tests.deeds import open_with, score_sheet
from assessments.tests.results import marks_of, score_round
from assessments.tests.test_versions import rewrite
from awards.rehearsal.wipe import wipe
from dtportal import sealing, signing
from dtportal.journal.models import Entry
from dtportal.programme.models import FrozenRule

pytestmark = pytest.mark.django_db


@pytest.fixture
def manifest(scored) -> Manifest:
    return scored(2).manifest


def test_the_manifest_says_what_was_sealed_and_names_nobody(manifest, council):
    content, versions = manifest.content, list(SheetVersion.objects.all())
    leaves = sorted(version.leaf for version in versions)
    assert content["sheets"] == {"count": 6, "root": sealing.merkle_root(leaves).hex()}
    assert manifest.leaves == [leaf.hex() for leaf in leaves]
    assert content["rule"]["sha256"] == FrozenRule.objects.get().sha256
    assert [row["sheets"] for row in content["dossiers"]] == [3, 3]
    assert {row["dossier"] for row in content["dossiers"]} == set(
        Pseudonym.objects.values_list("code", flat=True)
    )
    assert content["assignment"]["count"] == 6
    assert manifest.is_as_signed
    words = json.dumps(content, ensure_ascii=False)
    for user in council.users:
        assert user.full_name not in words
    for entry in manifest.round.entries.select_related("nomination__organization"):
        assert entry.nomination.reference not in words and entry.nomination.organization.name not in words


def test_it_is_signed_with_the_key_of_the_file_and_the_journal_knows_its_hash(manifest):
    public = signing.public_key()
    assert sealing.is_signed(manifest.text, manifest.signature, public)
    assert manifest.key.fingerprint == sealing.key_fingerprint(public)
    assert Entry.objects.get(verb="round.closed").data["manifest"] == manifest.sha256
    assert Entry.objects.get(verb="key.introduced").data == {"fingerprint": manifest.key.fingerprint}


def test_only_the_last_version_counts(cast, assigned, council):
    round = assigned(1)
    first, *others = Assignment.objects.filter(entry__round=round).active()
    for assignment in (first, *others):
        score_sheet(assignment)
    user = first.member.user
    sheet = actions.take_back(first.scoresheets.get(), by=user)
    actions.save_marks(first, by=user, marks={"people": 12}, version=sheet.version)
    actions.submit_sheet(first, by=user, reason="Đọc lại minh chứng.")
    actions.close_round(round, by=cast.minh)
    old, new = SheetVersion.objects.filter(sheet=sheet)
    leaves = Round.objects.get(pk=round.pk).manifest.leaves
    assert new.leaf.hex() in leaves and old.leaf.hex() not in leaves and len(leaves) == 3


def test_a_second_round_has_a_manifest_of_its_own(cast, scored):
    one, two = scored(1), scored(1)
    assert one.manifest.sha256 != two.manifest.sha256
    assert not set(one.manifest.leaves) & set(two.manifest.leaves)
    assert [row.content["round"]["number"] for row in Manifest.objects.all()] == [one.number, two.number]


def test_what_is_committed_of_a_dossier_opens_to_its_own_facts(manifest):
    entry = manifest.round.entries.select_related("nomination__pseudonym").first()
    pseudonym = entry.nomination.pseudonym
    (row,) = [row for row in manifest.content["dossiers"] if row["dossier"] == pseudonym.code]
    nonce = bytes(pseudonym.nonce)
    key = sealing.derived_key(nonce, "fact:sector")
    said = {"dossier": pseudonym.code, "format": 1, "sector": entry.nomination.sector.code}
    assert sealing.verify(row["seals"]["sector"], said, key)
    assert not sealing.verify(row["seals"]["sector"], {**said, "sector": "YT"}, key)
    assert not sealing.verify(row["seals"]["group"], said, key)


def test_a_sheet_that_is_not_what_was_sealed_keeps_the_round_open(cast, scored):
    round = scored(1, close=False)
    Mark.objects.filter(criterion__code="impact", value=18).update(value=25)
    with pytest.raises(ValidationError, match="CDS1-2023-GT-0001"):
        actions.close_round(round, by=cast.minh)
    assert Round.objects.get(pk=round.pk).is_open and not Manifest.objects.exists()


def test_a_version_that_was_rewritten_keeps_the_round_open(cast, scored):
    round = scored(1, close=False)
    version = SheetVersion.objects.first()
    forged = {**version.marks, "people": 15}
    Mark.objects.filter(scoresheet=version.sheet_id, criterion__code="people").update(value=15)
    rewrite(version, marks=forged, total=75)
    with pytest.raises(ValidationError):
        actions.close_round(round, by=cast.minh)


@pytest.mark.parametrize("model", [Manifest, Pseudonym])
def test_the_database_refuses_to_change_what_was_fixed(manifest, model):
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        model.objects.update(is_rehearsal=True)


def test_a_wiped_rehearsal_takes_its_manifests_with_it(cast, edition, manifest):
    wipe(edition, by=cast.oanh)
    assert not Manifest.objects.exists() and not Pseudonym.objects.exists()
    assert SigningKey.objects.exists()


# --- Keys --------------------------------------------------------------------------------------------


def test_without_a_key_no_round_closes_and_the_sentence_says_what_to_do(cast, scored, settings):
    round = scored(1, close=False)
    settings.SIGNING_KEY_FILE, settings.MAKES_SIGNING_KEY = "", False
    with pytest.raises(ValidationError, match="SIGNING_KEY_FILE"):
        actions.close_round(round, by=cast.minh)
    assert Round.objects.get(pk=round.pk).is_open


def test_what_an_old_key_signed_still_holds_after_a_new_one_came(cast, scored, settings, tmp_path):
    old = scored(1).manifest
    signing.make(tmp_path / "new.pem")
    settings.SIGNING_KEY_FILE = str(tmp_path / "new.pem")
    new = scored(1).manifest
    assert new.key.fingerprint != old.key.fingerprint
    old.key.refresh_from_db()
    assert old.key.until is not None and new.key.until is None
    assert old.is_as_signed and new.is_as_signed
    assert not sealing.is_signed(old.text, old.signature, bytes.fromhex(new.key.public))


def test_a_key_is_made_for_its_owner_only_and_never_overwritten(tmp_path, settings, capsys):
    file = tmp_path / "keys" / "signing.pem"
    call_command("signing_key", new=file)
    assert file.stat().st_mode & 0o777 == 0o600
    before = file.read_bytes()
    with pytest.raises(CommandError):
        call_command("signing_key", new=file)
    assert file.read_bytes() == before
    settings.SIGNING_KEY_FILE = str(file)
    call_command("signing_key")
    said = capsys.readouterr().out
    assert "BEGIN PUBLIC KEY" in said and sealing.key_fingerprint(signing.public_key()) in said
    assert "PRIVATE" not in said


@pytest.mark.parametrize(
    "content", [b"", b"no key", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"]
)
def test_a_file_that_is_no_key_is_one_sentence(tmp_path, settings, content):
    file = tmp_path / "key.pem"
    file.write_bytes(content)
    settings.SIGNING_KEY_FILE = str(file)
    with pytest.raises(signing.NoKey, match=r"key\.pem"):
        signing.sign(b"text")


# --- Who reads it ------------------------------------------------------------------------------------


def test_its_hash_stands_in_the_minutes_with_counts(cast, council, edition, manifest):
    session = actions.plan_session(edition, by=cast.minh, title="Phiên họp", place="Phòng 302")
    open_with(session, council.users, by=cast.dung)
    lines = [f"{block.lead}{block.text}" for block in minutes_text.blocks(record_of(session))]
    (line,) = [line for line in lines if manifest.sha256 in line]
    assert "02 hồ sơ, 06 phiếu chấm" in line


def test_minutes_frozen_before_there_were_manifests_still_read(cast, council, edition, manifest):
    session = actions.plan_session(edition, by=cast.minh, title="Phiên họp", place="Phòng 302")
    content = record_of(session)
    del content["manifests"]
    assert not any("niêm phong" in block.lead + block.text for block in minutes_text.blocks(content))


def test_a_round_that_closes_after_the_session_is_not_in_its_minutes(cast, council, edition, scored):
    session = actions.plan_session(edition, by=cast.minh, title="Phiên họp", place="Phòng 302")
    open_with(session, council.users, by=cast.dung)
    actions.close_session(session, by=cast.dung)
    type(session).objects.filter(pk=session.pk).update(closed_at="2023-05-01T00:00:00Z")
    scored(1)
    session.refresh_from_db()
    assert record_of(session)["manifests"] == []


def test_a_member_sees_that_the_own_sheet_is_in_the_tree(cast, assigned, give_to, sign_in):
    round = assigned(2)
    mine = give_to(cast.hanh, round)
    browser, page = sign_in(cast.hanh), reverse("assessments:sealed", args=[mine.pk])
    proof = reverse("assessments:sealed_proof", args=[mine.pk])
    for assignment in Assignment.objects.filter(entry__round=round).active():
        score_sheet(assignment)
    assert 'id="tree"' not in browser.get(page).content.decode()
    assert browser.get(proof).status_code == 404
    actions.close_round(round, by=cast.minh)
    said = browser.get(page).content.decode()
    assert 'id="tree"' in said and "alert-success" in said and "alert-danger" not in said
    data = json.loads(browser.get(proof).content)
    leaf, parts = bytes.fromhex(data["leaf"]), [bytes.fromhex(part) for part in data["proof"]]
    tree = data["manifest"]["sheets"]
    root = bytes.fromhex(tree["root"])
    assert sealing.verify_inclusion(leaf, data["index"], tree["count"], parts, root)
    assert leaf == SheetVersion.objects.get(sheet__assignment=mine).leaf
    assert sealing.is_signed(
        sealing.canonical_json(data["manifest"]), data["signature"], bytes.fromhex(data["key"])
    )


def test_a_member_whose_version_was_rewritten_later_sees_that_it_is_not_there(cast, scored, sign_in):
    scored(1)
    version = SheetVersion.objects.filter(sheet__assignment__member__user=cast.hanh).first()
    version = version or SheetVersion.objects.first()
    member = version.sheet.assignment.member.user
    rewrite(version, total_commitment="0" * 64)
    page = reverse("assessments:sealed", args=[version.sheet.assignment_id])
    said = sign_in(member).get(page).content.decode()
    assert "alert-success" not in said and "alert-warning" in said


@pytest.mark.parametrize("who", ["dung", "minh", "thao", "oanh", "lan"])
def test_nobody_else_gets_the_proof(cast, assigned, give_to, sign_in, who):
    mine = give_to(cast.hanh, round := assigned(1))
    score_round(round, [[70] * Assignment.objects.filter(entry__round=round).active().count()])
    actions.close_round(round, by=cast.minh)
    answer = sign_in(getattr(cast, who)).get(reverse("assessments:sealed_proof", args=[mine.pk]))
    assert answer.status_code in {403, 404}


def test_who_reads_the_manifest_before_publication(cast, manifest):
    seeing = {
        name
        for name in ("minh", "dung", "thao", "hanh", "oanh", "lan")
        if Manifest.objects.visible_to(getattr(cast, name)).exists()
    }
    assert seeing == {"minh", "dung", "thao"}


def test_the_key_never_lies_in_the_database_or_the_journal(manifest):
    key = Path(signing.settings.DATA_DIR) / "keys" / "signing.pem"
    private = key.read_text().splitlines()[1]
    kept = json.dumps([list(SigningKey.objects.values("public", "fingerprint")), manifest.content])
    assert private not in kept and private not in str(list(Entry.objects.values_list("data", flat=True)))


def test_totals_under_the_same_codes_commit_to_their_dossier(cast, assigned):
    """A sealed total cannot be moved to another dossier afterwards: its code is part of what was sealed."""
    round = assigned(2)
    for assignment in Assignment.objects.filter(entry__round=round).active():
        score_sheet(assignment, marks_of(70))
    one, other = Pseudonym.objects.all()
    version = SheetVersion.objects.filter(dossier_code=one.code).first()
    nonce = bytes(version.secret.nonce)
    assert version.is_as_sealed(nonce)
    version.dossier_code = other.code
    assert not version.is_as_sealed(nonce)
    assert Scoresheet.objects.valid().count() == 6
