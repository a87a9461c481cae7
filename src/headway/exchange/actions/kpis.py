"""Bring in KPIs from a table: their units, definitions, targets and values, by the actions people
use. A preview does all of it and takes it back, so that it says exactly what a commit does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from headway.activity.actions import one_write
from headway.exchange.actions.brought import Brought
from headway.exchange.actions.kpi_measurements import bring_values
from headway.exchange.actions.kpi_places import Places
from headway.exchange.actions.kpi_segments import bring_segments
from headway.exchange.actions.kpi_targets import bring_target
from headway.exchange.formats.kpis import ImportedKpi, ImportedKpis, ImportedTarget, ImportedValue
from headway.exchange.formats.plan import Finding
from headway.exchange.models import ImportChange, ImportedObject
from headway.exchange.queries.stored import Known, known_entries, plain
from headway.kit import clock
from headway.kit.problems import InvalidInput, Problem
from headway.kit.tables import not_a_number
from headway.kpis.actions.definitions import create_kpi, snapshot, update_kpi
from headway.kpis.actions.room import MOST_KPIS
from headway.kpis.models import Kpi, TargetKind
from headway.kpis.queries.lists.rows import counts_by_unit
from headway.people.access import Actor


class _TakenBack(Exception):
    """A preview is over."""


def look_at(actor: Actor, file: ImportedKpis, why: str, *, overwrite: bool) -> Brought:
    """What bringing a file in would do. Nothing is left of it."""
    brought: list[Brought] = []
    try:
        with one_write():
            brought.append(bring_in(actor, file, why, overwrite=overwrite))
            raise _TakenBack
    except _TakenBack:
        return brought[0]


@one_write()
def bring_in(actor: Actor, file: ImportedKpis, why: str, *, overwrite: bool) -> Brought:
    """Write what a file holds; what cannot be used stays out and is named by its line."""
    write = _Writing(actor, file, why, overwrite)
    for kpi in inputs_first(file.kpis):
        write.define(kpi)
    write.measure(file.values)
    write.want_of_series()
    write.say_what_is_full()
    return write.brought


def inputs_first(kpis: Sequence[ImportedKpi]) -> list[ImportedKpi]:
    """The KPIs of a file, each derived one after those of the file that it names. What stands in a
    circle comes last, and is refused there."""
    ordered = [one for one in kpis if not one.inputs]
    waiting = [one for one in kpis if one.inputs]
    while waiting:
        names = {name for one in waiting for name in (one.external_id, one.name.lower())}
        ready = [
            one
            for one in waiting
            if not names & {said for name in one.inputs.values() for said in (name, name.lower())}
        ]
        ordered += ready or waiting
        waiting = [one for one in waiting if one not in ready] if ready else []
    return ordered


class _Writing:
    """One file on its way in."""

    def __init__(self, actor: Actor, file: ImportedKpis, why: str, overwrite: bool) -> None:
        self.actor, self.file, self.why, self.overwrite = actor, file, why, overwrite
        self.brought = Brought(rejected=list(file.rejected), assumed=list(file.assumed))
        self.known = known_entries(actor.organisation_id, file.source)
        self.places = Places(actor)
        self.today = clock.today(actor.time_zone)

    def define(self, entry: ImportedKpi) -> None:
        """A KPI: created, changed, or as it is; with its targets."""
        with self._named(entry.line, entry.external_id):
            if entry.fields.get("expression"):
                ids = {name: self.places.input(said).pk for name, said in entry.inputs.items()}
                entry = replace(entry, fields={**entry.fields, "inputs": ids})
            known = self.known.get(("kpi", entry.external_id))
            kpi = self._stored(entry.external_id, known)
            if kpi is None and known is not None and not self.overwrite:
                said = _("It was removed here since it was imported. Overwriting brings it back.")
                raise InvalidInput(said)
            if kpi is None:
                kpi = self._create(entry)
            elif known is None:
                said = _("One of this id is here already: taken for it.")
                self.brought.assumed.append(Finding(entry.line, entry.external_id, said))
                self.brought.unchanged["kpis"] += 1
                self._remember(entry, kpi, None)
            else:
                self._update(entry, kpi, known)
            bring_segments(self.actor, self.brought, entry, kpi)
            for target in entry.targets:
                bring_target(self.actor, self.brought, kpi, target, day=self.today, why=self.why)

    def _stored(self, external_id: str, known: Known | None) -> Kpi | None:
        here = Kpi.objects.filter(organisation_id=self.actor.organisation_id)
        found = here.filter(pk=known.object_id).first() if known else None
        return found or here.filter(external_id=external_id).first()

    def _create(self, entry: ImportedKpi) -> Kpi:
        unit = self.places.unit(entry.units)
        owner_id = self.places.owner_of(entry.owner, unit)
        updater = self.places.person(entry.updater) if entry.updater else None
        kpi = create_kpi(
            self.actor,
            unit_id=unit.pk,
            name=entry.name,
            owner_id=owner_id,
            external_id=entry.external_id,
            beyond_most=True,
            updater_id=updater,
            **entry.fields,
        )
        for made in self.places.take_created():
            self.brought.created["units"] += 1
            self.brought.changes.append(ImportChange(kind="unit", object_id=made, created=True))
        self.brought.created["kpis"] += 1
        self.brought.listed.append(_listed("created", entry))
        self._remember(entry, kpi, None, created=True)
        return kpi

    def _update(self, entry: ImportedKpi, kpi: Kpi, known: Known) -> None:
        """What the file changed since it was imported last, where nobody changed it here."""
        said, now = _said(entry), {**plain(snapshot(kpi)), "name": kpi.name}
        fields = {n: v for n, v in said.items() if known.values.get(n) != v and now[n] != v}
        edited = [n for n in fields if n in known.values and now[n] != known.values[n]]
        if edited and not self.overwrite:
            text = _("%(fields)s was changed here since the last import, and in the file.")
            raise InvalidInput(text % {"fields": ", ".join(sorted(edited))})
        if not fields:
            self.brought.unchanged["kpis"] += 1
            return
        before = {name: now[name] for name in fields}
        values = {"name": entry.name, **entry.fields}
        wanted = {name: values[name] for name in fields}
        kpi = update_kpi(self.actor, kpi.pk, why=self.why, **wanted)
        self.brought.updated["kpis"] += 1
        changes = [{"field": n, "before": before[n], "after": v} for n, v in fields.items()]
        self.brought.listed.append({**_listed("updated", entry), "fields": changes})
        self._remember(entry, kpi, known, before=before)

    def _remember(
        self,
        entry: ImportedKpi,
        kpi: Kpi,
        known: Known | None,
        *,
        created: bool = False,
        before: Mapping[str, Any] | None = None,
    ) -> None:
        values = _said(entry)
        was = None if known is None else {"object_id": known.object_id, "values": known.values}
        self.brought.objects.append(
            ImportedObject(
                organisation_id=self.actor.organisation_id,
                source=self.file.source,
                kind="kpi",
                external_id=entry.external_id,
                object_id=kpi.pk,
                values=values,
            )
        )
        self.brought.changes.append(
            ImportChange(
                kind="kpi",
                external_id=entry.external_id,
                object_id=kpi.pk,
                created=created,
                before=before,
                entry_before=was,
                fingerprint=str(kpi.version),
            )
        )

    def measure(self, values: Sequence[ImportedValue]) -> None:
        """All values, KPI by KPI, each all or none."""
        by_key: dict[str, list[ImportedValue]] = {}
        for value in values:
            by_key.setdefault(value.kpi, []).append(value)
        by_id: dict[int, list[ImportedValue]] = {}
        for key, some in by_key.items():
            with self._named(some[0].line, key):
                kpi = self.places.kpi(key)
                by_id.setdefault(kpi.pk, []).extend(self._readable(kpi, some))
        bring_values(self.actor, self.brought, by_id)

    def _readable(self, kpi: Kpi, values: Sequence[ImportedValue]) -> list[ImportedValue]:
        """Without the words of a KPI that is told in numbers, each named by its line."""
        if kpi.levels:
            return list(values)
        for one in values:
            if one.word:
                text = not_a_number(one.word)
                self.brought.rejected.append(Finding(one.line, one.kpi, text))
        return [one for one in values if not one.word]

    def want_of_series(self) -> None:
        """The targets that stand beside the values of one KPI."""
        if not self.file.series_targets or not self.file.values:
            return
        key = self.file.values[0].kpi
        for line, day, wanted in self.file.series_targets:
            with self._named(line, key):
                kpi = self.places.kpi(key)
                is_most = kpi.better == "down"
                kind = TargetKind.AT_MOST if is_most else TargetKind.AT_LEAST
                low, high = (None, wanted) if is_most else (wanted, None)
                target = ImportedTarget(kind, low, high, None, day)
                bring_target(self.actor, self.brought, kpi, target, day=self.today, why=self.why)

    def say_what_is_full(self) -> None:
        """Units with more KPIs than people may give them."""
        used = list(self.places.used())
        counts = counts_by_unit([unit.pk for unit in used])
        for unit in used:
            if counts.get(unit.pk, 0) > MOST_KPIS:
                said = _("“%(unit)s” has %(count)d KPIs; twelve are what a unit can watch.")
                text = said % {"unit": unit.name, "count": counts[unit.pk]}
                self.brought.assumed.append(Finding(0, "", text))

    @contextmanager
    def _named(self, line: int, key: str) -> Iterator[None]:
        """What is refused stays out alone, named by its line."""
        try:
            with one_write():
                yield
        except Problem as refused:
            self.places.forget_created()
            errors = [f"{error.field}: {error.message}" for error in refused.errors]
            text = " ".join(errors) or str(refused.detail)
            self.brought.rejected.append(Finding(line, key, text))


def _listed(action: str, entry: ImportedKpi) -> dict[str, Any]:
    return {
        "action": action,
        "kind": "kpi",
        "id": entry.external_id,
        "title": entry.name,
        "line": entry.line,
    }


def _said(entry: ImportedKpi) -> dict[str, Any]:
    """What the file says of a definition, as plain JSON values."""
    said: dict[str, Any] = plain({"name": entry.name, **entry.fields})
    return said
