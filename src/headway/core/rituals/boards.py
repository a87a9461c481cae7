"""The boards on which people write alone, reveal, group and vote: their columns and their rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from headway.core.errors import DefinitionError
from headway.core.texts import gettext_noop as _

DOTS = 3
"""Votes that each person has."""

FEWEST_VOTERS = 2
"""So many people must have voted before anything is counted: the sum of one is their vote, and
whoever leads would read it."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a board. ``key`` names it for programs; ``title`` and the ``question`` that it
    asks are for people (before translation)."""

    key: str
    title: str
    question: str


@dataclass(frozen=True, slots=True)
class Format:
    """A set of columns for one ``kind`` of ritual."""

    key: str
    title: str
    kind: str
    columns: tuple[Column, ...]

    def has(self, column: str) -> bool:
        """Whether there is such a column."""
        return any(one.key == column for one in self.columns)


@dataclass(frozen=True, slots=True)
class BoardStages:
    """In which stages of its agenda a board is written on, grouped and voted on."""

    write: frozenset[str]
    group: frozenset[str]
    vote: frozenset[str]


_ALL = (
    Format(
        "goals_measures",
        _("Goals and measures"),
        "retrospective",
        (
            Column(
                "targets",
                _("Targets"),
                _("Which was too easy, too hard, or the wrong measure? When could we have known?"),
            ),
            Column("weekly", _("The weekly"), _("Did it change any decision? Which one?")),
            Column("moved", _("Moved goals"), _("Which goal did we move, and was that right?")),
            Column(
                "price", _("The price"), _("What did we sacrifice? Which alignment did not hold?")
            ),
            Column(
                "change",
                _("One change"),
                _("What one thing do we change in how we plan, track or score?"),
            ),
        ),
    ),
    Format(
        "keep_stop_start",
        _("Keep, stop, start"),
        "retrospective",
        (
            Column("keep", _("Keep"), _("What helped us and should stay?")),
            Column("stop", _("Stop"), _("What stopped us, or costs more than it brings?")),
            Column("start", _("Start"), _("What do we not do yet, and should?")),
        ),
    ),
    Format(
        "went_well",
        _("Went well, got in the way"),
        "retrospective",
        (
            Column("well", _("Went well"), _("What went better than we expected, and why?")),
            Column("way", _("Got in the way"), _("What kept us from going on?")),
            Column("puzzles", _("Puzzles"), _("What do we not understand yet?")),
            Column("try", _("Try"), _("What could we try in the next cycle?")),
        ),
    ),
    Format(
        "sailboat",
        _("Sailboat"),
        "retrospective",
        (
            Column("wind", _("Wind"), _("What drove us on?")),
            Column("anchor", _("Anchor"), _("What held us back?")),
            Column("rocks", _("Rocks"), _("Which risks lie ahead of us?")),
            Column("island", _("Island"), _("What does it look like where we want to be?")),
        ),
    ),
    Format(
        "four_ls",
        _("Four Ls"),
        "retrospective",
        (
            Column("liked", _("Liked"), _("What did we like about how we worked?")),
            Column("learned", _("Learned"), _("What do we know now that we did not know before?")),
            Column("lacked", _("Lacked"), _("What was missing?")),
            Column("longed", _("Longed for"), _("What do we wish we had?")),
        ),
    ),
    Format(
        "drafts",
        _("Drafts"),
        "planning",
        (
            Column(
                "drafts",
                _("Objectives"),
                _("What must be true at the end of the cycle that is not true now?"),
            ),
        ),
    ),
)

FORMATS: Mapping[str, Format] = {one.key: one for one in _ALL}
"""By key; of those of a kind the first is what is taken where nobody chooses. Source: docs/methods
10.2 and common practice."""

BOARD_STAGES: Mapping[str, BoardStages] = {
    "retrospective": BoardStages(
        write=frozenset({"data", "write", "group"}),
        group=frozenset({"group"}),
        vote=frozenset({"vote"}),
    ),
    "planning": BoardStages(
        write=frozenset({"context", "draft", "cut"}),
        group=frozenset({"cut"}),
        vote=frozenset({"cut"}),
    ),
}
"""By kind of ritual."""


def formats(kind: str) -> tuple[Format, ...]:
    """The formats of a kind of ritual, the usual one first; none where it has no board.

    >>> [one.key for one in formats("planning")]
    ['drafts']
    >>> formats("weekly")
    ()

    Source: docs/methods 10.2.
    """
    return tuple(one for one in FORMATS.values() if one.kind == kind)


def board_format(kind: str, key: str = "") -> Format:
    """A format of a kind by its key, the usual one without.

    >>> board_format("retrospective").key
    'goals_measures'
    >>> [column.title for column in board_format("retrospective", "sailboat").columns]
    ['Wind', 'Anchor', 'Rocks', 'Island']

    Raises DefinitionError where the kind has none of that key. Source: docs/methods 10.2.
    """
    found = [one for one in formats(kind) if key in ("", one.key)]
    if not found:
        raise DefinitionError(_("There is no such format."), code="unknown_format")
    return found[0]


def fits(dots: Iterable[int]) -> bool:
    """Whether somebody may spread their votes like this: several on one group are allowed.

    >>> fits([2, 1]), fits([2, 2]), fits([-1, 4])
    (True, False, False)

    Source: docs/methods 10.2.
    """
    found = list(dots)
    return all(one >= 0 for one in found) and sum(found) <= DOTS
