"""Board packs: pages that somebody chose, what people say of them, and who gets them by e-mail."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class PackCadence(models.TextChoices):
    """How often a pack goes out by e-mail."""

    NONE = "none", _("not by itself")
    MONTHLY = "monthly", _("every month")
    QUARTERLY = "quarterly", _("every quarter")


class PageKind(models.TextChoices):
    """What a page of a pack is of."""

    SUMMARY = "summary", _("Summary")
    SCORECARD = "scorecard", _("Scorecard")
    MAP = "map", _("Strategy map")
    GOAL = "goal", _("Mid-term goal")
    KPI = "kpi", _("KPI")
    KPIS = "kpis", _("KPIs that ask for action")
    OBJECTIVES = "objectives", _("Objectives")
    CHANGES = "changes", _("Changes")
    TEXT = "text", _("Words of your own")


class Pack(models.Model):
    """A review document of a unit (None: of all). Live, it shows ``day`` (None: today) each time
    that somebody looks; with ``is_as_known`` by what was known on that day.

    Frozen, it shows ``content``, which nothing changes any more: the JSON text of a Document, whose
    SHA-256 is ``digest`` and stands in the audit trail, too. ``source`` is the pack that it is a
    copy of. ``next_on`` is the day on which it goes out next; None where it does not by itself.
    What was due and could not be made is tried again at ``make_at``, after ``make_failures`` tries
    of which the last ended in ``make_error``; that stays where it was given up.
    """

    organisation = models.ForeignKey("people.Organisation", models.CASCADE)
    unit = models.ForeignKey("people.Unit", models.RESTRICT, null=True, related_name="+")
    title = models.CharField(max_length=200)
    maker = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    day = models.DateField(null=True)
    is_as_known = models.BooleanField(default=False)
    cadence = models.CharField(max_length=9, choices=PackCadence.choices, default=PackCadence.NONE)
    send_day = models.PositiveSmallIntegerField(default=1)
    with_file = models.BooleanField(default=True)
    next_on = models.DateField(null=True, db_index=True)
    make_at = models.DateTimeField(null=True)
    make_failures = models.PositiveSmallIntegerField(default=0)
    make_error = models.CharField(max_length=300, blank=True)
    recipients = models.ManyToManyField("people.Person", related_name="+")
    source = models.ForeignKey("self", models.SET_NULL, null=True, related_name="copies")
    frozen_at = models.DateTimeField(null=True)
    frozen_by = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    content = models.TextField(blank=True)
    digest = models.CharField(max_length=64, blank=True)
    archived_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(frozen_at__isnull=True, content="", digest="")
                | (Q(frozen_at__isnull=False) & ~Q(content="") & ~Q(digest="")),
                name="pack_frozen_with_content",
            )
        ]
        indexes = [
            models.Index(fields=["organisation", "-frozen_at", "-id"], name="packs_latest_first")
        ]

    def __str__(self) -> str:
        return self.title


class PackPage(models.Model):
    """A page of a pack. ``subject_id`` is its mid-term goal or KPI, which may be gone since: a
    frozen pack shows it all the same. ``note`` is what its author says on top of it."""

    pack = models.ForeignKey(Pack, models.CASCADE, related_name="pages")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=PageKind.choices)
    subject_id = models.PositiveBigIntegerField(null=True)
    title = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["pack", "position"], name="pages_of_pack")]

    def __str__(self) -> str:
        return f"{self.kind} {self.position}"


class PackComment(models.Model):
    """What a reader says of a page. A resolved one stays."""

    page = models.ForeignKey(PackPage, models.CASCADE, related_name="comments")
    author = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    text = models.TextField()
    created_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")

    def __str__(self) -> str:
        return self.text[:60]


class PackSend(models.Model):
    """That a pack goes out to its recipients: of the day ``due_on``, once, or by hand (None). What
    goes out is ``frozen``, a copy made for it. A letter that did not get through is tried again at
    ``next_at``; None when all is done, or given up."""

    pack = models.ForeignKey(Pack, models.CASCADE, related_name="sends")
    frozen = models.ForeignKey(Pack, models.RESTRICT, related_name="+")
    due_on = models.DateField(null=True)
    asked_by = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    failures = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)
    next_at = models.DateTimeField(null=True, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pack", "due_on"], name="pack_sent_once_a_period")
        ]

    def __str__(self) -> str:
        return f"{self.pack_id} {self.due_on}"


class PackLetter(models.Model):
    """The e-mail of a send to one person; ``sent_at`` is None until the mail server took it.
    ``claimed_until``: a worker is at it."""

    send = models.ForeignKey(PackSend, models.CASCADE, related_name="letters")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    sent_at = models.DateTimeField(null=True)
    claimed_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["send", "person"], name="pack_letter_once_a_person")
        ]

    def __str__(self) -> str:
        return f"{self.send_id} to {self.person_id}"
