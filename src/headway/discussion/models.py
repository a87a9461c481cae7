"""What people say of goals and figures, what they follow, and whom they nudge."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class SubjectKind(models.TextChoices):
    """What has a page that people talk on."""

    OBJECTIVE = "objective", _("Objective")
    KEY_RESULT = "key_result", _("Key result")
    KPI = "kpi", _("KPI")
    GOAL = "goal", _("Mid-term goal")
    UNIT = "unit", _("Unit")
    MEETING = "meeting", _("Meeting")
    INITIATIVE = "initiative", _("Initiative")
    ACTION = "action", _("Action")


class ReactionKind(models.TextChoices):
    """What can be said of a comment without writing one."""

    THANKS = "thanks", _("Thanks")
    AGREE = "agree", _("Agree")
    QUESTION = "question", _("Question")
    WELL_DONE = "well_done", _("Well done")


class Comment(models.Model):
    """What somebody says of a subject, or in reply to a comment on it; a reply has none itself.

    ``text`` is Markdown in which ``@{12}`` stands for a person of its ``mentions``, who is shown by
    the name of today. A removed one keeps its text for the audit alone, and its place as long as
    something stands below it.
    """

    organisation = models.ForeignKey("people.Organisation", models.CASCADE)
    subject_type = models.CharField(max_length=10, choices=SubjectKind.choices)
    subject_id = models.BigIntegerField()
    reply_to = models.ForeignKey("self", models.CASCADE, null=True, related_name="replies")
    author = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    text = models.TextField()
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")

    class Meta:
        indexes = [
            models.Index(
                fields=["organisation", "subject_type", "subject_id", "-id"],
                name="comments_of_subject",
            ),
            models.Index(fields=["organisation", "-id"], name="comments_latest"),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class Mention(models.Model):
    """Somebody is named in a comment. ``is_told``: they could read it, and heard of it."""

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="mentions")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    is_told = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["comment", "person"], name="mention_once_a_comment")
        ]


class Reaction(models.Model):
    """One word of somebody on a comment."""

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="reactions")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    kind = models.CharField(max_length=9, choices=ReactionKind.choices)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["comment", "person", "kind"], name="reaction_once_of_a_kind"
            )
        ]


class Follow(models.Model):
    """Somebody wants to hear of a subject, or (``is_on`` False) never again: who owns it, wrote it
    or commented on it hears of it by themselves until they say so. That somebody follows a KPI is
    kept with the KPI (``kpis.Follow``); here only that they do not want to."""

    organisation = models.ForeignKey("people.Organisation", models.CASCADE)
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    subject_type = models.CharField(max_length=10, choices=SubjectKind.choices)
    subject_id = models.BigIntegerField()
    is_on = models.BooleanField(default=True)
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_type", "subject_id", "person"], name="follow_once_a_person"
            ),
            models.CheckConstraint(
                condition=~Q(subject_type=SubjectKind.KPI) | Q(is_on=False),
                name="follow_of_kpi_is_kept_there",
            ),
        ]
        indexes = [models.Index(fields=["person", "subject_type"], name="followed_by")]


class Nudge(models.Model):
    """``author`` asked ``person`` on a day to do what is late. Nobody is asked twice a day for the
    same, whoever asks."""

    organisation = models.ForeignKey("people.Organisation", models.CASCADE)
    author = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="nudges")
    subject_type = models.CharField(max_length=10, choices=SubjectKind.choices)
    subject_id = models.BigIntegerField()
    on = models.DateField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_type", "subject_id", "person", "on"], name="nudge_once_a_day"
            )
        ]
