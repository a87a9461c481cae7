"""The segments of a KPI, such as its regions: add them, name them, put them away."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from headway.activity.actions import Entry, one_write, record_all
from headway.core.calendars import span_of
from headway.kit import clock
from headway.kit.days import day_errors
from headway.kit.problems import Conflict, FieldError, InvalidInput, NotFound
from headway.kit.refusing import refuse
from headway.kpis.actions.checks import refuse_archived, required_errors
from headway.kpis.actions.deriving import compute_moved, entries_of, settle
from headway.kpis.actions.formulas import refuse_derived
from headway.kpis.actions.locking import lock_moved
from headway.kpis.actions.segmenting import remake
from headway.kpis.models import Kpi, Measurement, Series
from headway.kpis.queries.doors import calendar_of, get_kpi, kpi_facts
from headway.kpis.queries.series.formulas import derived_from
from headway.kpis.queries.series.segments import MOST_SEGMENTS
from headway.people.access import Actor, Permission, require

NAME_LIMIT, KEY_LIMIT = 120, 60
_KEY = re.compile(r"[a-z0-9][a-z0-9_.-]*")


@one_write()
def add_segment(
    actor: Actor, kpi_id: int, *, name: str, key: str = "", since: date | None = None
) -> Series:
    """A segment, expected to have a value from the period of ``since`` on. Without that: in all
    periods, as long as no segment has a value yet; later from the running period on, so that the
    whole of earlier periods stays. From now on the whole is made of the segments; what was entered
    for it stays until all segments of a period have a value.

    Raises NotAllowed, NotFound, Conflict (archived, derived, in words, fifty are there),
    InvalidInput.
    """
    kpi = _open(actor, kpi_id)
    refuse_derived(kpi)
    if kpi.in_words:
        raise Conflict(_("A KPI in words has no segments."), code="in_words")
    _refuse_more(kpi)
    if (
        since is None
        and Measurement.objects.filter(series__kpi=kpi).exclude(series__key="").exists()
    ):
        since = clock.today(actor.time_zone)
    taken = {said.casefold() for pair in kpi.series.values_list("key", "name") for said in pair}
    segment = Series(
        kpi=kpi,
        name=name.strip(),
        key=key.strip() or _free_key(name, taken),
        position=kpi.series.count(),
        since=_start(kpi, since),
    )
    errors = _name_errors(kpi, segment)
    if not _KEY.fullmatch(segment.key) or len(segment.key) > KEY_LIMIT:
        words = _("Use small letters, digits, dots and dashes, at most %(limit)d.")
        errors.append(FieldError("key", "malformed", words % {"limit": KEY_LIMIT}))
    elif segment.key in taken:
        said = _("Another segment has this key, or goes by it as its name.")
        errors.append(FieldError("key", "taken", said))
    refuse(errors)
    segment.save()
    _finish(actor, kpi, Entry("segment.added", "kpi", kpi.pk, kpi.name, after=_told(segment)))
    return segment


@one_write()
def update_segment(actor: Actor, kpi_id: int, segment_id: int, **changes: Any) -> Series:
    """Another ``name``, or another ``since`` (None: always). Raises NotAllowed, NotFound, Conflict
    (archived), InvalidInput."""
    kpi = _open(actor, kpi_id)
    segment = _segment(kpi, segment_id)
    before = _told(segment)
    if "name" in changes:
        segment.name = changes["name"].strip()
    if "since" in changes:
        segment.since = _start(kpi, changes["since"])
    refuse(_name_errors(kpi, segment))
    after = _told(segment)
    if after == before:
        return segment
    segment.save()
    told = {name: value for name, value in after.items() if before[name] != value}
    was = {"name": before["name"], **{name: before[name] for name in told}}
    entry = Entry("segment.changed", "kpi", kpi.pk, kpi.name, was, {"name": segment.name, **told})
    _finish(actor, kpi, entry, moved="since" in told)
    return segment


@one_write()
def archive_segment(actor: Actor, kpi_id: int, segment_id: int, *, why: str = "") -> Series:
    """Expect no more of it. It counts on in the periods in which it has a value. Raises NotAllowed,
    NotFound, Conflict (the KPI is archived)."""
    kpi = _open(actor, kpi_id)
    segment = _segment(kpi, segment_id)
    if segment.archived_at is None:
        segment.archived_at = clock.now()
        segment.save(update_fields=["archived_at"])
        told = {"name": segment.name}
        entry = Entry("segment.archived", "kpi", kpi.pk, kpi.name, after=told, why=why.strip())
        _finish(actor, kpi, entry)
    return segment


@one_write()
def restore_segment(
    actor: Actor, kpi_id: int, segment_id: int, *, since: date | None = None
) -> Series:
    """Expect values of it again, from the period of ``since`` (today when left out) on. Raises
    NotAllowed, NotFound, Conflict (archived, fifty are there)."""
    kpi = _open(actor, kpi_id)
    segment = _segment(kpi, segment_id)
    if segment.archived_at is not None:
        _refuse_more(kpi)
        segment.archived_at = None
        segment.since = _start(kpi, since or clock.today(actor.time_zone))
        segment.save(update_fields=["archived_at", "since"])
        told = _told(segment)
        _finish(actor, kpi, Entry("segment.restored", "kpi", kpi.pk, kpi.name, after=told))
    return segment


@one_write()
def arrange_segments(actor: Actor, kpi_id: int, order: Sequence[int]) -> None:
    """Put the segments into an order of their ids; those left out follow in theirs. Raises
    NotAllowed, NotFound, Conflict (archived), InvalidInput for one that there is not."""
    kpi = _open(actor, kpi_id)
    here = {one.pk: one for one in kpi.series.exclude(key="").order_by("position", "pk")}
    if set(order) - set(here) or len(set(order)) != len(order):
        words = _("Name segments of this KPI, each once.")
        raise InvalidInput.on("segment_ids", words, code="unknown")
    before = [one.name for one in here.values()]
    wanted = [*(here[pk] for pk in order), *(one for pk, one in here.items() if pk not in order)]
    for position, one in enumerate(wanted, start=1):
        one.position = position
    Series.objects.bulk_update(wanted, ["position"])
    after = [one.name for one in wanted]
    if after != before:
        told = {"segments": before}, {"segments": after}
        record_all(actor, [Entry("kpi.segments_arranged", "kpi", kpi.pk, kpi.name, *told)])


def _open(actor: Actor, kpi_id: int) -> Kpi:
    """The KPI, locked with what derives from it, for somebody who may define it."""
    lock_moved(actor.organisation_id, [kpi_id])
    kpi = get_kpi(actor, kpi_id)
    require(actor, Permission.KPI_DEFINE, kpi_facts(kpi))
    refuse_archived(kpi)
    return kpi


def _refuse_more(kpi: Kpi) -> None:
    """Fifty are at most what a KPI may have."""
    words = _("A KPI has %(most)d segments at most. Archive one first.")
    if kpi.series.exclude(key="").filter(archived_at__isnull=True).count() >= MOST_SEGMENTS:
        raise Conflict(words % {"most": MOST_SEGMENTS}, code="too_many_segments")


def _segment(kpi: Kpi, segment_id: int) -> Series:
    segment = kpi.series.exclude(key="").filter(pk=segment_id).first()
    if segment is None:
        raise NotFound(_("The KPI has no such segment. Choose one of its page."))
    return segment


def _start(kpi: Kpi, day: date | None) -> date | None:
    """The first day of its period. Raises InvalidInput."""
    if day is None:
        return None
    refuse(day_errors("since", day))
    return span_of(day, kpi.frequency, calendar_of(kpi.organisation_id)).start


def _finish(actor: Actor, kpi: Kpi, entry: Entry, *, moved: bool = True) -> None:
    """The whole follows what changed."""
    days = remake(actor.person_id, kpi) if moved else []
    recomputed = []
    if days:
        recomputed = compute_moved(actor, {kpi.pk: days}, derived_from([kpi.pk]))
        settle(actor, [kpi], {kpi.pk: days}, recomputed)
    record_all(actor, [entry, *entries_of(recomputed)])


def _name_errors(kpi: Kpi, segment: Series) -> list[FieldError]:
    if errors := required_errors("name", segment.name, NAME_LIMIT):
        return errors
    wanted, others = segment.name.casefold(), kpi.series.exclude(key="").exclude(pk=segment.pk)
    for key, name in others.values_list("key", "name"):
        if wanted == name.casefold():
            return [FieldError("name", "taken", _("Another segment has this name."))]
        if wanted == key.casefold():  # files and sources name segments by either
            words = _("Files and sources mean “%(other)s” by it. Choose another name.")
            return [FieldError("name", "taken", words % {"other": name})]
    return []


def _free_key(name: str, taken: set[str]) -> str:
    """A key made of a name, with a number where it is taken or nothing is left of the name."""
    stem = slugify(name)[: KEY_LIMIT - 4].strip("-_") or "segment"
    keys = (stem if at == 1 else f"{stem}-{at}" for at in range(1, len(taken) + 3))
    return next(key for key in keys if key not in taken)


def _told(segment: Series) -> dict[str, Any]:
    return {"name": segment.name, "key": segment.key, "since": segment.since}
