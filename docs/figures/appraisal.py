"""Draws the pictures of docs/appraisal.md from simulated, labelled data; the same data, the same pictures.

    .venv/bin/python -m docs.figures.appraisal            writes docs/appraisal.svg
    .venv/bin/python -m docs.figures.appraisal --numbers  prints the numbers that the document quotes

500 invented dossiers, 50 invented members, three sheets each; what each dossier truly merits is known, because it
was invented, too.
"""

import sys
from pathlib import Path

import numpy as np

from assessments.advice import weigh
from assessments.bands import Band, band, line_of
from assessments.scoring import official
from assessments.tests.panels import Sheets, panel, recall, standardised

TOP, FLOOR = 100, 50
INK, MUTED, LINE, WASH = "#0b2545", "#586a80", "#dde4ec", "#fff0db"
COLOURS = {Band.SURE: "#17724a", Band.TIED: "#c46b00", Band.OUT: "#8496ab"}
LABELS = {
    Band.SURE: "chắc chắn",
    Band.TIED: "ngang nhau tại ngưỡng",
    Band.OUT: "ngoài danh sách",
}
WIDTH, HEIGHT, LEFT, RIGHT, HIGH, LOW = 760, 430, 70, 20, 74, 330


def judged(sheets: Sheets):
    """Means, probabilities and bands of a panel."""
    means = official(sheets.nomination, sheets.score)
    order = [means[key] for key in range(len(sheets.sector))]
    found = weigh(sheets.nomination, sheets.member, sheets.score, sheets.sector, [TOP])
    inside, outside = line_of(order, TOP, FLOOR)
    chance = found.probability[0]
    bands = [band(mean, p, inside, outside, FLOOR) for mean, p in zip(order, chance, strict=True)]
    return np.array([float(mean) for mean in order]), chance, bands, float(inside + outside) / 2


def draw(sheets: Sheets) -> str:
    """Each dossier by its mean and its probability of belonging to the TOP 100."""
    mean, chance, bands, line = judged(sheets)
    low, high = 35, 90

    def across(value: float) -> float:
        return LEFT + (min(max(value, low), high) - low) / (high - low) * (WIDTH - LEFT - RIGHT)

    def up(value: float) -> float:
        return LOW - value * (LOW - HIGH)

    parts = [
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        _text(
            20, 28, "500 hồ sơ giả lập, mỗi hồ sơ 3 phiếu: ai chắc chắn thuộc TOP 100?", 17, INK, bold=True
        ),
        _text(20, 50, "Dữ liệu mô phỏng, không phải kết quả thật. Mỗi chấm là một hồ sơ.", 13, MUTED),
        f'<rect x="{LEFT}" y="{up(0.9):.1f}" width="{WIDTH - LEFT - RIGHT}" '
        f'height="{up(0.1) - up(0.9):.1f}" fill="{WASH}"/>',
    ]
    for value in (0, 0.1, 0.5, 0.9, 1):
        parts.append(f'<path d="M{LEFT} {up(value):.1f}H{WIDTH - RIGHT}" stroke="{LINE}"/>')
        parts.append(_text(LEFT - 8, up(value) + 4, f"{value * 100:.0f}%", 13, INK, anchor="end"))
    for value in range(40, high + 1, 10):
        parts.append(_text(across(value), LOW + 22, str(value), 13, INK, anchor="middle"))
    parts.append(
        _text((LEFT + WIDTH - RIGHT) / 2, LOW + 44, "điểm trung bình các phiếu", 13, MUTED, anchor="middle")
    )
    parts.append(
        f'<path d="M{across(line):.1f} {HIGH - 8}V{LOW + 6}" stroke="{INK}" stroke-dasharray="5 4"/>'
    )
    parts.append(_text(across(line) - 8, HIGH + 22, "ngưỡng TOP 100", 13, INK, anchor="end"))
    parts.append(_text(LEFT + 10, up(0.5) - 8, "vùng mà điểm số chưa", 13, "#7a4200"))
    parts.append(_text(LEFT + 10, up(0.5) + 10, "đủ để phân biệt hơn kém", 13, "#7a4200"))
    for one in (Band.OUT, Band.TIED, Band.SURE):
        places = [
            f"M{across(x):.1f} {up(y):.1f}h.01"
            for x, y, mine in zip(mean, chance, bands, strict=True)
            if mine is one
        ]
        parts.append(
            f'<path d="{"".join(places)}" stroke="{COLOURS[one]}" stroke-width="6" stroke-linecap="round" '
            'stroke-opacity=".7" fill="none"/>'
        )
    place = LEFT
    for one in (Band.SURE, Band.TIED, Band.OUT):
        words = f"{LABELS[one]}: {bands.count(one)}"
        parts.append(f'<circle cx="{place + 6}" cy="{HEIGHT - 21}" r="6" fill="{COLOURS[one]}"/>')
        parts.append(_text(place + 18, HEIGHT - 16, words, 14, INK))
        place += 60 + len(words) * 7.4
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        'font-family="Be Vietnam Pro, Segoe UI, Arial, sans-serif">'
        "<title>Xác suất thuộc TOP 100 theo điểm trung bình, 500 hồ sơ giả lập</title>"
        + "\n".join(parts)
        + "</svg>\n"
    )


def _text(
    x: float, y: float, words: str, size: int, fill: str, *, anchor: str = "start", bold: bool = False
) -> str:
    weight = ' font-weight="600"' if bold else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{fill}" text-anchor="{anchor}"{weight}>'
        f"{words}</text>"
    )


def numbers() -> None:
    """What the document quotes, from 40 simulated editions each."""
    for name, chosen in {
        "chặt, rộng khác nhau 6 điểm": {"severity": 6},
        "ban chấm riêng theo lĩnh vực": {"severity": 3, "sectors_differ": 10, "separate": True},
    }.items():
        rows = []
        for seed in range(40):
            sheets = panel(seed, **chosen)
            mean, _chance, bands, _line = judged(sheets)
            best = np.isin(np.arange(len(mean)), np.argsort(-sheets.truth)[:TOP])
            sure = np.array([one is Band.SURE for one in bands])
            found = weigh(sheets.nomination, sheets.member, sheets.score, sheets.sector, [TOP], draws=50)
            rows.append(
                [
                    recall(mean, sheets, TOP),
                    recall(found.estimate, sheets, TOP),
                    recall(standardised(sheets), sheets, TOP),
                    sure.sum(),
                    best[sure].mean(),
                    bands.count(Band.TIED),
                ]
            )
        print(name, np.mean(rows, axis=0).round(3))


if __name__ == "__main__":
    if "--numbers" in sys.argv:
        numbers()
    else:
        Path(__file__).parents[1].joinpath("appraisal.svg").write_text(
            draw(panel(2023, severity=3)), encoding="utf-8"
        )
