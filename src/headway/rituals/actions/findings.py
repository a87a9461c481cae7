"""Say of a finding in a plan: seen, and we keep it; take that back."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from headway.activity.actions import Entry, record, record_all
from headway.kit import clock
from headway.kit.problems import Conflict, InvalidInput, NotFound
from headway.okrs.models import Cycle, Phase
from headway.okrs.queries.doors import get_cycle, get_objective, objective_facts
from headway.people.access import Actor, Facts, Permission, decide, require
from headway.people.models import Unit
from headway.people.queries import get_unit
from headway.rituals.models import Acknowledgement
from headway.rituals.queries.alignment import alignment_findings
from headway.rituals.queries.board_cards import findings_of, unit_facts
from headway.rituals.queries.findings import FindingRow


@transaction.atomic
def acknowledge(
    actor: Actor, *, unit_id: int, cycle_id: int, mark: str, note: str = "", below: bool = False
) -> Acknowledgement:
    """Keep what was found on purpose. What blocks takes a reason (``note``). ``below``: it was
    found among the units below, on the alignment board. It is open again when it is another one
    (``queries.findings.mark_of``). Said again, without another note, it is kept once.

    The unit's leads may, and the owner of the objective. Raises NotAllowed, NotFound, InvalidInput
    (no reason), Conflict (no longer so, cycle closed, kept already with another note).
    """
    cycle = get_cycle(actor, cycle_id)
    unit = get_unit(actor, unit_id)
    row = _found(actor, unit, cycle, mark, below=below)
    _require(actor, unit, row)
    _refuse_closed(cycle)
    if row is None:
        raise Conflict(_("This is no longer so. Load the page again."), code="finding_gone")
    if row.blocks and not note.strip():
        raise InvalidInput.on(
            "note", _("It blocks the plan: say why you keep it."), code="required"
        )
    made = keep(actor, unit, cycle, [row], note)
    if not made:
        return _kept_before(cycle, mark, note)
    record(actor, _entry(made[0], row, "finding_acknowledged"))
    return made[0]


def _kept_before(cycle: Cycle, mark: str, note: str) -> Acknowledgement:
    """What somebody keeps already. Raises Conflict where another note would be lost."""
    kept = Acknowledgement.objects.select_related("person").get(cycle=cycle, mark=mark)
    if note.strip() in ("", kept.note):
        return kept
    name = kept.person.name if kept.person else _("the system")
    raise Conflict(
        _("%(name)s keeps this already. To say something else, take that back first.")
        % {"name": name},
        code="finding_kept",
    )


def _refuse_closed(cycle: Cycle) -> None:
    if cycle.phase == Phase.CLOSED:
        raise Conflict(_("%(cycle)s is closed.") % {"cycle": cycle.name}, code="cycle_closed")


@transaction.atomic
def take_back(
    actor: Actor, acknowledgement_id: int, *, unit_id: int | None = None, below: bool = False
) -> None:
    """Have a finding settled after all. Who acknowledged it may, the leads of the unit it was
    acknowledged for, and whoever could acknowledge it where it stands: in the plan of another unit
    (``unit_id``), or among the units below that (``below``). Raises NotAllowed, NotFound, Conflict
    (cycle closed)."""
    found = (
        Acknowledgement.objects.select_for_update(no_key=True, of=("self",))
        .select_related("unit", "cycle")
        .filter(organisation_id=actor.organisation_id, pk=acknowledgement_id)
        .first()
    )
    if found is None:
        raise NotFound(_("Nobody has acknowledged that."))
    if not decide(actor, Permission.PLAN_PUBLISH, _facts(found.unit)).allowed and (
        actor.person_id is None or found.person_id != actor.person_id
    ):
        _require_to_take_back(actor, found, unit_id, below=below)
    _refuse_closed(found.cycle)
    entry = _entry(found, None, "finding_reopened")
    found.delete()
    record(actor, entry)


def _require_to_take_back(
    actor: Actor, kept: Acknowledgement, unit_id: int | None, *, below: bool
) -> None:
    """Not for who acknowledged it, nor for the leads of its unit."""
    if unit_id is not None:
        unit = get_unit(actor, unit_id)
        row = _found(actor, unit, kept.cycle, kept.mark, below=below)
        if row is not None:
            _require(actor, unit, row)
            return
    require(actor, Permission.PLAN_PUBLISH, _facts(kept.unit))


def keep(
    actor: Actor, unit: Unit, cycle: Cycle, rows: Iterable[FindingRow], note: str
) -> list[Acknowledgement]:
    """Store that these are kept, without an event; who calls it has asked for permission. Those
    that somebody keeps already are left out."""
    now = clock.now()
    made = []
    for row in rows:
        kept, is_new = Acknowledgement.objects.get_or_create(
            cycle=cycle,
            mark=row.mark,
            defaults={
                "organisation_id": actor.organisation_id,
                "unit": unit,
                "rule": row.code,
                "subject_kind": row.kind,
                "subject_id": row.subject_id,
                "message": row.message,
                "note": note.strip(),
                "person_id": actor.person_id,
                "acknowledged_at": now,
            },
        )
        if is_new:
            made.append(kept)
    return made


def tell(actor: Actor, kept: Iterable[Acknowledgement], rows: Iterable[FindingRow]) -> None:
    """The events of several that are kept at once."""
    by_mark = {row.mark: row for row in rows}
    record_all(actor, [_entry(one, by_mark[one.mark], "finding_acknowledged") for one in kept])


def _found(actor: Actor, unit: Unit, cycle: Cycle, mark: str, *, below: bool) -> FindingRow | None:
    """The finding with this mark in the plan of a unit, or among the units below it."""
    facts = unit_facts(actor, unit.pk)
    if facts is None:
        raise NotFound(_("There is no such unit."))
    today = clock.today(actor.time_zone)
    if below:
        rows = alignment_findings(actor, facts, cycle, today)
    else:
        rows = findings_of(actor, facts, cycle.pk, today)
    return next((row for row in rows if row.mark == mark), None)


def _require(actor: Actor, unit: Unit, row: FindingRow | None) -> None:
    """The leads of the unit, and whoever may edit the objective."""
    if decide(actor, Permission.PLAN_PUBLISH, _facts(unit)).allowed:
        return
    if row is not None and row.objective_id is not None:
        objective = get_objective(actor, row.objective_id)
        require(actor, Permission.OBJECTIVE_EDIT, objective_facts(objective))
        return
    require(actor, Permission.PLAN_PUBLISH, _facts(unit))


def _facts(unit: Unit) -> Facts:
    return Facts(unit_id=unit.pk, unit_path=unit.path)


def _entry(kept: Acknowledgement, row: FindingRow | None, verb: str) -> Entry:
    """Told on the objective or key result it is about, else on the unit."""
    kind, pk = kept.subject_kind, kept.subject_id
    label = row.subject_title if row is not None and row.subject_title else kept.rule
    if kind not in ("objective", "key_result"):
        kind, pk, label = "unit", kept.unit_id, kept.unit.name
    after = {"finding": kept.message, "rule": kept.rule}
    return Entry(f"{kind}.{verb}", kind, pk, label, None, after, kept.note)
