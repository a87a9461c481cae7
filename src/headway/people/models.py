"""Organisations, their units and people, and who may do what where."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    """Creates log-ins by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> User:
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> User:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A log-in. What somebody may do hangs on their :class:`Person` in an organisation."""

    email = models.EmailField(_("e-mail address"), unique=True)
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(auto_now_add=True)
    theme = models.CharField(max_length=6, default="system")

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_any_case")]

    def __str__(self) -> str:
        return self.email


class FocusRule(models.TextChoices):
    """What happens beyond five objectives a unit and cycle, or five key results an objective."""

    WARN = "warn", _("Ask for a reason")
    BLOCK = "block", _("Refuse")


class Organisation(models.Model):
    """The tenant. Everything belongs to exactly one; nothing crosses.

    ``focus_rule`` says what more goals than a unit can hold in mind cost: a reason, or a refusal.
    With ``goal_posts_need_approval`` a change after plan lock waits for the lead above.
    """

    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=80, unique=True)
    time_zone = models.CharField(max_length=64, default="UTC")
    language = models.CharField(max_length=12, default="en-gb")
    fiscal_year_start = models.PositiveSmallIntegerField(default=1)  # month, 1 to 12
    week_start = models.PositiveSmallIntegerField(default=0)  # 0 Monday … 6 Sunday
    focus_rule = models.CharField(
        max_length=5, choices=FocusRule.choices, default=FocusRule.WARN, db_default=FocusRule.WARN
    )
    goal_posts_need_approval = models.BooleanField(default=True, db_default=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    """What a person may do everywhere in the organisation; leads and coaches hang on units."""

    ADMIN = "admin", _("Administrator")
    MEMBER = "member", _("Member")
    VIEWER = "viewer", _("Viewer")


class Person(models.Model):
    """Somebody in an organisation: may own, update, lead or coach. A log-in is optional, so that
    owners named in an imported file exist before they are invited."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="people")
    user = models.ForeignKey(User, models.SET_NULL, null=True, related_name="people")
    name = models.CharField(max_length=200)
    email = models.EmailField(blank=True)
    role = models.CharField(max_length=8, choices=Role.choices, default=Role.MEMBER)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "organisation",
                Lower("email"),
                condition=~models.Q(email=""),
                name="person_email_once_in_organisation",
            ),
            models.UniqueConstraint(
                fields=["organisation", "user"],
                condition=models.Q(user__isnull=False),
                name="person_user_once_in_organisation",
            ),
        ]
        indexes = [models.Index("organisation", Lower("name"), name="person_by_name")]

    def __str__(self) -> str:
        return self.name


class UnitKind(models.TextChoices):
    """What a unit is called; all of them may have objectives."""

    COMPANY = "company", _("Company")
    DEPARTMENT = "department", _("Department")
    TEAM = "team", _("Team")
    PROJECT = "project", _("Project")
    ROLE = "role", _("Role")
    PERSON = "person", _("Person")


class Unit(models.Model):
    """A company, department, team, project, role or person: a node of the organisation's tree.

    ``path`` is the ids from the root to this unit, each followed by a slash ("1/4/9/"): everything
    below a unit is one prefix match. Only ``people.actions`` writes it.
    """

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="units")
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=UnitKind.choices, default=UnitKind.TEAM)
    lead = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="leads")
    path = models.CharField(max_length=200, db_index=True)
    position = models.PositiveIntegerField(default=0)
    archived_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "organisation",
                "parent",
                Lower("name"),
                name="unit_name_once_below_parent",
            ),
            models.UniqueConstraint(
                "organisation",
                condition=models.Q(parent__isnull=True),
                name="unit_one_root_in_organisation",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "parent", "position"], name="unit_tree")]

    def __str__(self) -> str:
        return self.name

    @property
    def depth(self) -> int:
        """0 for the root."""
        return self.path.count("/") - 1


def line_of(path: str) -> tuple[int, ...]:
    """The line of a unit, itself and all above, by its ``path``: the ids from the root down.

    >>> line_of("1/4/9/")
    (1, 4, 9)
    """
    return tuple(map(int, path.split("/")[:-1]))


class MembershipKind(models.TextChoices):
    """Whether somebody works in a unit or coaches it."""

    MEMBER = "member", _("Member")
    COACH = "coach", _("Coach")


class Membership(models.Model):
    """A person works in a unit, or coaches it."""

    organisation = models.ForeignKey(Organisation, models.CASCADE)
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="memberships")
    person = models.ForeignKey(Person, models.CASCADE, related_name="memberships")
    kind = models.CharField(max_length=6, choices=MembershipKind.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "person", "kind"], name="membership_once_per_kind"
            )
        ]


class Invitation(models.Model):
    """An e-mailed offer to sign in as a person. Only the hash of its secret is kept."""

    organisation = models.ForeignKey(Organisation, models.CASCADE)
    person = models.ForeignKey(Person, models.CASCADE, related_name="invitations")
    secret_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)


class ApiToken(models.Model):
    """A bearer token for the API: acts as its person, within its scopes. Only its hash is kept."""

    organisation = models.ForeignKey(Organisation, models.CASCADE)
    person = models.ForeignKey(Person, models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=100)
    secret_hash = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=12)  # first characters, to recognise it in a list
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
