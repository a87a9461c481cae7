"""What the frame around every page shows: rail, switchers, menus. Plain data; ``headway.reports``
fills it, the base template draws it."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Link:
    """Somewhere to go. ``icon`` names a symbol of the sprite; ``badge`` is a count, 0 for none;
    ``badge_more``: there are more than were counted."""

    label: str
    url: str
    icon: str = ""
    current: bool = False
    badge: int = 0
    badge_words: str = ""
    badge_more: bool = False


@dataclass(frozen=True, slots=True)
class Option:
    """A choice of a switcher. ``level`` indents."""

    label: str
    url: str
    note: str = ""
    current: bool = False
    level: int = 0


@dataclass(frozen=True, slots=True, eq=False)  # itself is the key of what is drawn of it
class Switch:
    """A switcher of the top bar: what is chosen, and what can be."""

    name: str
    above: str
    label: str
    options: tuple[Option, ...] = ()
    find_url: str = ""


@dataclass(frozen=True, slots=True, eq=False)  # as above
class Ruler:
    """The cycle under the top bar, in shares of its length (0 to 1); None where it does not lie
    inside."""

    weeks: int
    today: float | None
    lock: float | None
    words: str


@dataclass(frozen=True, slots=True)
class Shell:
    """The whole frame. ``notice`` says that another day or cycle is looked at, ``way_back`` leads
    to the present. ``find_url`` and ``theme_url`` are where the palette asks and where a choice of
    colours is posted; without them neither is offered."""

    organisation: str
    person: str
    initials: str
    theme: str = "system"
    nav: tuple[Link, ...] = ()
    foot: tuple[Link, ...] = ()
    unit: Switch | None = None
    cycle: Switch | None = None
    ruler: Ruler | None = None
    new: tuple[Link, ...] = ()
    account: tuple[Link, ...] = field(default_factory=tuple)
    notice: str = ""
    way_back: Link | None = None
    find_url: str = "/find"
    theme_url: str = "/theme"

    @property
    def itself(self) -> Shell:
        """Templates get a promise of this; what they look at twenty times they ask for it once."""
        return self
