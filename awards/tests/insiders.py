"""What somebody who holds the signing key might change in a bundle, and the sentence that finds it out."""

import unicodedata

from awards.tests.bundles import Bundle


def listed(bundle: Bundle, code: str) -> dict:
    return next(row for row in bundle["list"] if row["dossier"] == code)


def set_aside_one(bundle: Bundle) -> None:
    row = next(row for row in bundle["sheets"] if row["leaf"] is None and row["marks"] is None)
    bundle["sheets"].remove(row)


def add_a_sheet(bundle: Bundle) -> None:
    bundle["sheets"].append({**bundle["sheets"][0], "sheet": "ZZZZZZZZZZ"})


def same_sheet_twice(bundle: Bundle) -> None:
    bundle["sheets"].append(next(row for row in bundle["sheets"] if row["leaf"] is None))


def swap_sheets(bundle: Bundle) -> None:
    one = next(row for row in bundle["sheets"] if row["leaf"] is None)
    first = next(r for r in bundle["sheets"] if r["dossier"] != one["dossier"] and r["leaf"] is None)
    one["dossier"], first["dossier"] = first["dossier"], one["dossier"]


def raise_a_total(bundle: Bundle) -> None:
    row = next(row for row in bundle["sheets"] if row["leaf"] is None)
    row["total"] += 1


def raise_a_mark(bundle: Bundle) -> None:
    row = next(row for row in bundle["sheets"] if row["marks"])
    code = next(iter(row["marks"]))
    row["marks"][code] += 1


def drop_a_leaf(bundle: Bundle) -> None:
    bundle["rounds"][0]["leaves"].pop()


def unsorted_leaves(bundle: Bundle) -> None:
    bundle["rounds"][0]["leaves"].reverse()


def drop_a_dossier(bundle: Bundle) -> None:
    bundle["dossiers"].pop(0)


def dossier_twice(bundle: Bundle) -> None:
    bundle["dossiers"].append(bundle["dossiers"][0])


def other_sector(bundle: Bundle) -> None:
    row = next(row for row in bundle["dossiers"] if row["opened"].get("sector", ["GT"])[0] != "GT")
    row["opened"]["sector"][0] = "GT"


def hide_a_sector(bundle: Bundle) -> None:
    """A dossier without a sector would escape floors and caps."""
    code = bundle["list"][0]["dossier"]
    del next(row for row in bundle["dossiers"] if row["dossier"] == code)["opened"]["sector"]


def hide_the_group(bundle: Bundle) -> None:
    del next(row for row in bundle["dossiers"] if "group" in row["opened"])["opened"]["group"]


def turn_the_verdict(bundle: Bundle) -> None:
    row = next(row for row in bundle["dossiers"] if row["verdict"] == "outstanding")
    row["verdict"] = "not_yet"


def pretend_it_left(bundle: Bundle) -> None:
    """One from the list: its sheets lie on the table still."""
    code = bundle["list"][0]["dossier"]
    next(row for row in bundle["dossiers"] if row["dossier"] == code)["left"] = "withdrawn"


def hide_ties(bundle: Bundle) -> None:
    for row in bundle["dossiers"]:
        row["opened"].pop("number", None)


def other_size(bundle: Bundle) -> None:
    bundle["rules"]["tiers"][0]["size"] = 5


def other_tie(bundle: Bundle) -> None:
    bundle["rules"]["tie_rule"] = "shared"


def other_order(bundle: Bundle) -> None:
    bundle["rules"]["tie_order"].reverse()


def other_quota(bundle: Bundle) -> None:
    bundle["rules"]["quotas"][0]["most"] = 4


def no_quota(bundle: Bundle) -> None:
    bundle["rules"]["quotas"] = []


def fewer_sheets(bundle: Bundle) -> None:
    bundle["rules"]["sheets_per_dossier"] = 2


def turn_a_move(bundle: Bundle) -> None:
    bundle["moves"][0]["direction"] = "out"


def drop_a_move(bundle: Bundle) -> None:
    bundle["moves"].pop(0)


def move_without_reason(bundle: Bundle) -> None:
    bundle["moves"][0]["reason"] = " "


def move_of_nobody(bundle: Bundle) -> None:
    bundle["moves"][0]["dossier"] = "ZZZZZZZZZZ"


def move_nowhere(bundle: Bundle) -> None:
    bundle["moves"][0]["tier"] = "top7"


def rename(bundle: Bundle) -> None:
    bundle["list"][0]["name"] = "Đơn vị Khác"


def rename_in_english(bundle: Bundle) -> None:
    bundle["list"][0]["name_en"] = "Another Unit"


def not_nfc(bundle: Bundle) -> None:
    bundle["list"][0]["name"] = unicodedata.normalize("NFD", bundle["list"][0]["name"])


def same_certificate(bundle: Bundle) -> None:
    bundle["list"][0]["certificate"] = bundle["list"][1]["certificate"]


def other_score(bundle: Bundle) -> None:
    bundle["list"][0]["score"][0] += 1


def unreduced_score(bundle: Bundle) -> None:
    bundle["list"][0]["score"] = [2 * part for part in bundle["list"][0]["score"]]


def other_rank(bundle: Bundle) -> None:
    bundle["list"][0]["rank"] += 1


def rank_as_true(bundle: Bundle) -> None:
    row = next(row for row in bundle["list"] if row["rank"] == 1)
    row["rank"] = True


def swap_places(bundle: Bundle) -> None:
    bundle["list"][:2] = bundle["list"][1::-1]


def one_too_many(bundle: Bundle) -> None:
    """A list longer than its size: somebody who is on none."""
    on_it = {row["dossier"] for row in bundle["list"]}
    code = next(
        row["dossier"] for row in bundle["dossiers"] if row["dossier"] not in on_it and not row["left"]
    )
    bundle["list"].append({**bundle["list"][-1], "tier": "top500", "dossier": code, "certificate": "099/GCN"})


def one_too_few(bundle: Bundle) -> None:
    bundle["list"].remove(next(row for row in bundle["list"] if row["tier"] == "top500"))


def a_leader_too_few(bundle: Bundle) -> None:
    bundle["list"].remove(next(row for row in bundle["list"] if row["tier"] == "leaders"))


def up_a_list(bundle: Bundle) -> None:
    next(row for row in bundle["list"] if row["tier"] == "top500")["tier"] = "top100"


def change_lists(bundle: Bundle) -> None:
    one, other = (next(r for r in bundle["list"] if r["tier"] == t) for t in ("top100", "top500"))
    one["tier"], other["tier"] = other["tier"], one["tier"]


def drop_a_round(bundle: Bundle) -> None:
    bundle["rounds"].pop(0)


def drop_the_last_round(bundle: Bundle) -> None:
    """Its manifest is signed and says nothing of the other; the dossiers' sheets of it are on the table."""
    bundle["rounds"].pop()


def field_gone(bundle: Bundle) -> None:
    del bundle["sheets"][0]["round"]


def not_a_list(bundle: Bundle) -> None:
    bundle.files["moves.json"] = {"none": 1}


def hide_the_totals(bundle: Bundle) -> None:
    """An open edition of which somebody would rather publish the list only."""
    bundle["manifest"]["scope"] = "public"
    for name in ("sheets.json", "dossiers.json", "rules.json", "moves.json"):
        del bundle.files[name]


INSIDERS = {
    drop_a_leaf: "root",
    unsorted_leaves: "root",
    drop_a_round: "round",
    drop_the_last_round: "sheet",
    hide_the_totals: "round",
    other_size: "rule",
    other_tie: "rule",
    other_order: "rule",
    other_quota: "rule",
    no_quota: "rule",
    fewer_sheets: "rule",
    drop_a_dossier: "dossiers",
    dossier_twice: "dossiers",
    other_sector: "opening",
    hide_the_group: "opening",
    hide_a_sector: "opening",
    add_a_sheet: "sheet",
    same_sheet_twice: "sheet",
    swap_sheets: "sheet",
    raise_a_total: "sheet",
    raise_a_mark: "sheet",
    set_aside_one: "count",
    turn_the_verdict: "verdict",
    pretend_it_left: "members",
    hide_ties: "tie",
    turn_a_move: "tier",
    drop_a_move: "tier",
    move_without_reason: "move",
    move_of_nobody: "move",
    move_nowhere: "move",
    one_too_many: "members",
    one_too_few: "members",
    a_leader_too_few: "members",
    up_a_list: "tier",
    change_lists: "tier",
    other_score: "score",
    unreduced_score: "score",
    other_rank: "rank",
    rank_as_true: "rank",
    swap_places: "rank",
    rename: "name",
    rename_in_english: "name",
    same_certificate: "name",
    not_nfc: "encoding",
    field_gone: "form",
    not_a_list: "form",
}


# --- Of a corrected list -------------------------------------------------------------------------------


def rename_now(bundle: Bundle) -> None:
    bundle["current"][3]["name"] = "Tên khác"


def revoke_now(bundle: Bundle) -> None:
    bundle["current"][3]["revoked"] = "fraud"


def correct_without_reason(bundle: Bundle) -> None:
    bundle["corrections"][0]["changes"][0]["reason"] = ""


def drop_a_correction(bundle: Bundle) -> None:
    bundle["corrections"][0]["changes"].pop()


def add_somebody_now(bundle: Bundle) -> None:
    bundle["current"].append({**bundle["current"][-1], "dossier": "X" * 10})


def drop_somebody_now(bundle: Bundle) -> None:
    bundle["current"].pop()


OF_CORRECTIONS = [
    rename_now,
    revoke_now,
    correct_without_reason,
    drop_a_correction,
    add_somebody_now,
    drop_somebody_now,
]
