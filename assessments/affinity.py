"""How well a member suits a dossier, and what is a fair share, pure: arrays in, arrays out.

Affinity runs from 0 to 1: a little for everybody, most for what a member says he knows of the sector, the rest for
words that his keywords and the dossier have in common. Balance is no part of it: it comes as bounds on the loads
(`shares`), so that a good reader is not passed over for an idle one while both are within them.
"""

import itertools
import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from dtportal.text import fold

# For everybody; for each level of expertise, 0–3; for keywords that fit as well as can be.
BASE, PER_LEVEL, WORDS = 0.10, 0.25, 0.15
# Loads lie within so much of the equal share as long as that can be.
SPREAD = 0.15
WELL = 2  # the level from which a sector is a member's own (`Expertise.Level.GOOD`)


def affinity(levels: np.ndarray, words: np.ndarray) -> np.ndarray:
    """Dossiers × members, 0–1, from the level of each member in each dossier's sector and `similarity`."""
    return BASE + PER_LEVEL * levels + WORDS * words


def terms(text: str) -> list[str]:
    """What is compared: pairs of neighbouring syllables, folded, because a Vietnamese word mostly has two; a
    phrase of one word stands for itself.

    Words of different phrases (between commas, stops and lines) are no neighbours.
    """
    found = []
    for phrase in re.split(r"[,;.:!?()\n]+", text):
        words = re.findall(r"\w+", fold(phrase))
        found += [" ".join(pair) for pair in itertools.pairwise(words)] if len(words) > 1 else words
    return found


def similarity(keywords: Sequence[str], texts: Iterable[str]) -> np.ndarray:
    """Texts × members, 0–1: the cosine of tf-idf vectors over the terms of the members' keywords.

    Term frequency is 1 + ln(count), inverse document frequency ln(texts / texts with the term)
    (Manning, Raghavan, Schütze: Introduction to Information Retrieval, 2008, §6.4). A term that all texts or none
    have says nothing.
    """
    asked = [Counter(terms(each)) for each in keywords]
    place = {term: index for index, term in enumerate(sorted(set().union(*asked)))}
    singles = {term for term in place if " " not in term}
    rows = []
    for text in texts:
        row = np.zeros(len(place))
        counted = Counter(term for term in terms(text) if term in place)
        if singles:
            counted.update(word for word in re.findall(r"\w+", fold(text)) if word in singles)
        for term, count in counted.items():
            row[place[term]] = 1 + math.log(count)
        rows.append(row)
    found = np.array(rows).reshape(len(rows), len(place))
    wanted = np.zeros((len(asked), len(place)))
    for row, counts in zip(wanted, asked, strict=True):
        for term, count in counts.items():
            row[place[term]] = 1 + math.log(count)
    spread = (found > 0).sum(axis=0)
    weight = np.log(np.divide(len(rows), spread, out=np.ones(len(place)), where=spread > 0))
    return _unit(found * weight) @ _unit(wanted * weight).T


def _unit(rows: np.ndarray) -> np.ndarray:
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.divide(rows, length, out=np.zeros_like(rows), where=length > 0)


def shares(
    places: int, load: np.ndarray, limit: np.ndarray, *, spread: float = SPREAD
) -> tuple[np.ndarray, np.ndarray]:
    """(least, most) that each member should take of so many `places`, so that loads come out about equal.

    `load` is what members carry already, `limit` what they agreed to carry in all. The equal share is the level
    up to which all would be filled like vessels; the bounds lie `spread` below and above it.
    """
    room = np.maximum(limit - load, 0)
    low, high = 0.0, float((load + room).max(initial=0))
    if room.sum() <= places:
        return np.zeros_like(room), room
    for _ in range(50):
        level = (low + high) / 2
        filled = np.clip(level - load, 0, room).sum()
        low, high = (level, high) if filled < places else (low, level)
    least = np.clip(np.floor(high * (1 - spread) + 1e-6).astype(int) - load, 0, room)
    most = np.clip(np.ceil(high * (1 + spread) - 1e-6).astype(int) - load, 0, room)
    return least, most


def islands(pairs: Iterable[tuple[int, int]]) -> int:
    """Into how many parts the panel falls apart: members are joined by a dossier that both read.

    More than one, and no statistics can tell a strict panel from a weak field.
    """
    leader: dict[tuple[str, int], tuple[str, int]] = {}

    def lead(node: tuple[str, int]) -> tuple[str, int]:
        leader.setdefault(node, node)
        while leader[node] != node:
            leader[node] = node = leader[leader[node]]
        return node

    for row, member in pairs:
        leader[lead(("dossier", row))] = lead(("member", member))
    return sum(node == head for node, head in leader.items())
