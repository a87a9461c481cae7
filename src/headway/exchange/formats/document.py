"""YAML as plain values that know their line, read without recursion and within limits.

Only what data needs is taken: mappings, lists and plain scalars. Anchors and aliases (a few lines
can stand for gigabytes), tags (they name code), several documents in a file and keys given twice
are refused, each by its line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import yaml
from django.utils.translation import gettext as _

from headway.kit.refusing import on_line

DEEPEST = 32
MOST_VALUES = 1_000_000
LONGEST_NUMBER = 400  # digits

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_STANDARD = "tag:yaml.org,2002:"


@dataclass(frozen=True, slots=True)
class Node:
    """A value and the line it stands on, counted from 1.

    ``value`` is a dict of Nodes by name, a list of Nodes, or a scalar: text, number, truth value,
    date or None. ``text`` is a scalar as it was written.
    """

    line: int
    value: Any
    text: str = ""


def load_yaml(content: bytes) -> Node:
    """The one document of a YAML file.

    Raises InvalidInput, naming the line, for anything that is no plain YAML in UTF-8.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise on_line(line, _("This is not UTF-8 text. Save the file as UTF-8.")) from error
    builder = _Builder()
    try:
        for event in yaml.parse(text, Loader=_Loader):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise on_line(line, _("This is no valid YAML (%s).") % (error.problem or "")) from error
    except yaml.YAMLError as error:  # a character that YAML does not allow
        position = getattr(error, "position", 0)
        line = text[: position if isinstance(position, int) else 0].count("\n") + 1
        raise on_line(line, _("This holds a character that YAML does not allow.")) from error
    return builder.document()


@dataclass(slots=True)
class _Frame:
    """A mapping or list that is still open."""

    line: int
    items: dict[str, Node] | list[Node]
    key: str | None = None


@dataclass(slots=True)
class _Builder:
    """Puts the values together from the parser's events; its stack replaces recursion."""

    frames: list[_Frame] = field(default_factory=list)
    root: Node | None = None
    count: int = 0

    def take(self, event: Any) -> None:
        line = event.start_mark.line + 1 if event.start_mark else 1
        match event:
            case yaml.DocumentStartEvent() if self.root is not None:
                raise on_line(line, _("A second document starts here. Keep one in a file."))
            case yaml.AliasEvent():
                raise on_line(line, _("Aliases are not read. Write the value out."))
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                self._refuse_unusual(event, line)
                if len(self.frames) >= DEEPEST:
                    raise on_line(line, _("This nests deeper than any plan. Check the brackets."))
                is_mapping = isinstance(event, yaml.MappingStartEvent)
                self._expect_value(line)
                self.frames.append(_Frame(line, {} if is_mapping else []))
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                frame = self.frames.pop()
                self._put(Node(frame.line, frame.items), frame.line)
            case yaml.ScalarEvent():
                self._refuse_unusual(event, line)
                self._scalar(event, line)

    def document(self) -> Node:
        if self.root is None:
            raise on_line(1, _("The file is empty."))
        return self.root

    def _scalar(self, event: Any, line: int) -> None:
        top = self.frames[-1] if self.frames else None
        if top is not None and isinstance(top.items, dict) and top.key is None:
            if event.value in top.items:
                raise on_line(line, _("“%s” is given twice in one entry.") % _short(event.value))
            top.key = event.value
            return
        plain = event.implicit[0]
        value = _plain_value(event.value) if plain else event.value
        self._put(Node(line, value, event.value), line)

    def _put(self, node: Node, line: int) -> None:
        self.count += 1
        if self.count > MOST_VALUES:
            raise on_line(line, _("The file holds more than a million values. Split it."))
        if not self.frames:
            self.root = node
            return
        top = self.frames[-1]
        if isinstance(top.items, list):
            top.items.append(node)
        elif top.key is not None:  # always: a value follows its key
            top.items[top.key] = node
            top.key = None

    def _expect_value(self, line: int) -> None:
        top = self.frames[-1] if self.frames else None
        if top is not None and isinstance(top.items, dict) and top.key is None:
            raise on_line(line, _("A field's name must be plain text."))

    def _refuse_unusual(self, event: Any, line: int) -> None:
        if event.anchor is not None:
            raise on_line(line, _("Anchors are not read. Remove “&%s”.") % _short(event.anchor))
        if event.tag is not None and event.tag != "!":
            raise on_line(line, _("Tags are not read. Remove “%s”.") % _short(event.tag))


class _Scalars(yaml.constructor.SafeConstructor, yaml.resolver.Resolver):
    """PyYAML's own reading of plain scalars: dates, yes and no, null, and what looks like a
    number."""

    def __init__(self) -> None:
        yaml.constructor.SafeConstructor.__init__(self)
        yaml.resolver.Resolver.__init__(self)


def _integer(text: str) -> int:
    """A whole number, whose digits ``_`` may group; after 0x, 0b and 0 with another base."""
    digits = _digits(text).lower()
    unsigned = digits.lstrip("+-")
    base = {"0x": 16, "0b": 2}.get(
        unsigned[:2], 8 if unsigned[:1] == "0" and unsigned != "0" else 10
    )
    return int(digits, base)


def _decimal(text: str) -> float:
    """A number with a decimal point, ``.inf`` and ``.nan`` among them."""
    return float(_digits(text).lower().replace(".inf", "inf").replace(".nan", "nan"))


def _digits(text: str) -> str:
    """PyYAML would read ``1:30`` as ninety, to the base of sixty and in quadratic time: here that
    is text. Raises ValueError, as for what is too long to be anything that somebody measured."""
    if ":" in text or len(text) > LONGEST_NUMBER:
        raise ValueError(text[:LONGEST_NUMBER])
    return text.replace("_", "")


_scalars = _Scalars()
_READ: dict[str, Callable[[Any], Any]] = {
    f"{_STANDARD}null": lambda _node: None,
    f"{_STANDARD}bool": _scalars.construct_yaml_bool,
    f"{_STANDARD}int": lambda node: _integer(node.value),
    f"{_STANDARD}float": lambda node: _decimal(node.value),
    f"{_STANDARD}timestamp": _scalars.construct_yaml_timestamp,
}


def _plain_value(text: str) -> Any:
    resolve: Callable[..., str] = _scalars.resolve
    tag = resolve(yaml.ScalarNode, text, (True, False))
    read = _READ.get(tag)
    if read is None:
        return text
    try:
        return read(yaml.ScalarNode(tag, text))
    except (ValueError, OverflowError):  # "2019-13-45", "1:30", or a number of thousands of digits
        return text


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"


def scalars(node: Node) -> Iterator[str]:
    """All scalars below a node, as they were written, in order."""
    waiting = [node]
    while waiting:
        current = waiting.pop()
        if isinstance(current.value, dict):
            waiting.extend(reversed(current.value.values()))
        elif isinstance(current.value, list):
            waiting.extend(reversed(current.value))
        elif current.value is not None:
            yield current.text


def as_date(value: Any) -> date | None:
    """The day a scalar names: a date, or ISO text; None for anything else."""
    if isinstance(value, date):
        return value if type(value) is date else None
    if isinstance(value, str):
        try:
            return date.fromisoformat(value.strip())
        except ValueError:
            return None
    return None
