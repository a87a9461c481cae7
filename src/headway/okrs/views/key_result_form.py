"""The form of a key result or health metric: read, described in words while one types, answered."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _

from headway.core.courses import Course
from headway.core.kinds import KeyResultKind
from headway.kit.problems import Refused, messages_of
from headway.kpis.queries.choices import KpiChoices
from headway.okrs.forms.key_results import key_result_fields
from headway.okrs.models import Objective
from headway.okrs.queries.key_result_page import key_result_rows_of
from headway.okrs.queries.key_results import KeyResultRow
from headway.okrs.queries.sentences import DefinitionInWords, in_words
from headway.okrs.views.approvals import signed_names
from headway.okrs.views.request import today_of
from headway.people.access import Actor
from headway.people.queries import PeopleChoices
from headway.web.choosing import finder
from headway.web.posted import Posted, read_number
from headway.web.render import render

Choices = list[tuple[str, str, str]]


class KeyResultForm:
    """One request for the form. It is *sent* when it is to be saved; otherwise it is only to be
    shown for another kind, or described anew."""

    def __init__(
        self,
        request: HttpRequest,
        actor: Actor,
        objective: Objective,
        people: PeopleChoices,
        *,
        is_health: bool,
        row: KeyResultRow | None = None,
    ) -> None:
        self.request = request
        self.actor = actor
        self.objective = objective
        self.people = people
        self.kpis = KpiChoices(actor, also=[row.kpi_id if row else None])
        self.is_health = is_health
        self.row = row
        self.posted = Posted.of(request)
        self.problem: Refused | None = None
        self.today = today_of(actor)
        self.signed = signed_names(actor, objective)
        cycle = objective.cycle
        self.window = (row.starts_on if row else cycle.starts_on, cycle.ends_on)

    @property
    def is_sent(self) -> bool:
        """Whether it is to be saved."""
        is_asking = self.posted.text("do") in ("choose", "preview")
        return self.request.method == "POST" and not is_asking

    def read(self) -> tuple[dict[str, Any], str]:
        """The arguments of the action, and the reason. Raises InvalidInput."""
        fields = key_result_fields(self.posted, self.people, window=self.window, kpis=self.kpis)
        self.posted.refuse()
        return fields, self.posted.text("reason")

    def answer(self, typed: dict[str, Any]) -> HttpResponse:
        """The form with what was typed, or only what it means where the page asks for that."""
        is_fragment = bool(self.request.headers.get("HX-Request"))
        if is_fragment and self.posted.text("do") == "preview":
            context = {"preview": self._in_words(self.posted)}
            return render(self.request, "okrs/_definition.html", context)
        return render(
            self.request,
            "okrs/key_result_form.html",
            {
                "objective": self.objective,
                "row": self.row,
                "typed": typed,
                "locked": self.objective.has_locked_plan(self.today),
                "signed": self.signed,
                "is_health": self.is_health,
                "kinds": health_kinds() if self.is_health else grouped_kinds(),
                "courses": courses(),
                "window": self.window,
                "siblings": self._siblings(),
                "preview": self._in_words(self.posted if self.request.POST else _sent(typed)),
                "request_path": self.request.get_full_path(),
                "people": finder(
                    self.people, typed, "owner_id", "updater_id", problem=self.problem
                ),
                "kpis": finder(self.kpis, typed, "kpi_id", problem=self.problem),
                "problem": self.problem,
                "errors": messages_of(self.problem),
            },
            status=self.problem.status if self.problem else 200,
        )

    def _in_words(self, posted: Posted) -> DefinitionInWords:
        reading = Posted(posted.data)  # what cannot be read is told when it is saved
        fields = key_result_fields(reading, self.people, window=self.window)
        return in_words(
            fields,
            window=self.window,
            today=self.today,
            is_health=self.is_health,
            tried=read_number(posted.text("tried")),
        )

    def _siblings(self) -> list[tuple[int, str]]:
        """What a health metric may guard."""
        if not self.is_health:
            return []
        rows = key_result_rows_of(self.objective.pk, as_of=self.today, today=self.today)
        return [(row.id, row.title) for row in rows if not row.is_health and not row.is_cancelled]


def _sent(typed: dict[str, Any]) -> Posted:
    """What a form that shows this would send."""
    data = QueryDict(mutable=True)
    for name, value in typed.items():
        if not name.endswith("_rows"):
            data[name] = "" if value is None else str(value)
    for rows, names in (
        ("step_rows", ("step_title", "step_weight", "step_id")),
        ("anchor_rows", ("anchor_value", "anchor_score")),
        ("course_rows", ("course_day", "course_share")),
    ):
        for row, _waits in typed[rows]:
            for name, value in zip(names, row, strict=True):
                data.appendlist(name, value)
    return Posted(data)


def grouped_kinds() -> list[tuple[str, Choices]]:
    """The kinds in the words of the form, each with what it is for."""
    return [
        (
            _("Goes from here to there"),
            [
                (KeyResultKind.INCREASE, _("Increase"), _("from 40 % to 60 %, from 0 to 20")),
                (KeyResultKind.DECREASE, _("Decrease"), _("from 8 days to 5")),
                (
                    KeyResultKind.ANCHORED,
                    _("Agreed scores"),
                    _("10 is worth 0.3, 15 is 0.7, 20 is 1"),
                ),
            ],
        ),
        (_("Holds a level"), health_kinds()[0][1]),
        (
            _("Gets done"),
            [
                (KeyResultKind.MILESTONE, _("Milestones"), _("steps that are done or not")),
                (KeyResultKind.BINARY, _("Done or not"), _("one thing, all or nothing")),
                (
                    KeyResultKind.BASELINE,
                    _("Find the baseline"),
                    _("measure first, set a target next cycle"),
                ),
            ],
        ),
    ]


def health_kinds() -> list[tuple[str, Choices]]:
    """Those that are judged by limits."""
    return [
        (
            _("Holds a level"),
            [
                (KeyResultKind.STAY_ABOVE, _("Stay above"), _("at least 98 % each week")),
                (KeyResultKind.STAY_BELOW, _("Stay below"), _("at most 4 open at a time")),
                (KeyResultKind.WITHIN, _("Stay within"), _("between 30 and 50 hours")),
            ],
        )
    ]


def courses() -> list[tuple[str, str]]:
    """How progress may be expected to come."""
    return [
        (Course.LINEAR, _("evenly")),
        (Course.BACK_LOADED, _("late: most of it in the last third")),
        (Course.FRONT_LOADED, _("early: half of it in the first third")),
        (Course.STEPPED, _("in steps")),
        (Course.OWN, _("by a course of your own")),
    ]
