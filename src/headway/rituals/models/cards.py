from __future__ import annotations

from django.db import models
from django.db.models import Q


class CardGroup(models.Model):
    """Cards that mean the same, under one title. ``votes`` is stored when voting ends."""

    meeting = models.ForeignKey("rituals.Meeting", models.CASCADE, related_name="groups")
    title = models.CharField(max_length=300)
    position = models.PositiveSmallIntegerField(default=0)
    votes = models.PositiveSmallIntegerField(null=True)
    is_kept = models.BooleanField(default=True)  # cut from the plan otherwise
    objective = models.ForeignKey(
        "okrs.Objective", models.SET_NULL, null=True, related_name="+"
    )  # drafted from it

    class Meta:
        indexes = [models.Index(fields=["meeting", "position"], name="groups_in_order")]

    def __str__(self) -> str:
        return self.title


class Card(models.Model):
    """A thought on the board of a retrospective or planning session. Until it is revealed only its
    author reads it. Of an anonymous board the author is forgotten when it is revealed."""

    meeting = models.ForeignKey("rituals.Meeting", models.CASCADE, related_name="cards")
    column = models.CharField(max_length=20)
    text = models.TextField()
    author = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    group = models.ForeignKey(CardGroup, models.SET_NULL, null=True, related_name="cards")
    position = models.PositiveSmallIntegerField(default=0)
    written_at = models.DateTimeField(null=True)  # forgotten with the author
    revealed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["meeting", "column", "position"], name="cards_in_order")]

    def __str__(self) -> str:
        return self.text[:60]


class Vote(models.Model):
    """Somebody's vote in a meeting: ``value`` dots for a group, or a confidence (0 to 10) in an
    objective or, without either, in the plan. Secret: it is read by its voter alone, counted by
    everybody, and removed when the vote is over and counted."""

    meeting = models.ForeignKey("rituals.Meeting", models.CASCADE, related_name="votes")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    group = models.ForeignKey(CardGroup, models.CASCADE, null=True, related_name="+")
    objective = models.ForeignKey("okrs.Objective", models.CASCADE, null=True, related_name="+")
    value = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "person", "group"],
                condition=Q(group__isnull=False),
                name="vote_once_for_a_group",
            ),
            models.UniqueConstraint(
                fields=["meeting", "person", "objective"],
                condition=Q(objective__isnull=False),
                name="vote_once_for_an_objective",
            ),
            models.UniqueConstraint(
                fields=["meeting", "person"],
                condition=Q(objective__isnull=True, group__isnull=True),
                name="vote_once_for_the_plan",
            ),
            models.CheckConstraint(condition=Q(value__lte=10), name="vote_to_10"),
        ]
