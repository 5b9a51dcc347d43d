#!/usr/bin/env python3
"""Tính lại kết quả đã công bố / Recompute a published result (Python 3.10 or later, with `cryptography`).

    python verify_results.py BUNDLE.zip [--key KEYS.pem] [--edition 2023]

Exit status 0 if everything holds, else 1. Without --key it shows only that the bundle fits together, whoever made it:
compare the fingerprint and the hashes it prints with the council's minutes and the programme's own page.
"""

import argparse
import hmac
import io
import json
import unicodedata
import zipfile
from collections import Counter
from fractions import Fraction
from hashlib import sha256
from math import inf, lcm
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

WORDS = """
zip | Tệp ZIP có đúng dạng duy nhất cho phép, không thừa byte nào | The ZIP has its only permitted form
duplicate | Không tên tệp nào xuất hiện hai lần | No file name occurs twice
signature | Chữ ký khớp với bản kê của gói | The signature fits the manifest of the bundle
edition | Gói thuộc kỳ đã hỏi | The bundle belongs to the edition asked for
unlisted | Không có tệp nào ngoài bản kê đã ký | There is no file that the signed manifest does not list
missing | Không thiếu tệp nào của bản kê đã ký | No file of the signed manifest is missing
hash | Mỗi tệp đúng như bản kê đã ký | Each file is what the signed manifest says
encoding | Mọi tệp là JSON chuẩn tắc, không số thực, Unicode NFC | Every file is canonical JSON, without floats, in NFC
round | Mọi vòng chấm có bản kê đã ký của kỳ này | Every round has its signed manifest, of this edition
key | Gói và các vòng chấm được ký bằng khóa đã cho | Bundle and rounds are signed with the given key
root | Các lá cho lại đúng gốc cây Merkle của mỗi vòng | The leaves give the Merkle root of each round
rule | Quy tắc là quy tắc đã khóa trước khi chấm | The rule is the one that was frozen before anything was marked
dossiers | Mỗi hồ sơ đã niêm phong được kể đúng một lần | Each sealed dossier is accounted for once
opening | Điều đã mở của mỗi hồ sơ đúng như khi niêm phong | What is opened of each dossier is what was sealed
sheet | Mỗi phiếu đã mở là một lá của vòng chấm | Each opened sheet is a leaf of its round, and used once
count | Mỗi hồ sơ có đúng số phiếu đã niêm phong | Each dossier has as many sheets as were sealed
marks | Điểm tiêu chí đúng thang, cộng lại đúng tổng | Marks keep to their scale and add up to the total
verdict | Được đề nghị theo điểm sàn hoặc biểu quyết riêng | Proposals follow the pass mark, or a vote that is named
move | Mỗi điều chỉnh có hồ sơ, danh sách và lý do | Each move of the council has its dossier, list and reason
tie | Mọi trường hợp bằng điểm đều tính lại được | Every tie can be told apart by what is opened
tier | Mỗi danh sách hẹp đúng những hồ sơ mà quy tắc chọn | Each narrower list holds exactly those whom the rule chooses
members | Mỗi danh sách rộng đúng những hồ sơ mà quy tắc chọn | Each wide list holds exactly those whom the rule chooses
score | Điểm là trung bình cộng chính xác của các phiếu | Each score is the exact mean of its sheets
rank | Thứ hạng, thứ tự đúng theo điểm và quy tắc | Ranks and order follow from scores and rule
name | Tên in ra là tên trong hồ sơ đã niêm phong | The printed names are those of the sealed dossiers
change | Chỉ dòng được đính chính, có lý do, mới thay đổi | Only lines that a correction names have changed
form | Mọi tệp có đúng các trường đã quy định | Every file has the fields that it must have
"""
SENTENCES = {key: (vi, en) for key, vi, en in (line.split(" | ") for line in WORDS.strip().split("\n"))}


# Checks are generators of (key of the sentence, whether it holds, where); `verify` ends at the first that does not.


def canonical(data):
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def parsed(name, data):
    """The JSON of a file, if it is written in the one way that is permitted."""
    try:  # a number that is no integer becomes a fraction, which cannot be written back
        found = json.loads(data.decode(), parse_float=Fraction, parse_constant=Fraction)
        fine = canonical(found) == data and unicodedata.is_normalized("NFC", data.decode())
    except (ValueError, TypeError, RecursionError):
        fine = False
    yield "encoding", fine, name
    return found


def commitment(key, **data):
    """HMAC-SHA256 over canonical JSON: it hides the data from whoever lacks the key, and no other data fit."""
    return hmac.new(bytes.fromhex(key), canonical({"format": 1, **data}), sha256).hexdigest()


def merkle_root(leaves):
    """RFC 6962, section 2.1."""
    if len(leaves) < 2:
        return sha256(b"\x00" + leaves[0] if leaves else b"").digest()
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return sha256(b"\x01" + merkle_root(leaves[:half]) + merkle_root(leaves[half:])).digest()


def signer(row, data, key):
    """The fingerprint of whoever signed: SHA-256 of the key's SubjectPublicKeyInfo."""
    try:
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(row["public"]))
        public.verify(bytes.fromhex(row["signature"]), canonical(data))
    except (InvalidSignature, ValueError):
        yield key, False, "Ed25519"
    yield key, True
    return sha256(public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).hexdigest()


def unzipped(data):
    """The files by name; the ZIP must be the one that these files make: sorted, stored, without times."""
    again = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(again, "w") as copy:
            infos = archive.infolist()
            files = {info.filename: b"" for info in infos}
            yield "duplicate", len(files) == len(infos), sorted(files)
            yield "zip", sum(info.file_size for info in infos) < len(data)  # stored, so that nothing swells
            for name in sorted(files):
                files[name], info = archive.read(name), zipfile.ZipInfo(name)
                info.create_system, info.external_attr = 3, 0o100644 << 16
                copy.writestr(info, files[name])
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, EOFError, OSError) as error:
        yield "zip", False, error
    yield "zip", again.getvalue() == data
    return files


def is_best(chosen, rows, size, bounds, inside, wanted):
    """Whether no other list is better: what the council moved first, then floors, length, total score, merit.

    `rows` (code, score, sector, locality) in the order of merit, each an arc of a flow from its sector to its
    locality; floors and caps bound the nodes. A list is the best there is if and only if no exchange gains anything:
    no cycle of negative cost (Ahuja, Magnanti, Orlin, Network Flows, theorem 9.1). Costs are exact integers.
    """
    n, scale, fits = len(rows), lcm(*(row[1].denominator for row in rows)), chosen <= {row[0] for row in rows}
    place = (int(max((row[1] for row in rows), default=0) * scale) + 1) * 2**n * (n + 1)
    # Arcs: (from, to, cost) of whatever can still be done, or undone.
    floor, wish, arcs = place * (n + 1), place * (n + 1) * (2 * n + 2), []

    def arc(tail, head, room, used, cost):
        arcs.extend([(tail, head, cost)] * (used < room) + [(head, tail, -cost)] * (used > 0))
        return used <= room

    fits &= arc("end", "start", n if size is None else max(size, len(inside)), len(chosen), 0)
    for node in {node for row in rows for node in row[2:]}:
        here = {row[0] for row in rows if node in row[2:]}
        mine = [b for b in bounds if node[1] and b["by"] == node[0] and b["key"] in ("*", node[1])]
        mine = [b for b in mine if b["key"] != "*"] or mine
        caps = [b["most"] for b in mine if b.get("most") is not None]
        most, used = max(min(caps, default=n), len(here & inside)), len(here & chosen)
        least = min(most, max((b.get("least") or 0 for b in mine), default=0))
        ends = ("start", node) if node[0] == "sector" else (node, "end")
        fits &= arc(*ends, least, min(used, least), -floor)
        fits &= arc(*ends, most - least, max(used - least, 0), 0)
    for order, (code, score, sector, locality) in enumerate(rows):
        worth = place + int(score * scale) * 2**n + 2 ** (n - 1 - order)
        worth += wish * (code in wanted) + wish * (n + 1) * (code in inside)
        arc(sector, locality, 1, code in chosen, -worth)
    cost = {end: 0 for tail, head, _cost in arcs for end in (tail, head)}
    for _pass in cost:  # Bellman and Ford
        for tail, head, price in arcs:
            cost[head] = min(cost[head], cost[tail] + price)
    return fits and all(cost[head] <= cost[tail] + price for tail, head, price in arcs)


def check_ladder(ladder, home, dossiers, rule, weights, moves):
    """Lists that share groups of participants: who may enter them, in the order of merit, with score and rank."""
    groups = {group for tier in ladder for group in tier["groups"]}
    pool = {code: one for code, one in dossiers.items() if one["may_enter"] and one["group"] in groups}
    codes = [c for c in rule["tie_order"] if all(c in weights[one["group"]] for one in pool.values())]
    equal = Counter(one["score"] for one in pool.values())
    for code, one in pool.items():
        yield "tie", equal[one["score"]] == 1 or one["means"], code
        one["merit"] = (-one["score"], *(-one["means"][c] for c in codes if one["means"]))
    same = Counter(one["merit"] for one in pool.values())
    yield "tie", all(same[one["merit"]] == 1 or "number" in one for one in pool.values()), "number"
    order = sorted(pool, key=lambda code: (pool[code]["merit"], pool[code].get("number")))
    told, first, inside = slice(1 if rule["tie_rule"] == "shared" else None), {}, set()
    for position, code in enumerate(order, 1):
        pool[code]["rank"] = first.setdefault(pool[code]["merit"][told], position)
    for tier in sorted(ladder, key=lambda tier: tier["size"] or inf):
        mine, size = set(tier["groups"]), tier["size"]
        wider = {t["code"] for t in ladder if mine & set(t["groups"]) and (t["size"] or inf) > (size or inf)}
        out = [m["dossier"] for m in moves if m["tier"] in wider | {tier["code"]} and m["direction"] == "out"]
        into = {m["dossier"] for m in moves if m["tier"] == tier["code"] and m["direction"] == "into"}
        here = [code for code in order if pool[code]["group"] in mine and (code in inside or code not in out)]
        held, rows = inside & set(here), [(code, *pool[code]["arc"]) for code in here]
        chosen = {code for code in home if home[code] == tier["code"]} | held
        bounds = [bound for bound in rule["quotas"] if bound["tier"] == tier["code"]]
        yield "opening", all(bound["by"] in pool[code] for bound in bounds for code in here), tier["code"]
        best = is_best(chosen, rows, size, bounds, held, into - set(out))
        yield "tier" if wider else "members", best, tier["code"]
        inside |= chosen
    return order


def check_opened(found, rounds):
    """What is opened of dossiers and sheets against what was sealed of them; the dossiers with it, by code."""
    dossiers = {row["dossier"]: {**row, "totals": [], "marks": []} for row in found["dossiers.json"]}
    sealed = {(m["round"]["number"], row["dossier"]): row for m in rounds for row in m["dossiers"]}
    yield "dossiers", sorted(r["dossier"] for r in found["dossiers.json"]) == sorted({c for _, c in sealed})
    for (_number, code), row in sealed.items():
        for name, (value, key) in dossiers[code]["opened"].items():
            yield "opening", commitment(key, dossier=code, **{name: value}) == row["seals"][name], code
            dossiers[code][name] = value
        yield "opening", dossiers[code]["left"] or "group" in dossiers[code], code
    unused = {(number, leaf) for number, one in enumerate(found["rounds.json"], 1) for leaf in one["leaves"]}
    counts = Counter()
    for row in found["sheets.json"]:
        named, leaf = {"dossier": row["dossier"], "sheet": row["sheet"]}, row["leaf"]
        if leaf is None:  # opened; else it was set aside after its round, because of a conflict of interest
            seal = row["marks_seal"] or commitment(row["marks_key"], **named, marks=row["marks"])
            total = commitment(row["total_key"], **named, total=row["total"])
            leaf = sha256(bytes.fromhex(row["seal"] + seal + total)).hexdigest()
            dossiers[row["dossier"]]["totals"].append(row["total"])
            dossiers[row["dossier"]]["marks"] += [row["marks"]] if row["marks"] else []
        yield "sheet", (row["round"], leaf) in unused, row["sheet"]
        unused.remove((row["round"], leaf))
        counts[row["round"], row["dossier"]] += 1
    for place, row in sealed.items():
        yield "count", dossiers[place[1]]["left"] or counts[place] == row["sheets"], place[1]
    return {code: one for code, one in dossiers.items() if not one["left"]}


def check_whole(found, rounds, notes):
    """Everything that is opened, from the leaves to the printed names."""
    for one in found["rounds.json"]:
        tree, leaves = one["manifest"]["sheets"], one["leaves"]
        counted = sum(row["sheets"] for row in one["manifest"]["dossiers"])
        yield "root", leaves == sorted(set(leaves)) and len(leaves) == tree["count"] == counted, "leaves"
        yield "root", merkle_root([bytes.fromhex(leaf) for leaf in leaves]).hex() == tree["root"]
    rule, sealed = found["rules.json"], rounds[0]["rule"]
    yield "rule", all(made["rule"] == sealed == {**sealed, **rule} for made in rounds)
    weights, by_merit, everybody = sealed["weights"], [], found["dossiers.json"]
    dossiers = yield from check_opened(found, rounds)
    notes.append(f"Không xếp hạng / Not ranked: {sum(row['left'] > '' for row in everybody)}")
    for code, one in dossiers.items():
        scale, marks, totals = weights[one["group"]], one["marks"], one["totals"]
        fine = all(set(row) == set(scale) and all(0 <= row[c] <= scale[c] for c in scale) for row in marks)
        added = sorted(sum(row.values()) for row in marks)
        yield "marks", fine and added in ([], sorted(totals)) and all(0 <= n <= 100 for n in totals), code
        one["score"], count = Fraction(sum(totals), len(totals) or 1), len(marks)
        one["means"] = marks and {c: Fraction(sum(row[c] for row in marks), count * scale[c]) for c in scale}
        one["may_enter"] = one["verdict"] == "outstanding" and len(totals) >= rule["sheets_per_dossier"]
        one["arc"] = (one["score"], *((by, one.get(by, "")) for by in ("sector", "province")))
        passed = (one["verdict"] == "outstanding") == (one["score"] >= sealed["pass_mark"])
        yield "verdict", passed or one["decision"], code
    moves, listed, tiers = found["moves.json"], found["list.json"], [tier["code"] for tier in rule["tiers"]]
    known = {row["dossier"] for row in everybody}
    for move in moves:
        fine = move["dossier"] in known and move["tier"] in tiers and move["direction"] in ("into", "out")
        yield "move", fine and move["reason"].strip() and move["session"], move["dossier"]
    home, left = {row["dossier"]: row["tier"] for row in listed}, rule["tiers"]
    yield "members", len(home) == len(listed) and {*home} <= {*dossiers} and {*home.values()} <= {*tiers}
    yield "name", len({row["certificate"] for row in listed}) == len(listed), "certificate"
    while left:
        ladder, left = left[:1], left[1:]
        while near := [t for t in left if any(set(t["groups"]) & set(other["groups"]) for other in ladder)]:
            ladder, left = ladder + near, [t for t in left if t not in near]
        by_merit += yield from check_ladder(ladder, home, dossiers, rule, weights, moves)
    order = sorted((code for code in by_merit if code in home), key=lambda code: tiers.index(home[code]))
    for one in dossiers.values():
        one.update(one.get("identity", {}), score=list(one["score"].as_integer_ratio()))
    for key, fields in (("score", "score"), ("rank", "rank"), ("name", "name name_en detail reference")):
        for row in listed:
            true = dossiers[row["dossier"]]
            same = all(canonical(row[name]) == canonical(true[name]) for name in fields.split())
            yield key, same, row["name"]
        yield key, key != "rank" or [row["dossier"] for row in listed] == order, "order"
    # Of a corrected list: whatever differs from the first one is named, with its reason.
    why = {c["dossier"] for made in found.get("corrections.json", []) for c in made["changes"] if c["reason"]}
    both = listed, found.get("current.json", listed)
    first, now = ({row["dossier"]: row for row in rows} for rows in both)
    for code in {*first, *now} - why:
        yield "change", canonical(first.get(code)) == canonical(now.get(code)), code


def checks(data, keys, edition, notes):
    """Every check in its turn."""
    files = yield from unzipped(data)
    manifest = yield from parsed("manifest.json", files.pop("manifest.json", b""))
    signed = yield from parsed("signature.json", files.pop("signature.json", b""))
    notes.append("Khóa / Key: SHA-256 " + (yield from signer(signed, manifest, "signature")))
    yield "form", signed == {name: bytes.fromhex(signed[name]).hex() for name in ("public", "signature")}
    yield "edition", edition in (None, manifest["edition"]["slug"]), manifest["edition"]["slug"]
    yield "unlisted", set(files) <= set(manifest["files"]), set(files) - set(manifest["files"])
    yield "missing", set(files) == set(manifest["files"]), set(manifest["files"]) - set(files)
    found, is_whole = {}, manifest["scope"] == "whole"
    for name, text in files.items():
        yield "hash", sha256(text).hexdigest() == manifest["files"][name], name
        found[name] = yield from parsed(name, text)
    yield "form", manifest["kind"] == "dtportal results" and manifest["format"] == 1 and found["rounds.json"]
    for number, one in enumerate(found["rounds.json"], 1):
        made = one["manifest"]
        yield from signer(one, made, "round")
        named = (made["kind"], made["format"], made["round"]["number"], made["edition"], made["opening"])
        ours = ("dtportal round manifest", 1, number, manifest["edition"], manifest["opening"])
        yield "round", named == ours and (is_whole or made["opening"] == "auditor"), number
        notes.append(f"Vòng / Round {number}: SHA-256 {sha256(canonical(made)).hexdigest()}")
    if keys is not None:
        yield "key", all(one["public"] in keys for one in [signed, *found["rounds.json"]]), notes[0]
    if is_whole:
        yield from check_whole(found, [one["manifest"] for one in found["rounds.json"]], notes)
    yield from ((key, True) for key in (SENTENCES if is_whole else ["form"]) if key != "key")
    yield None, False  # the end


def verify(data, keys=None, edition=None):
    """(keys of what holds, key of what does not or None, where, notes); `keys` are trusted public keys, hexadecimal."""
    seen, notes, order = [], [], list(SENTENCES)
    try:
        for broken, fine, *places in checks(data, keys, edition, notes):
            where = " ".join(map(str, places))[:200]
            if not fine:
                break
            seen.append(broken)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, RecursionError) as error:
        broken, where = "form", f"{type(error).__name__}: {error}"[:200]
    held = [key for key in order[: order.index(broken) if broken else None] if key in seen]
    return held, broken, where, notes


def main():
    parser = argparse.ArgumentParser(description="Tính lại kết quả đã công bố / Recompute a published result")
    parser.add_argument("bundle")
    parser.add_argument("--key", help="PEM file of the programme's public keys, from a source you trust")
    parser.add_argument("--edition", help="slug of the edition, such as 2023")
    given = parser.parse_args()
    try:
        data = Path(given.bundle).read_bytes()
        blocks = Path(given.key).read_bytes().split(b"-----BEGIN")[1:] if given.key else []
        keys = [load_pem_public_key(b"-----BEGIN" + block).public_bytes_raw().hex() for block in blocks]
        if given.key and not keys:
            raise ValueError(f"{given.key}: không có khóa nào / no key in it (PEM)")
    except (OSError, ValueError) as error:
        raise SystemExit(f"✗ {error}") from None
    held, broken, where, notes = verify(data, keys if given.key else None, given.edition)
    print(*("✓ {}.\n  {}.".format(*SENTENCES[key]) for key in held), sep="\n")
    if broken:
        print("✗ SAI / DOES NOT HOLD: {}.\n  {}.".format(*SENTENCES[broken]), where and f"[{where}]")
    notes += [] if given.key else ["! Chưa biết ai đã ký, xem --key / Who signed it is not known, see --key"]
    print(*notes, "✗ KHÔNG ĐẠT / REJECTED" if broken else "✓ ĐẠT / ACCEPTED", sep="\n")
    raise SystemExit(1 if broken else 0)


if __name__ == "__main__":
    main()
