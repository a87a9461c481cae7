"""Owner roles and teams of a file, as people and units."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from headway.exchange.formats.entries import ROOT_UNIT, ImportedPerson, ImportedUnit
from headway.exchange.formats.plan import Finding

KEY_LIMIT = 200
_NOBODY = re.compile(r"unassigned\b.*|nobody|none|tbd|tba|n/a|\?+", re.IGNORECASE | re.DOTALL)
_LEFT_OUT = {"of", "the"}
_LONG_FORM = {"sr": "senior", "jr": "junior", "mgr": "manager", "&": "and"}


@dataclass(slots=True)
class Roster:
    """People and units by the names a file uses, each created once.

    Spellings that differ only in case, punctuation, "Sr" for "Senior" and a left-out "of" are one
    role. Anything else stays two: a wrong merge would be worse than a twin.
    """

    people: dict[str, ImportedPerson] = field(default_factory=dict)
    units: dict[str, ImportedUnit] = field(default_factory=dict)
    assumed: list[Finding] = field(default_factory=list)
    spellings: dict[str, set[str]] = field(default_factory=dict)

    def person(self, role: str | None, line: int) -> str | None:
        """The id of the person of a role; None when the role names nobody."""
        if role is None or _NOBODY.fullmatch(role):
            return None
        key = role_key(role)
        if key not in self.people:
            self.people[key] = ImportedPerson(external_id=key, line=line, name=role)
        self._note_twin(key, role, line)
        return key

    def team(self, name: str, line: int) -> str:
        """The id of a team's unit."""
        return self._unit(name, "team", line)

    def role_unit(self, role: str, line: int) -> str:
        """The id of the unit that stands for a role's area; under the spelling of its person."""
        key = role_key(role)
        name = self.people[key].name if key in self.people else role
        return self._unit(name, "role", line)

    def _unit(self, name: str, kind: str, line: int) -> str:
        """Names are unique below a unit: a team and a role of one name are one unit."""
        key = role_key(name)
        if key not in self.units:
            self.units[key] = ImportedUnit(
                external_id=key,
                line=line,
                name=name,
                kind=kind,
                parent=ROOT_UNIT,
                position=len(self.units),
            )
        return key

    def _note_twin(self, key: str, role: str, line: int) -> None:
        known = self.spellings.setdefault(key, set())
        if role in known:
            return
        known.add(role)
        first = self.people[key].name
        if role != first:
            self.assumed.append(
                Finding(
                    line,
                    role,
                    _("“%(one)s” and “%(other)s” are the same role.")
                    % {"one": first, "other": role},
                )
            )


def role_key(name: str) -> str:
    """What spellings of one role have in common.

    >>> role_key("VP, Field Ops") == role_key("VP of field ops")
    True
    >>> role_key("Director of Support") == role_key("Director of Customer Support")
    False
    """
    words = re.findall(r"[^\W_]+|&", name.casefold())
    kept = [_LONG_FORM.get(word, word) for word in words if word not in _LEFT_OUT]
    return (" ".join(kept or words) or name.casefold())[:KEY_LIMIT]
