"""A board pack as one reads it: pages of prose, tables and charts, with every number that they
show. It is gathered once and then only drawn: as a page, as slides, as PDF, PowerPoint or XLSX. A
pack that is frozen keeps this, so it shows what it showed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from headway.core.scorecard import ScoreCurve as ScoreCurve
from headway.web.charts.strategy_map_model import StrategyMap

Colour = Literal["green", "amber", "red", "grey", ""]
"""Of a status or score; empty where it says nothing of good and bad. Never alone: the cell or name
beside it has the word."""


@dataclass(frozen=True, slots=True)
class Prose:
    """Paragraphs in words, as somebody wrote them or as Headway says them."""

    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. ``is_number``: its cells stand right, and have a ``value``."""

    title: str
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell says, its number where it has one (as it is, not rounded), its status, and where
    it leads (a path of Headway)."""

    text: str
    value: float | None = None
    colour: Colour = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows below their columns. ``more`` says what was left out, "12 more on track"."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    more: str = ""


SeriesRole = Literal["value", "centre", "lower", "upper", "target", "expected", "forecast"]


@dataclass(frozen=True, slots=True)
class Series:
    """A line of a chart: a value for each of its periods, None where there is none."""

    name: str
    role: SeriesRole
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """A period of a line chart that asks for attention, and why in words."""

    at: int
    words: str
    colour: Colour = ""


@dataclass(frozen=True, slots=True)
class LineChart:
    """Values over periods, oldest first. ``words`` say what it shows to those who do not see it;
    ``unit`` is what the values count; ``places`` their decimals."""

    title: str
    words: str
    unit: str
    places: int
    periods: tuple[str, ...]
    series: tuple[Series, ...]
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a chart, None where there is no value."""

    name: str
    value: float | None
    colour: Colour = ""


@dataclass(frozen=True, slots=True)
class BarChart:
    """Values beside each other, from 0 to ``most`` (None: the largest)."""

    title: str
    words: str
    unit: str
    places: int
    bars: tuple[Bar, ...]
    most: float | None = None


@dataclass(frozen=True, slots=True)
class MapPicture:
    """A strategy map, and its arrows in sentences below."""

    map: StrategyMap
    arrows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CardKpi:
    """A KPI of a goal. ``value`` is of ``period``; ``scored`` is what its score is made of, the
    same or a mean of ``smoothed`` values; ``curve`` is how that becomes a score, if by
    any. Without ``score``, ``lack`` says why in words. ``weight`` is relative to the other KPIs of
    the goal; ``share`` what it comes to among those that are there. ``state`` is how it stands by
    signal and target, in words, with its colour; empty where only its score is told.
    """

    name: str
    unit: str
    places: int
    period: str
    value: float | None
    scored: float | None
    smoothed: tuple[float, ...]
    curve: ScoreCurve | None
    target: str
    weight: float
    share: float
    score: float | None
    lack: str = ""
    href: str = ""
    state: str = ""
    state_colour: Colour = "grey"


@dataclass(frozen=True, slots=True)
class CardScore:
    """What several scores come to: None where too little is there. ``change`` is by how many points
    it moved since the day that the card is compared with."""

    score: float | None
    coverage: float
    least: float | None
    reds: int
    change: float | None = None


@dataclass(frozen=True, slots=True)
class CardGoal:
    """A goal with its KPIs; ``weight`` is relative to the other goals of the perspective."""

    title: str
    owner: str
    weight: float
    share: float
    score: CardScore
    kpis: tuple[CardKpi, ...]
    href: str = ""


@dataclass(frozen=True, slots=True)
class CardPerspective:
    """A perspective with its goals; ``weight`` is relative to the other perspectives."""

    name: str
    weight: float
    share: float
    score: CardScore
    goals: tuple[CardGoal, ...]


@dataclass(frozen=True, slots=True)
class ScoreCard:
    """A scorecard with all that its scores are made of, so that they can be computed again.
    ``known`` says by what it was known: "as known on 31 March" or "as known now"."""

    day: date
    known: str
    mean: Literal["arithmetic", "geometric"]
    score: CardScore
    perspectives: tuple[CardPerspective, ...]
    compared_with: date | None = None


Block = Prose | Table | LineChart | BarChart | MapPicture | ScoreCard


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the pack. ``title`` is the answer to its question; ``kind`` says what it is of,
    "scorecard"; ``key`` tells it from the others. ``href`` leads to the live page of the same.
    ``name`` is what it is of in a word or two for people, "Scorecard": a sheet is called by it."""

    key: str
    kind: str
    title: str
    lead: str
    blocks: tuple[Block, ...]
    href: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A board pack. ``day`` is what it tells of; ``made_at`` when it was gathered, aware of its
    zone. ``scope`` names the unit, or the organisation."""

    title: str
    organisation: str
    scope: str
    day: date
    made_at: datetime
    pages: tuple[Page, ...]
