"""Reading the scores: advice at 5,000 × 200, its claims beside the mean and the z-score trap, pages and exports.

    .venv/bin/python bench/scores.py [--no-pages]

JSON on standard output, with the budgets that each has to keep. Pages run on a fresh SQLite file, or on
DATABASE_URL when it is set, which should be one that can be thrown away. Panels are simulated: what is true is known.
"""

import json
import os
import sys
import tempfile
import time
from typing import Any

from run import measured, page, prepare, results

DOSSIERS, MEMBERS, SHEETS = 500, 60, 5
SETTINGS = {
    "severity sd 6": {"severity": 6},
    "severity sd 10": {"severity": 10},
    "no severity": {"severity": 0},
    "separate panels, sectors differ": {"severity": 3, "sectors_differ": 10, "separate": True},
}


def advice() -> None:
    """CPU of the largest panel; what is found of the true TOP 100 by mean, advice and z-scores, on the same data."""
    import numpy as np

    from assessments.advice import weigh
    from assessments.scoring import advise, official
    from assessments.tests.panels import panel, recall, standardised

    big = panel(1, dossiers=5000, members=200)
    for name, sheets in (
        ("advise_5000_by_200", big),
        ("advise_5000_by_200_separate", panel(1, dossiers=5000, members=200, separate=True)),
    ):
        with measured(name) as extra:
            advise(sheets.nomination, sheets.member, sheets.score, sheets.sector, 500)
            extra["budget_cpu"] = 10
    for name, chosen in SETTINGS.items():
        rows = []
        for seed in range(10):
            sheets = panel(seed, **chosen)
            means = official(sheets.nomination, sheets.score)
            raw = np.array([float(means[key]) for key in range(len(sheets.sector))])
            found = weigh(sheets.nomination, sheets.member, sheets.score, sheets.sector, [100], draws=1000)
            chance = found.probability[0]
            best = np.isin(np.arange(len(raw)), np.argsort(-sheets.truth)[:100])
            sure = chance >= 0.9
            rows.append(
                [
                    recall(raw, sheets, 100),
                    recall(found.estimate, sheets, 100),
                    recall(standardised(sheets), sheets, 100),
                    sure.sum(),
                    best[sure].mean() if sure.any() else 1.0,
                    ((chance > 0.1) & (chance < 0.9)).sum(),
                    found.used_model,
                ]
            )
        mean = np.mean(rows, axis=0)
        results[f"recall of the true TOP 100: {name}"] = {
            "mean": round(mean[0], 3),
            "advice": round(mean[1], 3),
            "z_scores": round(mean[2], 3),
            "surely_in": round(mean[3], 1),
            "of_them_truly": round(mean[4], 3),
            "tied": round(mean[5], 1),
            "corrected": round(mean[6], 2),
        }
        print(f"{name}: {mean.round(3)}", file=sys.stderr)
    second_reading()


def second_reading() -> None:
    """Two more sheets for the tied dossiers only, beside five for everybody."""
    import numpy as np

    from assessments.advice import weigh
    from assessments.tests.panels import panel, recall

    rows = []
    for seed in range(10):
        five = panel(seed, sheets=5, severity=3)
        place = np.concatenate([np.arange(5)] * len(five.sector))
        first = place < 3
        found = weigh(
            five.nomination[first], five.member[first], five.score[first], five.sector, [100], draws=1000
        )
        chance = found.probability[0]
        tied = (chance > 0.1) & (chance < 0.9)
        read = first | tied[five.nomination]
        means = [
            np.bincount(five.nomination[kept], five.score[kept]) / np.bincount(five.nomination[kept])
            for kept in (first, read, np.ones(len(place), bool))
        ]
        rows.append([*(recall(mean, five, 100) for mean in means), read.sum()])
    mean = np.mean(rows, axis=0)
    results["second reading of the tied ones, recall by the mean"] = {
        "three_sheets": round(mean[0], 3),
        "two_more_for_the_tied": round(mean[1], 3),
        "five_for_everybody": round(mean[2], 3),
        "sheets": [1500, round(mean[3]), 2500],
    }


def fill(edition: Any, cast: Any) -> None:
    """A closed round of 500 accepted dossiers with five sheets each, written past the actions."""
    from crowd import BATCH

    from assessments.models import (
        Assignment,
        CouncilMember,
        Mark,
        Round,
        RoundEntry,
        Scoresheet,
    )
    from assessments.tests.panels import panel
    from dtportal.accounts.models import Organization
    from dtportal.demo.cast import create_person
    from dtportal.text import fold, stored_sort_key
    from nominations.models import Dossier, Nomination

    now, minh, sectors = edition.clock_at, cast.minh, list(edition.sectors.all())
    provinces = list(edition.localities())
    names = [f"Công ty Cổ phần Minh Họa số {index:04d}" for index in range(DOSSIERS)]
    organizations = Organization.objects.bulk_create(
        [
            Organization(
                name=name,
                org_type="enterprise",
                province=provinces[index // 8],
                sort_key=stored_sort_key(name),
                search_text=fold(name),
            )
            for index, name in enumerate(names)
        ],
        batch_size=BATCH,
    )
    nominations = Nomination.objects.bulk_create(
        [
            Nomination(
                edition=edition,
                organization=row,
                sector=sectors[index % 8],
                province=provinces[index // 8],
                reference=f"2023-{index:05d}",
                number=f"CDS1-2023-{index:05d}",
                status="accepted",
                slot=1,
                created_by=minh,
                submitted_at=now,
                submitted_by=minh,
                accepted_at=now,
                accepted_by=minh,
            )
            for index, row in enumerate(organizations)
        ],
        batch_size=BATCH,
    )
    dossiers = Dossier.objects.bulk_create(
        [
            Dossier(nomination=row, number=1, content={}, sha256="0" * 64, frozen_at=now, frozen_by=minh)
            for row in nominations
        ],
        batch_size=BATCH,
    )
    people = [create_person(f"uy-vien-{index}@example.org", f"Ủy Viên {index}") for index in range(MEMBERS)]
    members = CouncilMember.objects.bulk_create([CouncilMember(edition=edition, user=one) for one in people])
    closed = Round.objects.create(
        edition=edition,
        number=1,
        sheets_wanted=SHEETS,
        opened_by=minh,
        status="closed",
        closed_at=now,
        closed_by=minh,
    )
    entries = RoundEntry.objects.bulk_create(
        [
            RoundEntry(round=closed, nomination=row, dossier=dossier)
            for row, dossier in zip(nominations, dossiers, strict=True)
        ],
        batch_size=BATCH,
    )
    made = panel(2023, dossiers=DOSSIERS, members=MEMBERS, sheets=SHEETS, severity=4)
    assignments = Assignment.objects.bulk_create(
        [
            Assignment(
                entry=entries[key], member=members[member], status="scored", assigned_by=minh, assigned_at=now
            )
            for key, member in zip(made.nomination, made.member, strict=True)
        ],
        batch_size=BATCH,
    )
    sheets = Scoresheet.objects.bulk_create(
        [
            Scoresheet(
                assignment=row, status="locked", locked_at=now, remark="Kết quả có số liệu đối chiếu rõ ràng."
            )
            for row in assignments
        ],
        batch_size=BATCH,
    )
    rubric = list(edition.criteria.filter(group="unit"))
    Mark.objects.bulk_create(
        [
            Mark(scoresheet=sheet, criterion=criterion, value=value)
            for sheet, total in zip(sheets, made.score.tolist(), strict=True)
            for criterion, value in zip(rubric, _parts(total, rubric), strict=True)
        ],
        batch_size=BATCH,
    )


def _parts(total: int, rubric: list[Any]) -> list[int]:
    values = []
    for criterion in rubric:
        values.append(min(criterion.weight, total))
        total -= values[-1]
    return values


def pages() -> None:
    from django.db import connection
    from django.urls import reverse

    from assessments import tallying
    from assessments.models import Tally
    from assessments.score_paper import report_pdf
    from assessments.score_report import ScoreReport, editions
    from dtportal.demo.cast import create_cast
    from dtportal.programme.models import Edition

    edition = Edition.objects.get(slug="2023")
    cast = create_cast(edition)
    fill(edition, cast)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    tallying.order_for_readers(edition, by=cast.minh)
    with measured("tally_500") as extra:
        for pk in Tally.objects.unfinished().values_list("pk", flat=True):
            tallying.run(pk)
        extra["kB"] = round(len(json.dumps(Tally.objects.latest("pk").result)) / 1024)

    def url(name: str, *rest: str) -> str:
        return reverse(f"assessments:{name}", args=["2023", *rest])

    for name, address, budget in (
        ("results", url("results"), {"queries": 12}),
        ("result_list_500", url("result_list", "top100"), {"queries": 10, "cpu_ms": 200}),
        ("result_dossier", url("result_dossier", "2023-00001"), {"queries": 15}),
        ("table_2500_csv", f"{url('result_table')}?format=csv", {"queries": 6, "cpu_ms": 150}),
        ("table_2500_xlsx", url("result_table"), {"queries": 6, "cpu_ms": 1000}),
    ):
        page(name, cast.minh, address)
        over = [key for key, limit in budget.items() if results[name][key] > limit]
        results[name] |= {"budget": budget, **({"over": over} if over else {})}
    # In the worker, once for the same numbers.
    for name in ("report_500_cold", "report_500_warm"):
        start = time.process_time()
        with measured(name) as extra:
            extra["kB"] = round(len(report_pdf(ScoreReport(editions().get(slug="2023"), cast.minh))) / 1024)
            extra["process_cpu"] = round(time.process_time() - start, 2)


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="dtportal-bench-") as folder:
        prepare(folder, database=os.environ.get("DATABASE_URL", ""))
        advice()
        if "--no-pages" not in sys.argv:
            pages()
    results["machine"] = {"cores": os.cpu_count(), "load": [round(load, 2) for load in os.getloadavg()]}
    print(json.dumps(results, indent=1, ensure_ascii=False, default=float))


if __name__ == "__main__":
    main()
