"""What was imported before, and how it stands now."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from headway.exchange.models import ImportedObject
from headway.okrs.actions.plans import KINDS

BATCH = 1000

_MOVING = {
    "version", "updated_at", "checked_in_at", "score", "coverage", "value", "raw", "confidence",
    "previous_confidence", "read_on", "valued_on", "computed_score",
}  # fmt: skip
"""Fields that follow from check-ins or count writes: a change in them is nobody's edit."""


_LATER = {"unit_id", "serves_id", "copy_of_id"}
"""Fields of goals that count where they are said: those imported before there were such have the
same hash still."""


@dataclass(slots=True)
class Known:
    """An entry that was imported before."""

    object_id: int
    values: dict[str, Any]


def known_entries(organisation_id: int | None, source: str) -> dict[tuple[str, str], Known]:
    """What a source's entries stand for, by kind and external id. One query."""
    if organisation_id is None:
        return {}
    rows = ImportedObject.objects.filter(
        organisation_id=organisation_id, source=source
    ).values_list("kind", "external_id", "object_id", "values")
    return {
        (kind, external_id): Known(object_id, values)
        for kind, external_id, object_id, values in rows
    }


def current_values(
    kind: str, ids: Iterable[int], names: Sequence[str]
) -> dict[int, dict[str, Any]]:
    """The named fields of stored objects as plain JSON values, references as ids. An object that
    is gone is missing. One query for every thousand."""
    references = KINDS[kind].references
    columns = [f"{name}_id" if name in references else name for name in names]
    model = KINDS[kind].model
    found = {}
    for part in batches(sorted(ids)):
        rows = model._default_manager.filter(pk__in=part).values_list("pk", *columns)
        for pk, *values in rows:
            found[pk] = {name: plain(value) for name, value in zip(names, values, strict=True)}
    return found


def unsaid(kind: str, name: str) -> Any:
    """What a field holds that nobody has said anything of, as a plain JSON value."""
    column: Any = KINDS[kind].model._meta.get_field(name)
    return plain(column.get_default())


def fingerprints(kind: str, ids: Iterable[int]) -> dict[int, str]:
    """A hash of everything people can change in these objects; differs once somebody has."""
    model = KINDS[kind].model
    columns = sorted(f.attname for f in model._meta.concrete_fields if f.name not in _MOVING)
    later = {place for place, name in enumerate(columns) if name in _LATER}
    found = {}
    for part in batches(sorted(ids)):
        rows = model._default_manager.filter(pk__in=part).values_list("pk", *columns)
        for pk, *values in rows:
            said = [
                plain(value)
                for place, value in enumerate(values)
                if value is not None or place not in later
            ]
            text = json.dumps(said, ensure_ascii=False)
            found[pk] = hashlib.sha256(text.encode()).hexdigest()
    return found


def plain(value: Any) -> Any:
    """A stored value as JSON knows it."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    return value


def batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """Ids in parts that a statement can take."""
    for first in range(0, len(ids), BATCH):
        yield ids[first : first + BATCH]
