"""Simulated panels of which the truth is known; the claims of `docs/appraisal.md` are made on such data."""

from dataclasses import dataclass

import numpy as np

SECTORS = 8


@dataclass
class Sheets:
    nomination: np.ndarray
    member: np.ndarray
    score: np.ndarray
    sector: np.ndarray
    truth: np.ndarray
    severity: np.ndarray


def panel(
    seed: int,
    *,
    dossiers: int = 500,
    members: int = 50,
    sheets: int = 3,
    merit: float = 10,
    noise: float = 8,
    severity: float = 6,
    sectors_differ: float = 0,
    separate: bool = False,
) -> Sheets:
    """Marks of a panel: standard deviations in points; `separate` gives each sector members of its own."""
    rng = np.random.default_rng(seed)
    sector = np.arange(dossiers) % SECTORS
    truth = 60 + rng.normal(0, merit, dossiers) + rng.normal(0, sectors_differ, SECTORS)[sector]
    nomination = np.repeat(np.arange(dossiers), sheets)
    home = np.arange(members) % SECTORS
    member = np.concatenate(
        [
            rng.choice(np.flatnonzero(home == key) if separate else members, sheets, replace=False)
            for key in sector
        ]
    )
    severities = rng.normal(0, severity, members)
    score = truth[nomination] + severities[member] + rng.normal(0, noise, len(nomination))
    return Sheets(nomination, member, np.clip(np.round(score), 0, 100).astype(int), sector, truth, severities)


def recall(estimate: np.ndarray, sheets: Sheets, top: int) -> float:
    """Share of the truly best `top` that are found among the `top` highest estimates."""
    chosen, best = np.argsort(-estimate, kind="stable")[:top], np.argsort(-sheets.truth)[:top]
    return len(set(chosen.tolist()) & set(best.tolist())) / top


def standardised(sheets: Sheets) -> np.ndarray:
    """The trap: each member's scores as standard deviations from his own mean, averaged by dossier."""
    mean = np.bincount(sheets.member, sheets.score) / np.bincount(sheets.member)
    centred = sheets.score - mean[sheets.member]
    spread = np.sqrt(np.bincount(sheets.member, centred**2) / np.bincount(sheets.member))
    each = centred / np.maximum(spread, 1e-9)[sheets.member]
    return np.bincount(sheets.nomination, each) / np.bincount(sheets.nomination)
