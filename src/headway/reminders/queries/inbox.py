"""The inbox of a person."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Substr
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.activity.models import Notice, NoticeKind
from headway.kit.pagination import Page
from headway.kit.prepared import Fixed, prepared
from headway.kit.problems import NotFound
from headway.okrs.models import KeyResult, Objective
from headway.okrs.queries.visibility import visible_to
from headway.people.access import Actor
from headway.reminders.models import Escalation
from headway.web.formats import count_at_start

TO_DO = (NoticeKind.DUE, NoticeKind.ACTION_DUE, NoticeKind.ASSIGNED, NoticeKind.ESCALATION)
"""What asks its reader to do something; the rest is to be known."""


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A line of the inbox."""

    id: int
    kind: str
    title: str
    body: str
    url: str
    author_name: str | None
    created_at: datetime
    read_at: datetime | None

    @property
    def is_read(self) -> bool:
        return self.read_at is not None

    @property
    def asks(self) -> bool:
        """Whether its reader is to do something."""
        return not self.is_read and self.kind in TO_DO

    @property
    def kind_label(self) -> str:
        return str(NoticeKind(self.kind).label)


REMINDER = "reminder"
"""What a line of the inbox is about that reminds of something; of one check-in it has the id of the
key result."""
CHECK_IN = "check_in:"
"""How the key of an escalation begins that is about a key result; its id follows."""
_CHECK_INS = Q(subject_type=REMINDER, key__startswith="check_in-")
_UNSAID = _CHECK_INS & Q(subject_id__isnull=True) & ~Q(url="/")
"""A line of an earlier version that names a key result and does not say which it is."""
_BODY = Case(
    When(_CHECK_INS & Q(subject_id__isnull=True), then=Value("")),
    default="body",
    output_field=TextField(),
)
"""Without the key results that earlier versions listed in the line of several check-ins: they may
be hidden since, and Home lists them as they stand."""
_COLUMNS = ("id", "kind", "title", _BODY, "url", "author__name", "created_at", "read_at")
_KEY_RESULT_ID = Case(
    When(
        key__startswith=CHECK_IN,
        then=Cast(Substr("key", len(CHECK_IN) + 1), BigIntegerField()),
    )
)  # no other key is read as a number


def still_readable(actor: Actor) -> Q:
    """Notices but those of an objective that their reader may not read any more. No query."""
    objectives = Objective.objects.filter(visible_to(actor), pk=OuterRef("subject_id"))
    key_results = KeyResult.objects.filter(
        visible_to(actor, "objective__"), pk=OuterRef("subject_id")
    )
    escalated = Escalation.objects.filter(
        key__startswith=CHECK_IN, pk=OuterRef("subject_id")
    ).annotate(key_result_id=_KEY_RESULT_ID)
    theirs = KeyResult.objects.filter(
        visible_to(actor, "objective__"), pk=OuterRef("key_result_id")
    )
    reminded = _CHECK_INS & Q(subject_id__isnull=False)
    return ~(
        _UNSAID
        | Q(subject_type="objective") & ~Exists(objectives)
        | (Q(subject_type="key_result") | reminded) & ~Exists(key_results)
        | Q(subject_type="escalation") & Q(Exists(escalated.exclude(Exists(theirs))))
    )


def notices_of(
    actor: Actor, *, kind: str = "", unread: bool = False, before: int | None = None, limit: int
) -> Page[NoticeRow]:
    """The actor's notices, the latest first. One query."""
    if actor.person_id is None:
        return Page([], None)
    rows = _notices(actor, kind, unread, before, Fixed(limit + 1))
    found = [NoticeRow(*row) for row in rows[:limit]]
    return Page(found, str(found[-1].id) if len(rows) > limit else None)


@prepared
def _notices(
    actor: Actor, kind: str, unread: bool, before: int | None, limit: Fixed
) -> QuerySet[Notice, tuple[Any, ...]]:
    mine = Notice.objects.filter(still_readable(actor), person_id=actor.person_id or 0)
    if kind:
        mine = mine.filter(kind=kind)
    if unread:
        mine = mine.filter(read_at__isnull=True)
    if before is not None:
        mine = mine.filter(pk__lt=before)
    return mine.order_by("-pk").values_list(*_COLUMNS)[:limit]


COUNTED = 99
"""Unread notices that are counted: whether the next is the hundredth or the thousandth changes
nothing, and who may read each is asked for every one."""


@dataclass(frozen=True, slots=True)
class Unread:
    """How many notices of each kind are not read, of the latest ones; ``more``: there are others
    besides."""

    by_kind: dict[str, int]
    more: bool = False

    @property
    def total(self) -> int:
        return sum(self.by_kind.values())

    @property
    def asking(self) -> int:
        """Those that ask their reader to do something."""
        return sum(count for kind, count in self.by_kind.items() if kind in TO_DO)

    @property
    def heading(self) -> str:
        """How the inbox stands, in a sentence."""
        if not self.total:
            return _("You have read it all.")
        if self.more:
            return self._of_very_many
        new = ngettext("%(count)s thing is new", "%(count)s things are new", self.total)
        said = new % {"count": count_at_start(self.total)}
        if not self.asking:
            return said + "."
        if self.asking == self.total:
            needs = ngettext("and it needs you", "and all need you", self.total)
            return f"{said}, {needs}."
        needs = ngettext("%(count)d needs you", "%(count)d need you", self.asking)
        return f"{said}, {needs % {'count': self.asking}}."

    @property
    def _of_very_many(self) -> str:
        said = _("More than %(count)d things are new") % {"count": self.total}
        if not self.asking:
            return said + "."
        needs = ngettext("at least %(count)d needs you", "at least %(count)d need you", self.asking)
        return f"{said}, {needs % {'count': self.asking}}."


def unread_of(actor: Actor) -> Unread:
    """What of the actor's is not read, of what the inbox shows, the latest 99. One query, none for
    the system."""
    if actor.person_id is None:
        return Unread({})
    kinds = _unread(actor, Fixed(COUNTED + 1))
    return Unread(Counter(kinds[:COUNTED]), more=len(kinds) > COUNTED)


@prepared
def _unread(actor: Actor, most: Fixed) -> QuerySet[Notice, str]:
    mine = Notice.objects.filter(
        still_readable(actor), person_id=actor.person_id or 0, read_at__isnull=True
    )
    return mine.order_by("-pk").values_list("kind", flat=True)[:most]


def own_notice(actor: Actor, notice_id: int) -> NoticeRow:
    """One of the actor's. One query. Raises NotFound, also for what they may not read any more."""
    mine = Notice.objects.filter(
        still_readable(actor), person_id=actor.person_id or 0, pk=notice_id
    )
    row: tuple[Any, ...] | None = mine.values_list(*_COLUMNS).first()
    if row is None:
        raise NotFound(_("There is no such notice."))
    return NoticeRow(*row)
