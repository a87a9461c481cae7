"""A board pack of a made-up company, with every sort of block, long names and gaps."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from headway.core.scorecard import ScoreCurve, curve_of_target
from headway.packs.formats.document import (
    Bar,
    BarChart,
    Cell,
    Colour,
    Column,
    Document,
    LineChart,
    MapPicture,
    Mark,
    Page,
    Prose,
    ScoreCard,
    Series,
    Table,
)
from headway.packs.tests.cards import card_of, kpi_of
from headway.web.charts import MapGoal, MapLane, MapLink, StrategyMap

LONG = (
    "Installers across the whole of Northern Germany choose us first for every new home that is "
    "built, and say so to others"
)

WORRY = (
    "What worries us is the line: first-pass yield fell, and rework eats what the price rise "
    "brought. We ask the board for a decision on the second test bench by 30 April. "
) * 2


def sample_card(mean: str = "arithmetic") -> ScoreCard:
    """Four perspectives; one goal has too little for a score, one KPI a step, one no target."""
    ladder = curve_of_target(wanted="at_least", low=39, red=36, worst=30, best=42)
    fewer = curve_of_target(wanted="at_most", high=4, red=6)
    margin = kpi_of("Gross margin, own manufacture", ladder, [38.1, 37.9, 38.8, 38.4], weight=2)
    card = card_of(
        [
            (
                "Financial",
                3,
                [
                    (
                        "A margin that pays for the next platform",
                        2,
                        [
                            replace(margin, target="at least 39 %"),
                            kpi_of(
                                "Free cash after capital spending, rolling 12 months",
                                ScoreCurve(((10.0, 0.0), (18.0, 100.0))), [14.2], unit="m €",
                            ),
                        ],
                    ),
                    ("Grow in R-290 markets", 1, []),
                ],
            ),
            (
                "Customer",
                3,
                [
                    (LONG, 1, [kpi_of("No-heat hours per 1000 homes", fewer, [5.1], unit="h")]),
                    (
                        "A quiet winter for every customer",
                        1,
                        [
                            kpi_of("=SUM(A1:A9) calls alone", ladder, [64.0], href="/kpis/7"),
                            kpi_of(
                                "Recall notices", ScoreCurve(high=0.0), [0.0], unit="", places=0
                            ),
                        ],
                    ),
                ],
            ),
            (
                "Internal process",
                2,
                [
                    (
                        "Every unit right the first time",
                        1,
                        [
                            kpi_of("First-pass yield, Line 3", fewer, [9.5]),
                            kpi_of("Remote fixes", None, [], lack="There is no value yet."),
                        ],
                    ),
                ],
            ),
        ],
        mean,
    )  # fmt: skip
    moved = (4.0, -2.0, None)
    return replace(
        card,
        score=replace(card.score, change=1.5),
        compared_with=date(2025, 12, 31),
        perspectives=tuple(
            replace(one, score=replace(one.score, change=change))
            for one, change in zip(card.perspectives, moved, strict=True)
        ),
    )


def sample_lines() -> LineChart:
    """A KPI with limits and two signals, and a gap in it."""
    values = (
        38.2, 37.9, 38.4, 38.8, 37.6, 38.1, None, 38.5,
        38.9, 39.4, 41.2, 39.6, 39.1, 38.2, 35.1, 38.4,
    )  # fmt: skip
    periods = tuple(f"{year}-{month:02d}" for year in (2025, 2026) for month in range(1, 9))
    many = len(periods)
    return LineChart(
        "Gross margin, own manufacture",
        "Gross margin by month, from 35.1 to 41.2 %. Two values lie beyond the limits.",
        "%",
        1,
        periods,
        (
            Series("Gross margin", "value", values),
            Series("Centre", "centre", (38.5,) * many),
            Series("Upper limit", "upper", (40.6,) * many),
            Series("Lower limit", "lower", (36.4,) * many),
            Series("Target", "target", (39.0,) * many),
        ),
        (
            Mark(10, "Above the upper limit: the price rise", "green"),
            Mark(14, "Below the lower limit", "red"),
        ),
    )


def sample_bars() -> BarChart:
    """Scores of perspectives, one of them missing."""
    return BarChart(
        "Scores by perspective",
        "Financial 66, Customer 44, Internal process 12; Learning has none.",
        "",
        0,
        (
            Bar("Financial", 70.4, "green"),
            Bar("Customer and everybody else who uses what we build", 44.1, "amber"),
            Bar("Internal process", 12.0, "red"),
            Bar("Learning", None, "grey"),
        ),
        100.0,
    )


def sample_table(rows: int = 6) -> Table:
    """Objectives with their status; texts that a careless file would take for formulas."""
    columns = (
        Column("Objective"),
        Column("Owner"),
        Column("Score", is_number=True),
        Column("Progress", is_number=True),
        Column("Status"),
    )
    names = (
        LONG, "=HYPERLINK(\"http://evil.example\",\"click\")", "@cmd|' /C calc'!A0",
        "Cut scrap on Line 3", "+49 30 1234", "-2+3 more",
    )  # fmt: skip
    statuses: tuple[tuple[str, Colour], ...] = (
        ("On track", "green"), ("Watch", "amber"), ("Off track", "red"), ("No verdict", "grey"),
    )  # fmt: skip
    lines = []
    for at in range(rows):
        words, colour = statuses[at % len(statuses)]
        share = (at * 37 % 100) / 100
        lines.append(
            (
                Cell(names[at % len(names)], href=f"/objectives/{at + 1}"),
                Cell("Clara Weidenfeller" if at % 2 else "Amara Diallo"),
                Cell(f"{share:.2f}", share + 0.001),
                Cell(f"{share * 100:.0f}\u00a0%", share),
                Cell(words, colour=colour),
            )
        )
    return Table("Objectives of the quarter", columns, tuple(lines), "12 more on track")


def sample_map() -> MapPicture:
    """Three lanes with arrows of every sort."""
    goals = (
        MapGoal(1, 0, "A margin that pays for the next platform", "/goals/1", 66.0, "amber", 3.0),
        MapGoal(2, 0, "Grow in R-290 markets"),
        MapGoal(3, 1, LONG, "/goals/3", 71.0, "green", -2.0),
        MapGoal(4, 1, "A quiet winter for every customer", "", 66.0, "amber"),
        MapGoal(5, 2, "Every unit right the first time", "", 12.0, "red", 0.0),
        MapGoal(6, 2, "Software that never strands a house"),
        MapGoal(7, 2, "Legal everywhere before we launch", "", 58.0, "amber"),
    )
    links = (
        MapLink(1, 3, 1, 1, "2 quarters", "supported", "r 0.38, n 60"),
        MapLink(2, 4, 1, 1, "", "not_seen", "power 60 %"),
        MapLink(3, 4, 2, 1, "", "untested"),
        MapLink(4, 5, 3, 1, "6 weeks", "supported", "r 0.52, n 54"),
        MapLink(5, 5, 4, -1, "8 weeks", "contradicted", "r −0.44"),
        MapLink(6, 6, 4, 1, "", "not_testable", "n 9"),
        MapLink(7, 7, 2, 1, "", "untested"),
    )
    lanes = (
        MapLane("Financial", "what owners get"),
        MapLane("Customer", "what installers and homes get"),
        MapLane("Internal process", "what we must excel at"),
    )
    found = StrategyMap(lanes, goals, links, "Strategy map: 7 goals in 3 lanes, 7 arrows")
    return MapPicture(
        found,
        (
            "Every unit right the first time drives what installers choose: supported",
            "Every unit right the first time holds down a quiet winter after 8 weeks: contradicted",
        ),
    )


def sample(rows: int = 6) -> Document:
    """The whole pack, with a table of so many rows."""
    pages = (
        Page(
            "summary", "summary", "Two of three perspectives are on the way, process is not",
            "9 of 10 KPIs have a fresh reading. 2 are red.",
            (
                Prose(
                    (
                        "The price rise is brought home: margin is at 38.4 %, and stays there.",
                        WORRY,
                    )
                ),
                sample_bars(),
            ),
            "/", "Summary",
        ),
        Page(
            "scorecard", "scorecard", "Mostly: 59 of 100. Internal process is weakest.",
            "As known on 31 March 2026", (sample_card(),), "/scorecard", "Scorecard",
        ),
        Page("map", "map", "One of seven arrows is contradicted by data", "", (sample_map(),),
             "/map", "Strategy map"),
        Page("kpi-1", "kpi", "Gross margin: two signals in 16 months", "Finance, monthly",
             (sample_lines(), sample_table(3)), "/kpis/1", "Gross margin, own manufacture"),
        Page("objectives", "objectives", "Objectives: 9 of 12 are on track", "Q1 2026",
             (sample_table(rows),), "/objectives", "Objectives"),
    )  # fmt: skip
    return Document(
        "Board pack, March 2026", "Aldermoor & Sons", "Whole organisation", date(2026, 3, 31),
        datetime(2026, 4, 2, 8, 30, tzinfo=UTC), pages,
    )  # fmt: skip
