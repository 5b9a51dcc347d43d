"""A played edition leaves a bundle that anybody can recompute; a changed row leaves none."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.models import AgendaItem, Conclusion, Mark, Scoresheet, SigningKey
from awards import actions, bundles, results, verify_results
from awards.corrections import Change, Kind
from awards.models import Ground, Honor, ResultBundle, ResultReader, Roll
from awards.rehearsal.fill import fill
from awards.rehearsal.play import play_others
from awards.rehearsal.wipe import wipe
from awards.tests.bundles import THEIRS, Bundle
from awards.views.results import MOST_BYTES
from dtportal import sealing
from dtportal.accounts import second_factor
from dtportal.accounts.models import User
from dtportal.journal.models import Entry, Notice
from dtportal.programme.models import Edition, PublicVersion
from nominations.models import Nomination

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
RESULTS, CHECK = "/results/2023/", "/verify-results/"


@pytest.fixture
def opening() -> str:
    return Edition.Opening.OPEN


@pytest.fixture
def roll(edition, cast, settings, opening) -> Roll:
    """Nine invented units to publication; top lists so short that not everybody is honoured."""
    settings.DEMO = True
    edition.opening = opening
    edition.save()
    edition.tiers.filter(code="top100").update(size=2)
    edition.tiers.filter(code="top500").update(size=5)
    fill(edition, count=9)
    edition.refresh_from_db()
    while play_others(edition, besides=cast.tung).count:
        edition.refresh_from_db()
    for name, person in list(vars(cast).items()):
        if isinstance(person, User):
            setattr(cast, name, User.objects.get(pk=person.pk))  # filling gave them their password
    return Roll.objects.get(status=Roll.Status.PUBLISHED)


@pytest.fixture
def bundle(roll) -> ResultBundle:
    made = actions.order_results(roll)
    bundles.run(made.pk)
    made.refresh_from_db()
    assert made.failure == ""
    return made


def read(file) -> bytes:
    with file.open("rb") as opened:
        return opened.read()


def page(client, url, **data):
    return client.get(url, data).content.decode()


def test_the_demo_edition_is_accepted_and_its_bytes_are_the_same_every_time(bundle, roll):
    data = read(bundle.whole)
    held, broken, where, _notes = verify_results.verify(data, bundles.trusted_keys(), "2023")
    assert (broken, where) == (None, "") and set(held) == set(verify_results.SENTENCES)
    assert sealing.sha256(data) == bundle.whole_sha256 and not bundle.public
    again = actions.order_results(roll)
    bundles.run(again.pk)
    assert again.pk == bundle.pk and read(ResultBundle.objects.get().whole) == data
    assert Entry.objects.get(verb="results.built").data["sha256"] == bundle.whole_sha256
    names = {row["name"] for row in Bundle(data)["list"]}
    assert names == set(Honor.objects.values_list("name", flat=True))


def test_it_names_no_member_and_no_unit_that_is_not_honoured(bundle, edition):
    text = read(bundle.whole).decode("utf-8", "replace")
    for member in edition.council.select_related("user"):
        assert member.user.full_name not in text and member.user.email not in text
    others = Nomination.objects.filter(edition=edition, honor=None).select_related("organization")
    assert others.exists()
    for nomination in others:
        assert nomination.organization.name not in text


def test_without_a_bundle_the_page_says_that_it_is_being_made(roll):
    said = page(Client(), RESULTS)
    assert 'id="bundle"' in said and "alert-info" in said and '.zip"' not in said
    assert ResultBundle.objects.get().status == ResultBundle.Status.QUEUED
    address = reverse("awards:results_bundle", args=["2023", roll.version])
    assert Client().get(address).status_code == 404


def test_everybody_downloads_it_after_publication(roll):
    before = PublicVersion.objects.get().name
    made = actions.order_results(roll)
    bundles.run(made.pk)
    bundle = ResultBundle.objects.get(pk=made.pk)
    assert PublicVersion.objects.get().name != before, "kept pages would go on saying that it is being made"
    said = page(Client(), RESULTS)
    address = reverse("awards:results_bundle", args=["2023", roll.version])
    assert address in said and bundle.whole_sha256 in said
    for key in SigningKey.objects.all():
        assert key.fingerprint in said
    answer = Client().get(address)
    assert b"".join(answer.streaming_content) == read(bundle.whole)
    assert answer["Content-Disposition"].startswith("attachment")
    manifest = Bundle(read(bundle.whole))["rounds"][0]["manifest"]
    assert sealing.digest(manifest) in said


def test_before_publication_there_is_nothing(edition):
    assert Client().get(RESULTS).status_code == 404
    assert Client().get(reverse("awards:results_bundle", args=["2023", 1])).status_code == 404


def test_a_mark_changed_after_its_round_is_found_out_and_nothing_is_kept(roll):
    """Whoever changes conclusions and list in the database cannot change what was sealed."""
    entry = roll.entries.select_related("conclusion").last()
    entry.score_numerator += 1
    entry.save()
    made = actions.order_results(roll)
    bundles.run(made.pk)
    made.refresh_from_db()
    assert made.status == ResultBundle.Status.FAILED and not made.whole
    assert verify_results.SENTENCES["score"][0] in made.failure
    assert not ResultBundle.objects.visible_to(None).exists()


def test_a_sheet_set_aside_after_its_round_counts_no_more_but_stays_in_the_tree(roll):
    sheet = Scoresheet.objects.valid().filter(assignment__entry__nomination__conclusion__isnull=False).first()
    Scoresheet.objects.filter(pk=sheet.pk).update(status=Scoresheet.Status.VOID)
    result = bundles.gather(roll)
    (aside,) = [row for row in result.sheets if not row.counts]
    assert aside.leaf == sheet.versions.last().leaf.hex() and aside.leaf in result.rounds[0].leaves
    whole = results.whole_bundle(result, lambda data: ("00" * 32, "00" * 64))
    (row,) = [row for row in Bundle(whole)["sheets"] if row["leaf"]]
    assert row["leaf"] == aside.leaf and row["total"] is None and row["total_key"] is None


def test_a_dossier_that_left_since_is_named_by_its_code_only(roll, edition):
    nomination = Nomination.objects.filter(edition=edition, honor=None, status="accepted").first()
    Nomination.objects.filter(pk=nomination.pk).update(status="on_hold")
    result = bundles.gather(roll)
    (left,) = [dossier for dossier in result.dossiers if dossier.left]
    assert left.code == nomination.pseudonym.code and left.left == "on_hold"
    assert not [sheet for sheet in result.sheets if sheet.dossier == left.code]


def test_a_reason_about_somebody_who_is_not_honoured_does_not_say_who(roll, edition):
    nomination = Nomination.objects.filter(edition=edition, honor=None).first()
    name = nomination.organization.name
    text = bundles.without_names(f"{name.upper()} ({nomination.reference}) cần bổ sung số liệu.", nomination)
    assert name.casefold() not in text.casefold() and nomination.reference not in text
    assert text.endswith("cần bổ sung số liệu.")


def test_export_writes_the_whole_bundle_and_the_script_accepts_it(bundle, tmp_path, capsys):
    file = tmp_path / "results.zip"
    call_command("export_results", "2023", output=file)
    assert file.read_bytes() == read(bundle.whole)
    assert bundle.whole_sha256 in capsys.readouterr().out


def test_export_makes_what_is_not_there_yet(roll, tmp_path):
    call_command("export_results", "2023", output=tmp_path / "results.zip")
    assert ResultBundle.objects.get().status == ResultBundle.Status.DONE


@pytest.mark.parametrize("slug", ["2023", "1999"])
def test_export_says_why_there_is_nothing(edition, tmp_path, slug):
    with pytest.raises(CommandError):
        call_command("export_results", slug, output=tmp_path / "results.zip")
    assert not (tmp_path / "results.zip").exists()


def test_a_wiped_rehearsal_takes_bundle_and_file_with_it(
    bundle, edition, cast, django_capture_on_commit_callbacks
):
    name = bundle.whole.name
    with django_capture_on_commit_callbacks(execute=True):
        wipe(edition, by=cast.oanh)
    assert not ResultBundle.objects.exists() and not default_storage.exists(name)


# --- Where the auditor opens -------------------------------------------------------------------------


class TestClosed:
    @pytest.fixture
    def opening(self) -> str:
        return Edition.Opening.AUDITOR

    def test_the_public_gets_manifests_list_and_signature_and_the_auditor_the_rest(
        self, bundle, roll, cast, sign_in
    ):
        address = reverse("awards:results_bundle", args=["2023", roll.version])
        data = b"".join(Client().get(address).streaming_content)
        assert data == read(bundle.public)
        held, broken, _where, _notes = verify_results.verify(data, bundles.trusted_keys(), "2023")
        assert broken is None and "score" not in held
        assert set(Bundle(data).files) == {"list.json", "manifest.json", "rounds.json", "signature.json"}
        assert Bundle(data)["manifest"]["whole"] == bundle.whole_sha256
        whole = reverse("awards:results_whole", args=["2023"])
        assert sign_in(cast.minh).post(whole).status_code == 403
        answer = sign_in(cast.thao).post(whole)
        assert b"".join(answer.streaming_content) == read(bundle.whole)
        assert Entry.objects.filter(verb="results.handed_out", actor_id=cast.thao.pk).count() == 1

    def test_an_expert_whom_the_auditor_names_gets_an_address_of_his_own(
        self, bundle, edition, cast, sign_in
    ):
        form = reverse("awards:results_readers", args=["2023"])
        browser = sign_in(cast.thao)
        wrong = browser.post(form, {"name": "Lê Văn Tín", "email": "tin", "reason": "Khiếu nại số 1"})
        assert wrong.status_code == 422 and not ResultReader.objects.exists()
        browser.post(form, {"name": "Lê Văn Tín", "email": "tin@example.org", "reason": "Khiếu nại số 1"})
        reader = ResultReader.objects.get()
        assert Notice.objects.get(template="results_opened").address == "tin@example.org"
        door = reverse("awards:results_handed", args=[reader.token])
        assert "Lê Văn Tín" in page(Client(), door)
        data = b"".join(Client().post(door).streaming_content)
        assert data == read(bundle.whole)
        assert Entry.objects.filter(verb="results.handed_out").get().data == {"reader": reader.pk}
        browser.post(reverse("awards:results_reader_end", args=["2023", reader.pk]))
        assert Client().get(door).status_code == 404 and Client().post(door).status_code == 404

    def test_nobody_but_the_auditor_names_one(self, edition, cast):
        for user in (cast.minh, cast.dung, cast.oanh, cast.lan):
            with pytest.raises(PermissionDenied):
                actions.name_reader(edition, by=user, name="A", email="a@example.org", reason="B")

    def test_a_reader_needs_a_name_an_address_and_a_reason(self, edition, cast):
        with pytest.raises(ValidationError) as refusal:
            actions.name_reader(edition, by=cast.thao, name=" ", email="a@example.org", reason="")
        assert set(refusal.value.message_dict) == {"name", "reason"}
        first = actions.name_reader(edition, by=cast.thao, name="A", email="a@example.org", reason="B")
        again = actions.name_reader(edition, by=cast.thao, name="A", email="A@example.org ", reason="B")
        assert first == again and ResultReader.objects.count() == 1


def test_marks_and_conclusions_are_those_of_the_sealed_sheets(bundle, edition):
    """The portal's own exact means and the ones that the bundle leads to."""
    data = Bundle(read(bundle.whole))
    totals: dict[str, list[int]] = {}
    for row in data["sheets"]:
        totals.setdefault(row["dossier"], []).append(row["total"])
    for conclusion in Conclusion.objects.filter(nomination__edition=edition):
        given = totals[conclusion.nomination.pseudonym.code]
        assert conclusion.score * len(given) == sum(given)
    assert Mark.objects.exists() and json.dumps(data["moves"]) == "[]"


# --- The page where one drops a bundle ---------------------------------------------------------------


def test_whoever_drops_a_bundle_reads_what_holds_and_what_does_not(bundle):
    def dropped(data: bytes) -> str:
        return Client().post(CHECK, {"bundle": SimpleUploadedFile("ket-qua.zip", data)}).content.decode()

    good, bad = dropped(read(bundle.whole)), dropped(read(bundle.whole)[:-9])
    assert "alert-success" in good and good.count('class="holds"') == len(verify_results.SENTENCES)
    assert "alert-danger" in bad and verify_results.SENTENCES["zip"][0] in bad
    changed = Bundle(read(bundle.whole))
    changed["list"][0]["name"] = "<script>"
    strange = dropped(changed.together(THEIRS, rounds=True))
    assert verify_results.SENTENCES["key"][0] in strange and "<script>alert" not in strange


def test_what_is_no_file_too_large_or_too_often_is_a_sentence(db):
    assert Client().get(CHECK).status_code == 200
    assert Client().post(CHECK, {}).status_code == 422
    assert Client().post(CHECK, {"bundle": SimpleUploadedFile("a.zip", b"")}).status_code == 422
    too_large = SimpleUploadedFile("a.zip", b"x" * (MOST_BYTES + 1))
    assert Client().post(CHECK, {"bundle": too_large}).status_code == 422
    codes = [Client().post(CHECK, {}).status_code for _try in range(8)]
    assert 429 in codes


def test_keys_and_script_are_files_of_the_site(bundle):
    keys = Client().get("/verify-results/keys.pem").content.decode()
    assert keys == SigningKey.objects.get().pem
    script = b"".join(Client().get("/verify-results/verify_results.py").streaming_content)
    assert script == Path(verify_results.__file__).read_bytes()


def test_a_corrected_list_is_recomputed_from_the_first_one(roll, bundle, cast, edition):
    honor = Honor.objects.first()
    change = Change(honor.nomination.reference, Kind.REVOKED, "Gian dối.", ground=Ground.FRAUD)
    made = actions.draw_correction(edition, by=cast.minh, reason="Kết luận thanh tra.", changes=[change])
    AgendaItem.objects.filter(pk=made.item_id).update(
        status=AgendaItem.Status.CARRIED, closed_at=edition.clock_at, closed_by=cast.dung
    )
    with time_machine.travel(timezone.now() + timedelta(minutes=5)):
        for user in (cast.dung, cast.thao):
            actions.sign(made, by=user, code=second_factor.current_code(user))
    actions.publish(edition, by=cast.oanh)
    later = ResultBundle.objects.get(roll=made)
    bundles.run(later.pk)
    later.refresh_from_db()
    assert later.failure == ""
    now = Bundle(read(later.whole))
    assert [row["revoked"] for row in now["current"] if row["name"] == honor.name] == ["fraud"]
    assert [row["revoked"] for row in now["list"] if row["name"] == honor.name] == [""]
    assert read(ResultBundle.objects.get(roll=roll).whole)  # the first one stays
