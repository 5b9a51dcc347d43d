"""Loads the reference rows that every installation has: provinces, sectors, bodies, edition 1.

Called by data migrations with the historical models, and written so that a second call changes nothing.
"""

import csv
import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from dtportal.text import fold, slug, stored_sort_key

DATA = Path(__file__).parent / "data"


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def load_provinces(apps: Any) -> None:
    """88 dated rows; `successor_code` names the row of that code which begins the day after."""
    province_model = apps.get_model("programme", "Province")
    with (DATA / "provinces.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    by_start = {}
    for row in rows:
        province, _ = province_model.objects.update_or_create(
            uid=row["uid"],
            defaults={
                "code": row["code"],
                "name": row["name"],
                "full_name": row["full_name"],
                "name_en": row["name_en"],
                "slug": row["slug"],
                "kind": row["type"],
                "valid_from": _day(row["valid_from"]),
                "valid_to": _day(row["valid_to"]),
                "sort_key": stored_sort_key(row["name"]),
            },
        )
        by_start[row["code"], row["valid_from"]] = province
    for row in rows:
        if row["valid_to"]:
            following = (_day(row["valid_to"]) + timedelta(days=1)).isoformat()
            province = by_start[row["code"], row["valid_from"]]
            province.successor = by_start[row["successor_code"], following]
            province.save(update_fields=["successor"])


def load_holidays(apps: Any) -> None:
    """What the Government announced for 2023–2026; a later year is a further file and data migration."""
    with (DATA / "holidays.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            apps.get_model("programme", "Holiday").objects.update_or_create(
                day=_day(row["day"]),
                defaults={
                    "name": row["name"],
                    "name_en": row["name_en"],
                    "is_worked": bool(row["is_worked"]),
                },
            )


def load_edition_one(apps: Any) -> None:
    """Edition 1 exactly as the programme's text has it, as a rehearsal with the slug 2023."""
    data = json.loads((DATA / "edition-1.json").read_text(encoding="utf-8"))

    def model(name: str) -> Any:
        return apps.get_model("programme", name).objects

    sectors = [
        model("Sector").update_or_create(code=row["code"], defaults={**row, "position": position})[0]
        for position, row in enumerate(data["sectors"], 1)
    ]
    edition, _ = model("Edition").update_or_create(
        slug=data["edition"]["slug"],
        defaults={
            **data["edition"],
            "dossier_sections": data["dossier_sections"],
            "screening": data["screening"],
            "consents": data["consents"],
        },
    )
    edition.sectors.set(sectors)
    for row in data["phases"]:
        model("Phase").update_or_create(edition=edition, kind=row["kind"], defaults=row)
    for position, row in enumerate(data["tiers"], 1):
        model("Tier").update_or_create(
            edition=edition, code=row["code"], defaults={**row, "position": position}
        )
    bodies = {row["key"]: _load_body(apps, row) for row in data["bodies"]}
    for row in data["bodies"]:
        if row["successor"]:
            bodies[row["key"]].successor = bodies[row["successor"]]
            bodies[row["key"]].save(update_fields=["successor"])
    if not edition.involvements.exists():
        for position, row in enumerate(data["involvements"], 1):
            model("Involvement").create(
                edition=edition,
                part=row["part"],
                body=bodies.get(row.get("body")),
                wording=row.get("wording", ""),
                wording_en=row.get("wording_en", ""),
                position=position,
            )


def load_rules(apps: Any) -> None:
    """Rubrics and rule text of edition 1; `load_edition_one` comes before. Frozen rules are left alone."""
    data = json.loads((DATA / "edition-1.json").read_text(encoding="utf-8"))

    def model(name: str) -> Any:
        return apps.get_model("programme", name).objects

    edition = model("Edition").get(slug=data["edition"]["slug"])
    if model("FrozenRule").filter(edition=edition).exists():
        return
    model("Edition").filter(pk=edition.pk).update(**data["rule"])
    for group, criteria in data["criteria"].items():
        parts = {
            row["code"]: model("RubricPart").update_or_create(
                edition=edition, group=group, code=row["code"], defaults={**row, "position": position}
            )[0]
            for position, row in enumerate(data["rubric_parts"][group], 1)
        }
        for position, row in enumerate(criteria, 1):
            values = {**row, "part": parts[row["part"]], "position": position}
            model("Criterion").update_or_create(
                edition=edition, group=group, code=row["code"], defaults=values
            )


def load_undertaking(apps: Any) -> None:
    """The words that the council of edition 1 signs; an edition that has words already keeps them."""
    data = json.loads((DATA / "edition-1.json").read_text(encoding="utf-8"))
    editions = apps.get_model("programme", "Edition").objects.filter(slug=data["edition"]["slug"])
    editions.filter(undertaking={}).update(undertaking=data["undertaking"])


def load_visit_questions(apps: Any) -> None:
    """What edition 1 looks at on the spot."""
    data = json.loads((DATA / "edition-1.json").read_text(encoding="utf-8"))
    editions = apps.get_model("programme", "Edition").objects.filter(slug=data["edition"]["slug"])
    editions.update(visit_questions=data["visit_questions"])


def council_bodies() -> list[str]:
    """Short names of the bodies with a seat in the council of edition 1, in the programme text's order."""
    return json.loads((DATA / "edition-1.json").read_text(encoding="utf-8"))["council"]


def _load_body(apps: Any, row: dict[str, Any]) -> Any:
    names = [row["name"], row["short_name"], *row["aliases"]]
    body, _ = apps.get_model("programme", "Body").objects.update_or_create(
        slug=slug(row["name"]),
        defaults={
            "kind": row["kind"],
            "short_name": row["short_name"],
            "aliases": row["aliases"],
            "valid_from": _day(row["valid_from"]),
            "valid_to": _day(row["valid_to"]),
            "search_text": " | ".join(fold(name) for name in names if name),
        },
    )
    apps.get_model("programme", "BodyName").objects.update_or_create(
        body=body, valid_from=None, defaults={"name": row["name"], "name_en": row["name_en"]}
    )
    return body
