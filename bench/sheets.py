"""A member's own pages and the sealing of sheets; JSON on standard output, with the budget that each has to keep.

    .venv/bin/python bench/sheets.py

Sixty dossiers lie before one member, half of them scored; on a fresh SQLite file, or on DATABASE_URL when it is set,
which should be one that can be thrown away.
"""

import json
import os
import sys
import tempfile
from itertools import count
from pathlib import Path
from typing import Any

BASE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(BASE))
SHEETS = 25_000
DOSSIERS = 60
# Queries and milliseconds of CPU.
QUEUE, READING, AUTOSAVE = (10, 50), (15, 40), (8, 30)
SEALED_WITHIN = 2.0  # seconds of CPU


def sealing() -> None:
    """Commitments over 25,000 sheets of six criteria with a remark each, their tree, and their check."""
    from django.utils import timezone
    from run import measured, results

    from assessments.models import SheetVersion
    from dtportal.sealing import inclusion_proof, merkle_root, nonce, verify_inclusion

    codes, now = ("strategy", "people", "data", "impact", "model", "initiative"), timezone.now()
    text = "Kết quả có số liệu đối chiếu rõ ràng; nên chia sẻ cách đo với các đơn vị cùng ngành."
    rows = [
        SheetVersion(
            sheet_id=index,
            number=1,
            dossier_code=f"D{index // 3:09d}",
            dossier_sha256="0" * 64,
            marks=dict.fromkeys(codes, index % 15),
            remarks=dict.fromkeys(codes, text),
            remark=text,
            total=index % 101,
            locked_at=now,
        )
        for index in range(SHEETS)
    ]
    nonces = [nonce() for _ in rows]
    with measured("sheets_25000_sealed") as extra:
        for row, secret in zip(rows, nonces, strict=True):
            row.seal(secret)
        leaves = sorted(row.leaf for row in rows)
        root = merkle_root(leaves)
        extra["proof_bytes"] = sum(map(len, inclusion_proof(leaves, SHEETS // 2)))
        assert verify_inclusion(leaves[7], 7, SHEETS, inclusion_proof(leaves, 7), root)
    with measured("sheets_25000_checked"):
        assert all(row.is_as_sealed(secret) for row, secret in zip(rows, nonces, strict=True))
    if results["sheets_25000_sealed"]["cpu"] > SEALED_WITHIN:
        results["sheets_25000_sealed"]["over"] = [f"cpu > {SEALED_WITHIN}"]


def before_hanh() -> tuple[Any, list[Any]]:
    """Hạnh, with the dossiers she still has to score and those she has."""
    from assessments import actions
    from assessments.actions.scoring_sheets import rubric
    from assessments.models import Assignment, CouncilMember
    from awards.rehearsal.fill import fill, gather
    from awards.rehearsal.stages import clear_council
    from dtportal.journal.recording import unhurried
    from dtportal.programme.models import Edition

    edition = Edition.objects.get(slug="2023")
    with unhurried():
        fill(edition, count=DOSSIERS, until="screened")
        edition.refresh_from_db()
        players = gather(edition)
        hanh, minh = players.cast.hanh, players.cast.minh
        round = actions.open_round(edition, edition.nominations.accepted(), by=minh)
        seat = CouncilMember.objects.filter(edition=edition, user=hanh).first() or actions.seat(edition, hanh)
        clear_council(players, None)
        mine = [
            Assignment.objects.create(entry=entry, member=seat, assigned_by=minh)
            for entry in round.entries.all()
        ]
        for assignment in mine:
            actions.state_interest(assignment, by=hanh, has_conflict=False)
        for assignment in mine[::2]:
            marks = {row.code: row.weight * 7 // 10 for row in rubric(assignment.entry.nomination)}
            words = dict.fromkeys(marks, "Có số liệu đối chiếu.")
            actions.save_marks(assignment, by=hanh, marks=marks, remarks=words, version=0)
            actions.submit_sheet(assignment, by=hanh)
    return hanh, mine


def pages() -> None:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from lists import calm_ms
    from run import results

    hanh, mine = before_hanh()
    client = Client(SERVER_NAME="localhost")
    client.force_login(hanh, backend="allauth.account.auth_backends.AuthenticationBackend")
    # A dossier in which something has been written already, as it is nearly always.
    open_one = f"/work/appraisal/{mine[1].pk}/"
    changes = count(1)

    def autosave() -> Any:
        number = next(changes)
        fields = {"window": "bench", "sequence": number, "version": 0, "private_note": f"Ghi chú {number}."}
        answer = client.post(f"{open_one}draft/", {**fields, "person": hanh.pk, "remark": f"Lần {number}."})
        assert answer.status_code == 200, answer.content
        return answer

    for name, deed, budget in (
        ("queue_of_60", lambda: client.get("/work/appraisal/"), QUEUE),
        ("dossier_to_score", lambda: client.get(open_one), READING),
        ("autosave", autosave, AUTOSAVE),
    ):
        for _warm in range(3):
            deed()
        with CaptureQueriesContext(connection) as captured:
            response = deed()
        asked = [
            query
            for query in captured
            if query["sql"].startswith(("SELECT", "(", "INSERT", "UPDATE", "DELETE"))
        ]
        found = {"status": response.status_code, "queries": len(asked), "cpu_ms": calm_ms(deed)}
        found["kB"] = round(len(response.content) / 1024, 1)
        over = [
            f"{what} > {limit}"
            for what, limit in zip(("queries", "cpu_ms"), budget, strict=True)
            if found[what] > limit
        ]
        results[name] = found | ({"over": over} if over else {})
        print(f"{name}: {results[name]}", file=sys.stderr)


def main() -> None:
    from run import prepare, results

    with tempfile.TemporaryDirectory(prefix="dtportal-bench-") as folder:
        prepare(folder, database=os.environ.get("DATABASE_URL", ""))
        from django.db import connection

        sealing()
        pages()
        vendor = connection.vendor
    print(json.dumps({"database": vendor, "load": os.getloadavg(), **results}, indent=1))


if __name__ == "__main__":
    main()
