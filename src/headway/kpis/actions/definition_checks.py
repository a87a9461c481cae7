"""What is wrong with a definition: every field, in the words of who may mend it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from headway.core.levels import level_problems
from headway.core.spc import RULES, Better, Form, Spread
from headway.kit.days import day_errors
from headway.kit.problems import FieldError
from headway.kpis.actions.checks import number_errors, required_errors, text_errors
from headway.kpis.models import Colouring, Frequency, InTime, Kpi, Nature
from headway.people.access import Actor

NAME_LIMIT, TEXT_LIMIT, MEASURE_LIMIT, EXTERNAL_LIMIT = 200, 4000, 60, 200

_TEXTS = (
    "question", "formula", "expression", "source", "query", "limitations", "counter_metric",
    "response_plan",
)  # fmt: skip
OF_WORDS = (InTime.LAST, InTime.MIN, InTime.MAX)
"""How words of shorter periods become that of a longer one."""
_CHOICES: dict[str, tuple[str, ...]] = {
    "better": tuple(Better),
    "nature": tuple(Nature.values),
    "frequency": tuple(Frequency.values),
    "in_time": tuple(InTime.values),
    "form": tuple(Form),
    "spread": tuple(Spread),
    "colouring": tuple(Colouring.values),
}
_WHOLE = {
    "decimals": (0, 6), "leads_lag": (0, 260), "due_lag": (0, 366), "cause_days": (0, 366),
    "action_days": (0, 366), "season": (2, 366),
}  # fmt: skip


def definition_errors(actor: Actor, kpi: Kpi) -> list[FieldError]:
    """Of the fields of a KPI as they are set. One query where it has an external id."""
    if errors := _empty_errors(kpi):
        return errors
    errors = required_errors("name", kpi.name, NAME_LIMIT)
    if kpi.owner_id is None and actor.person_id is not None:
        errors.append(FieldError("owner_id", "required", _("Name who answers for it.")))
    for name in _TEXTS:
        errors += text_errors(name, getattr(kpi, name), TEXT_LIMIT)
    errors += text_errors("measure", kpi.measure, MEASURE_LIMIT)
    errors += text_errors("external_id", kpi.external_id, EXTERNAL_LIMIT) or _taken_errors(kpi)
    errors += text_errors("segmented_by", kpi.segmented_by, MEASURE_LIMIT)
    for name, known in _CHOICES.items():
        if getattr(kpi, name) not in known:
            errors.append(FieldError(name, "unknown", _("Choose one of the offered.")))
    for name, (low, high) in _WHOLE.items():
        value = getattr(kpi, name)
        if value is not None and not low <= value <= high:
            message = _("Enter a whole number from %(low)d to %(high)d.")
            errors.append(FieldError(name, "range", message % {"low": low, "high": high}))
    if not errors and kpi.action_days < kpi.cause_days:
        message = _("An action follows the cause: give it as many days or more.")
        errors.append(FieldError("action_days", "order", message))
    errors += day_errors("review_by", kpi.review_by)
    return errors + _bound_errors(kpi) + _rule_errors(kpi) + _level_errors(kpi)


def _taken_errors(kpi: Kpi) -> list[FieldError]:
    """That another KPI has its external id. One query where it has one."""
    if not kpi.external_id:
        return []
    same = Kpi.objects.filter(organisation_id=kpi.organisation_id, external_id=kpi.external_id)
    other = same.exclude(pk=kpi.pk).first()
    if other is None:
        return []
    said = _("“%(name)s” has it already. An external id names one KPI.") % {"name": other.name}
    return [FieldError("external_id", "taken", said)]


def _empty_errors(kpi: Kpi) -> list[FieldError]:
    """What must be there and is None, as only code can have it."""
    return [
        FieldError(one.name, "required", _("Fill this in."))
        for one in Kpi._meta.concrete_fields
        if not (one.null or one.primary_key) and getattr(kpi, one.attname) is None
    ]


def _bound_errors(kpi: Kpi) -> list[FieldError]:
    errors = [
        error
        for name in ("scale", "low_bound", "high_bound")
        for error in number_errors(name, getattr(kpi, name))
    ]
    if errors:
        return errors
    if kpi.scale == 0:
        errors.append(FieldError("scale", "zero", _("Multiply by a number other than 0.")))
    low, high = kpi.low_bound, kpi.high_bound
    if low is not None and high is not None and low >= high:
        errors.append(
            FieldError("high_bound", "order", _("The highest must lie above the lowest."))
        )
    if kpi.leads_id is not None and kpi.leads_id == kpi.pk:
        errors.append(FieldError("leads_id", "itself", _("A KPI does not lead itself.")))
    return errors


def _level_errors(kpi: Kpi) -> list[FieldError]:
    """What is wrong with a scale of words, and with what is said beside it: words are entered, and
    are neither counted nor measured in anything."""
    if not isinstance(kpi.levels, list | tuple):
        return [FieldError("levels", "unknown", _("Each level is a name and its score."))]
    errors = [
        FieldError("levels", one.code.lower(), _(str(one))) for one in level_problems(kpi.levels)
    ]
    if not kpi.levels:
        return errors
    beside = _("A KPI in words has none: leave this empty.")
    unused = ("expression", "measure", "segmented_by", "is_count")
    errors += [FieldError(name, "not_used", beside) for name in unused if getattr(kpi, name)]
    bounded = _("The scores of its levels are its bounds: leave this empty.")
    errors += [
        FieldError(name, "not_used", bounded)
        for name in ("low_bound", "high_bound")
        if getattr(kpi, name) is not None
    ]
    if kpi.in_time not in OF_WORDS:
        said = _("Words have no sum and no mean: choose the last, the lowest or the highest.")
        errors.append(FieldError("in_time", "not_used", said))
    if kpi.better != Better.UP:
        said = _("Levels rise: the higher one is better.")
        errors.append(FieldError("better", "not_used", said))
    return errors


def _rule_errors(kpi: Kpi) -> list[FieldError]:
    if isinstance(kpi.rules, list | tuple) and all(code in RULES for code in kpi.rules):
        return []
    return [
        FieldError("rules", "unknown", _("Choose rules that there are: %(codes)s.")
                   % {"codes": ", ".join(RULES)})
    ]  # fmt: skip
