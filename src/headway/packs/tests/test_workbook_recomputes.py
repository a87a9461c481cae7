"""The scores of an XLSX pack are formulas that come to what Headway computed."""

from __future__ import annotations

import io
import math
import re
import zipfile
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from headway.core.scorecard import ScoreCurve, curve_of_target
from headway.kit.testing.office import converted
from headway.packs.formats.document import Document, Page
from headway.packs.formats.workbook import workbook_of
from headway.packs.tests.cards import DAY, card_of, kpi_of
from headway.packs.tests.samples import sample_card

numbers = st.integers(-40, 140).map(float) | st.floats(-1e4, 1e4, allow_subnormal=False)
weights = st.sampled_from([0.0, 0.5, 1.0, 1.0, 2.0]) | st.floats(0, 50, allow_subnormal=False)


@st.composite
def curves(draw):
    """Those of targets, steps, and any others of straight lines."""
    sort = draw(st.sampled_from(["ladder", "base", "within", "step", "points"]))
    low, wide = draw(st.integers(-50, 50)), draw(st.floats(0.5, 30))
    if sort == "ladder":
        return curve_of_target(wanted="at_least", low=low + wide, red=float(low))
    if sort == "base":
        return curve_of_target(wanted="at_most", high=float(low), base=low + wide)
    if sort == "within":
        return curve_of_target(wanted="within", low=float(low), high=low + wide, red=1.0)
    if sort == "step":
        ends = draw(st.tuples(st.none() | numbers, st.none() | numbers))
        return ScoreCurve(low=ends[0], high=ends[1])
    values = draw(st.lists(st.integers(-60, 160), min_size=1, max_size=6, unique=True))
    scores = draw(st.lists(st.floats(0, 100), min_size=len(values), max_size=len(values)))
    return ScoreCurve(tuple(zip(sorted(map(float, values)), scores, strict=True)))


@st.composite
def kpis(draw):
    values = draw(st.lists(numbers, min_size=0, max_size=4))
    lack = "Its last value is too old." if draw(st.integers(0, 5)) == 0 else ""
    return kpi_of(
        draw(st.sampled_from(["=1+1", "Margin", "@risk", "Überfällig"])), draw(curves()), values,
        weight=draw(weights), lack=lack or ("" if values else "There is no value."),
    )  # fmt: skip


goals = st.tuples(st.text(max_size=8), weights, st.lists(kpis(), max_size=4))
perspectives = st.tuples(st.text(max_size=8), weights, st.lists(goals, max_size=3))
cards = st.builds(
    card_of, st.lists(perspectives, max_size=4), st.sampled_from(["arithmetic", "geometric"])
)


def many_cards(count):
    """As many as hypothesis makes up; LibreOffice starts slowly, so they share a workbook."""
    found = []

    @settings(
        max_examples=count, database=None, phases=[Phase.generate], deadline=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(cards)
    def collect(card):
        found.append(card)

    collect()
    return found


def workbook_with(cards):
    pages = tuple(Page(str(at), "scorecard", f"Card {at}", "", (card,), name=f"Card {at}")
                  for at, card in enumerate(cards))  # fmt: skip
    return workbook_of(
        Document("Pack", "Aldermoor", "All", DAY, datetime(2026, 4, 2, tzinfo=UTC), pages)
    )


def computed(card):
    """What each line should come to: score, coverage, lowest, red, share."""

    def said(score, share):
        return (score.score, score.coverage, score.least, score.reds, share)

    yield said(card.score, None)
    for perspective in card.perspectives:
        yield said(perspective.score, perspective.share)
        for goal in perspective.goals:
            yield said(goal.score, goal.share)
            for kpi in goal.kpis:
                there = kpi.score is not None
                red = int(there and kpi.score < 100 / 3 - 1e-9)
                yield (kpi.score, float(there), kpi.score, red, kpi.share)


def read(sheet):
    """The same of a sheet."""
    rows = list(sheet.iter_rows(values_only=True))
    head = next(at for at, row in enumerate(rows) if row[:2] == ("Name", "Level"))
    places = [rows[head].index(name) for name in
              ("Score", "Coverage", "Lowest KPI", "Red KPIs", "Share")]  # fmt: skip
    lines = [row for row in rows[head + 1 :] if row[1]]
    return [tuple(None if row[at] in ("", None) else row[at] for at in places) for row in lines]


def check(content, cards):
    book = load_workbook(content, data_only=True)
    for at, card in enumerate(cards):
        lines, expected = read(book[f"Card {at}"]), list(computed(card))
        assert len(lines) == len(expected)
        for line, wanted in zip(lines, expected, strict=True):
            for number, right in zip(line, wanted, strict=True):
                if right is None:
                    assert number is None, (at, line, wanted)
                else:
                    assert number == pytest.approx(right, abs=1e-9), (at, line, wanted)


def with_wrong_results(content):
    """The file with −7 saved as what every formula comes to."""
    out = io.BytesIO()
    changed = 0
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name.startswith("xl/worksheets/sheet"):
                text = data.decode()
                text, count = re.subn(r"</f><v>[^<]*</v>", "</f><v>-7</v>", text)
                text = re.sub(r'(<c [^>]*) t="str"(><f>)', r"\1\2", text)
                changed += count
                data = text.encode()
            new.writestr(name, data)
    assert changed
    return out.getvalue()


@pytest.mark.slow
def test_libreoffice_recomputes_the_scores_of_any_card(tmp_path):
    cards = [*many_cards(60), sample_card(), sample_card("geometric")]
    content = workbook_with(cards)
    check(io.BytesIO(content), cards)  # as it shows where nothing recomputes
    wrong = with_wrong_results(content)
    with pytest.raises(AssertionError):
        check(io.BytesIO(wrong), cards)
    check(converted(wrong, "xlsx", "xlsx", tmp_path), cards)


@pytest.mark.slow
def test_a_value_at_a_jump_has_the_score_beyond_it(tmp_path):
    """Also where the curve begins or ends with it: to a spreadsheet both points are one."""
    curves = [
        ScoreCurve((before(10, 0), (10.0, 100.0))),
        ScoreCurve((before(10, 100), (10.0, 0.0))),
        ScoreCurve((before(10, 0), (10.0, 50.0), (20.0, 100.0))),
        ScoreCurve(((0.0, 0.0), before(10, 40), (10.0, 80.0), (20.0, 100.0))),
        ScoreCurve(((0.0, 0.0), before(10, 40), (10.0, 100.0))),
        ScoreCurve((before(0.3, 0), (0.3, 100.0))),
    ]
    values = (9.99, 10.0, 10.01, 0.29, 0.3, 0.31, -5.0, 15.0, 30.0)
    cards = [
        card_of([("P", 1, [("G", 1, [kpi_of("K", curve, [value])])])])
        for curve in curves
        for value in values
    ]
    wrong = with_wrong_results(workbook_with(cards))
    check(converted(wrong, "xlsx", "xlsx", tmp_path), cards)


def before(value, score):
    """The point just before a value: what a jump begins with."""
    return math.nextafter(value, -math.inf), float(score)


@pytest.mark.slow
def test_what_people_change_in_the_sheet_is_scored_as_headway_would(tmp_path):
    card = sample_card()
    book = load_workbook(io.BytesIO(workbook_with([card])))
    sheet = book["Card 0"]
    rows = list(sheet.iter_rows(values_only=True))
    heads = next(row for row in rows if row[:2] == ("Name", "Level"))
    at = next(at for at, row in enumerate(rows, 1) if row[0] == "First-pass yield, Line 3")
    sheet.cell(at, heads.index("Value") + 1).value = 5.0
    sheet.cell(at, heads.index("Weight") + 1).value = 4.0
    mean = next(at for at, row in enumerate(rows, 1) if row[0] == "Mean")
    sheet.cell(mean, 2).value = "Geometric"
    saved = io.BytesIO()
    book.save(saved)
    changed = []
    for perspective in card.perspectives:
        goals = []
        for goal in perspective.goals:
            kpis = [
                replace(kpi, value=5.0, scored=5.0, weight=4.0, score=kpi.curve.score(5.0))
                if kpi.name == "First-pass yield, Line 3" else kpi
                for kpi in goal.kpis
            ]  # fmt: skip
            goals.append((goal.title, goal.weight, kpis))
        changed.append((perspective.name, perspective.weight, goals))
    expected = card_of(changed, "geometric")
    assert expected.score.score != pytest.approx(card.score.score)
    assert expected.perspectives[2].score.score is not None  # it had too little before
    check(converted(saved.getvalue(), "xlsx", "xlsx", tmp_path), [expected])
