"""Read the fields of one entry: what is wrong is collected, what was never asked for is kept."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from headway.core.definitions import is_ordinary
from headway.exchange.formats.document import Node, as_date, scalars
from headway.exchange.formats.entities import entities_in, without_entities
from headway.exchange.formats.plan import Finding
from headway.kit.texts import cleaned, readable

ID_LIMIT = 150


@dataclass(slots=True)
class Record:
    """An entry of a file. The readers return None where a field is absent or empty, and note a
    fault where it is of the wrong kind; ``faults`` says whether the entry can be used, ``told``
    names what nothing asked for, and what was read otherwise than it is written."""

    node: Node
    name: str = ""
    faults: list[Finding] = field(default_factory=list)
    told: list[Finding] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)

    @property
    def line(self) -> int:
        return self.node.line

    def text(self, name: str, *, required: bool = False, limit: int | None = None) -> str | None:
        """Text on one or more lines, as it was written, but for HTML entities, which are read as
        the letters they stand for; numbers and dates are text too."""
        node = self._get(name)
        if node is None or (node.value is not None and isinstance(node.value, list | dict)):
            if node is not None:
                self.fault(node.line, _("“%(field)s” must be text.") % {"field": name})
            elif required:
                self.fault(self.line, _("“%(field)s” is missing.") % {"field": name})
            return None
        written = cleaned(without_entities(node.text)).strip()
        if node.value is None or not written:
            if required:
                self.fault(node.line, _("“%(field)s” is empty.") % {"field": name})
            return None
        if readable(written) != written:
            self.fault(
                node.line, _("“%(field)s” holds characters no page can show.") % {"field": name}
            )
            return None
        if limit is not None and len(written) > limit:
            self.fault(
                node.line,
                _("“%(field)s” is longer than %(limit)d characters.")
                % {"field": name, "limit": limit},
            )
            return None
        if entities := entities_in(node.text):
            told = _("“%(field)s” holds HTML: %(entities)s was read as the letter it stands for.")
            words = {"field": name, "entities": ", ".join(entities[:5])}
            self.told.append(Finding(node.line, self.name, told % words))
        return written

    def number(self, name: str) -> float | None:
        """An ordinary number."""
        node = self._get(name)
        if node is None or node.value is None:
            return None
        value = node.value
        if isinstance(value, int | float) and not isinstance(value, bool):
            try:
                number = float(value)
            except OverflowError:
                number = math.inf
            if is_ordinary(number):
                return number
        self.fault(
            node.line,
            _("“%(field)s” must be a number, not “%(value)s”.")
            % {"field": name, "value": shortened(node)},
        )
        return None

    def day(self, name: str, *, required: bool = True) -> date | None:
        """A day in ISO form."""
        node = self._get(name)
        if node is None or (node.value is None and not required):
            if required:
                self.fault(self.line, _("“%(field)s” is missing.") % {"field": name})
            return None
        day = as_date(node.value)
        if day is None:
            self.fault(
                node.line,
                _("“%(field)s” must be a day such as 2026-03-31, not “%(value)s”.")
                % {"field": name, "value": shortened(node)},
            )
        return day

    def flag(self, name: str) -> bool:
        """A truth value, false where absent."""
        node = self._get(name)
        if node is None or node.value is None:
            return False
        if isinstance(node.value, bool):
            return node.value
        self.fault(node.line, _("“%(field)s” must be true or false.") % {"field": name})
        return False

    def choice(self, name: str, allowed: set[str]) -> str | None:
        """One of the words this format knows."""
        node = self._get(name)
        word = self.text(name)
        if word is None or word in allowed:
            return word
        self.fault(
            node.line if node else self.line,
            _("“%(field)s” is “%(value)s”; it must be one of: %(allowed)s.")
            % {"field": name, "value": word[:40], "allowed": ", ".join(sorted(allowed))},
        )
        return None

    def texts(self, name: str, *, limit: int | None = None) -> list[str]:
        """A list of texts; a single text counts as a list of one."""
        node = self._get(name)
        if node is None or node.value is None:
            return []
        items = node.value if isinstance(node.value, list) else [node]
        found = []
        for item in items:
            inner = Record(Node(item.line, {name: item}), self.name)
            if written := inner.text(name, limit=limit):
                found.append(written)
            self.faults += [Finding(f.line, self.name, f.text) for f in inner.faults]
            self.told += [Finding(f.line, self.name, f.text) for f in inner.told]
        return found

    def pairs(self, name: str) -> list[list[float]]:
        """A list of pairs of numbers."""
        found = []
        for node in self.items(name):
            parts = node.value if isinstance(node.value, list) else []
            pair = [self.inner(Node(part.line, {name: part})).number(name) for part in parts]
            numbers = [number for number in pair if number is not None]
            if len(parts) != 2 or len(numbers) != 2:
                self.fault(
                    node.line, _("“%(field)s” is a list of pairs of numbers.") % {"field": name}
                )
                return []
            found.append(numbers)
        return found

    def items(self, name: str) -> list[Node]:
        """A list of entries."""
        node = self._get(name)
        if node is None or node.value is None:
            return []
        if not isinstance(node.value, list):
            self.fault(node.line, _("“%(field)s” must be a list.") % {"field": name})
            return []
        return node.value

    def parts(self, name: str, bare: str) -> Iterator[Record]:
        """The entries of a list, as parts of this one; a bare value is one whose field ``bare``
        it is."""
        for node in self.items(name):
            is_whole = isinstance(node.value, dict)
            yield self.inner(node if is_whole else Node(node.line, {bare: node}))

    def record(self, name: str) -> Record | None:
        """An entry inside this one; its faults are this one's."""
        node = self._get(name)
        if node is None or node.value is None:
            return None
        if not isinstance(node.value, dict):
            self.fault(node.line, _("“%(field)s” must have fields of its own.") % {"field": name})
            return None
        return self.inner(node)

    def inner(self, node: Node) -> Record:
        """A part of this entry, whose faults are this one's."""
        return Record(node, self.name, self.faults, self.told)

    def has(self, name: str) -> bool:
        """Whether the field is there and not empty."""
        node = self.node.value.get(name)
        return node is not None and node.value is not None

    def line_of(self, name: str) -> int:
        """The line a field stands on, the entry's own where it is absent."""
        node = self.node.value.get(name)
        return node.line if node else self.line

    def fault(self, line: int, text: str) -> None:
        """Note why the entry cannot be used."""
        self.faults.append(Finding(line, self.name, text))

    def unread_words(self) -> list[str]:
        """The fields nothing asked for, a line each: "name: value"; they are told too."""
        self.tell_unread(_("“%(field)s” is no field of this format: kept in words."))
        return [f"{name}: {value}" for name, value in self.unread().items()]

    def tell_unread(self, words: str) -> None:
        """Name the fields nothing asked for, each by its line."""
        for name in self.unread():
            self.told.append(Finding(self.line_of(name), self.name, words % {"field": name[:60]}))

    def unread(self) -> dict[str, str]:
        """The fields nothing asked for, as readable text."""
        return {
            readable(name): readable(", ".join(scalars(node)))
            for name, node in self.node.value.items()
            if name not in self.asked and node.value is not None
        }

    def _get(self, name: str) -> Node | None:
        self.asked.add(name)
        found: Node | None = self.node.value.get(name)
        return found


def shortened(node: Node) -> str:
    """A value as it was written, short enough for a sentence."""
    written: Any = node.text if not isinstance(node.value, list | dict) else "…"
    return readable(written if len(written) <= 40 else f"{written[:39]}…")
