"""Read what a form sent: text, numbers as people write them, days, choices.

A value that cannot be read is remembered as an error of its field; ``refuse`` raises them together,
so that a form shows all of them at once and keeps what was typed.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from headway.kit.choices import CANDIDATES, Source
from headway.kit.days import day_errors
from headway.kit.problems import FieldError, InvalidInput, Outdated, Problem
from headway.kit.texts import cleaned

LONGEST_TEXT = 20_000
_SPACES = re.compile(r"[\s\u00a0\u202f'\u2019]")
_WHOLE = re.compile(r"[-+]?[0-9]{1,25}")
_PLAIN = re.compile(r"[-+]?(?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)(?:[eE][-+]?[0-9]+)?")
_GROUPED_BY_COMMAS = re.compile(r"[-+]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?")
_GROUPED_BY_POINTS = re.compile(r"[-+]?[0-9]{1,3}(?:(?:\.[0-9]{3})+,[0-9]*|(?:\.[0-9]{3}){2,})")


class Posted:
    """The fields of one form."""

    def __init__(self, data: QueryDict | Mapping[str, str]) -> None:
        self.data = data
        self.errors: list[FieldError] = []

    @classmethod
    def of(cls, request: HttpRequest) -> Posted:
        """What the request's form sent."""
        return cls(request.POST)

    def text(self, name: str, default: str = "") -> str:
        """The text, without surrounding space, without the one character that a database cannot
        keep and those that turn the text after it. Raises InvalidInput for one longer than any page
        could show."""
        found = cleaned((self.data.get(name) or default).replace("\x00", "")).strip()
        if len(found) > LONGEST_TEXT:
            message = _("Use at most %(limit)d characters.") % {"limit": LONGEST_TEXT}
            raise InvalidInput.on(name, message, code="too_long")
        return found

    def choices(self, name: str) -> list[str]:
        """All values of a field that may come several times."""
        if isinstance(self.data, QueryDict):
            return self.data.getlist(name)
        return [self.data[name]] if name in self.data else []

    def switched(self, name: str) -> bool:
        """Whether a checkbox is on."""
        return bool(self.text(name))

    def integer(self, name: str) -> int | None:
        """A whole number, None when empty."""
        text = self.text(name)
        if not text:
            return None
        found = read_whole(text)
        if found is None:
            self._wrong(name, _("Enter a whole number."))
        return found

    def number(self, name: str) -> float | None:
        """A number as people write it ("1 200,5", "1,200.5", "1.2e3"), None when empty."""
        text = self.text(name)
        if not text:
            return None
        found = read_number(text)
        if found is None:
            self._wrong(name, _("Enter a number, such as 12.5."))
        return found

    def day(self, name: str) -> date | None:
        """A day, None when empty."""
        text = self.text(name)
        if not text:
            return None
        try:
            found = date.fromisoformat(text)
        except ValueError:
            self._wrong(name, _("Enter a day as year-month-day, such as 2026-11-24."))
            return None
        wrong = day_errors(name, found)
        self.errors += wrong
        return None if wrong else found

    def chosen(self, name: str, source: Source) -> str | None:
        """The id chosen in a field of ``ui.finder``, None when empty. A text that is not the name
        of the id sent with it counts instead of it: somebody typed it without the help of a
        script."""
        given = self.text(name)
        if f"{name}-text" not in self.data:
            return given or None
        text = self.text(f"{name}-text")
        if not text:
            return None
        kept = source.by_ids([given]).get(given) if given else None
        if kept is not None and kept.label.strip() == text:
            return given
        found = source.named(text)
        if len(found) == 1:
            return found[0].id
        if not found:
            self.errors.append(FieldError(name, "unknown", source.none_fits(text)))
        elif len(found) > CANDIDATES:
            message = source.several_fit(len(found), text)
            self.errors.append(FieldError(name, "too_many", message))
        else:
            message = source.several_fit(len(found), text)
            self.errors.append(FieldError(name, "ambiguous", message))
        return None

    def chosen_id(self, name: str, source: Source) -> int | None:
        """The same where ids are numbers."""
        found = self.chosen(name, source)
        if found is None:
            return None
        whole = read_whole(found)
        if whole is None:
            self._wrong(name, _("Enter a whole number."))
        return whole

    def require(self, *names: str) -> None:
        """Remember an error for each of these that is empty."""
        for name in names:
            if not self.text(name):
                self.errors.append(FieldError(name, "required", _("This is needed.")))

    def refuse(self) -> None:
        """Raise InvalidInput when something could not be read."""
        if self.errors:
            raise InvalidInput(_("This was not saved. Mend what is marked."), errors=self.errors)

    def _wrong(self, name: str, message: str) -> None:
        self.errors.append(FieldError(name, "unreadable", message))


def read_whole(text: str) -> int | None:
    """The whole number a person meant, None when it is none or more than a database holds.

    >>> [read_whole(t) for t in ("12", "1 200", "-3", "1.5", "9" * 30)]
    [12, 1200, -3, None, None]
    """
    digits = _SPACES.sub("", text).replace("\u2212", "-")
    if not _WHOLE.fullmatch(digits):
        return None
    found = int(digits)
    return found if abs(found) < 2**63 else None


def fields_again(request: HttpRequest, problem: Problem | None) -> dict[str, Any]:
    """What the form sent, to show it again. After somebody else's change it is for the version that
    is stored now: to save it again is a decision, not a second refusal."""
    typed: dict[str, Any] = request.POST.dict()
    if isinstance(problem, Outdated) and "version" in problem.extra:
        typed["version"] = problem.extra["version"]
    return typed


def plain_number(value: float | None) -> str:
    """A number as a form takes it back unchanged, to the last digit; empty for None.

    >>> plain_number(2345678.91), plain_number(3.0), plain_number(None)
    ('2345678.91', '3', '')
    """
    if value is None:
        return ""
    return str(int(value)) if value == int(value) else repr(value)


def read_number(text: str) -> float | None:
    """The number a person meant; None when it is none. One comma and no point is a decimal comma
    unless exactly three digits follow a whole group ("1,200" is twelve hundred); points group only
    where there are several of them, or a decimal comma. Digits are 0 to 9.

    >>> [read_number(t) for t in ("12,5", "1 200", "1,200.5", "1.200,5", "1,200", "abc", "-3")]
    [12.5, 1200.0, 1200.5, 1200.5, 1200.0, None, -3.0]
    >>> [read_number(t) for t in ("1.234.567", "1.200", "1_000", "1,2.3")]
    [1234567.0, 1.2, None, None]
    """
    text = _SPACES.sub("", text).replace("\u2212", "-").rstrip("%")
    if _GROUPED_BY_COMMAS.fullmatch(text):
        text = text.replace(",", "")
    elif _GROUPED_BY_POINTS.fullmatch(text):
        text = text.replace(".", "").replace(",", ".")
    elif _PLAIN.fullmatch(text):
        text = text.replace(",", ".")
    else:
        return None
    found = float(text)
    return found if math.isfinite(found) else None
