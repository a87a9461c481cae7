"""The expected courses people choose from, and their way into profiles and back (docs/methods
1.6)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

from headway.core.errors import DefinitionError
from headway.core.pace import BACK_LOADED, FRONT_LOADED, LINEAR, Profile, stepped
from headway.core.texts import gettext_noop as _

STEPS_AT_MOST = 24


class Course(StrEnum):
    """How progress is expected to come."""

    LINEAR = "linear"
    STEPPED = "stepped"
    BACK_LOADED = "back_loaded"
    FRONT_LOADED = "front_loaded"
    OWN = "own"


def profile_of(course: str, *, steps: int | None = None) -> Profile | None:
    """The profile of a course; None for a linear one, which needs none.

    >>> profile_of("back_loaded")[1]
    (0.5, 0.2)

    Raises DefinitionError for steps below 2 or above 24, ValueError for an unknown course or for
    one of one's own, which ``own_profile`` reads.
    """
    match Course(course):
        case Course.LINEAR:
            return None
        case Course.BACK_LOADED:
            return BACK_LOADED
        case Course.FRONT_LOADED:
            return FRONT_LOADED
        case Course.STEPPED:
            if steps is None or not 2 <= steps <= STEPS_AT_MOST:
                raise DefinitionError(
                    _("Say in how many steps, 2 to 24."), code="PROFILE", field="profile"
                )
            return stepped(steps)
        case _:
            raise ValueError("a course of one's own has no fixed profile")


def course_of(profile: Profile | None) -> tuple[Course, int | None]:
    """Which course a profile is, and of how many steps.

    >>> course_of(stepped(4))
    (<Course.STEPPED: 'stepped'>, 4)
    """
    if profile is None or _same(profile, LINEAR):
        return Course.LINEAR, None
    for course, known in ((Course.BACK_LOADED, BACK_LOADED), (Course.FRONT_LOADED, FRONT_LOADED)):
        if _same(profile, known):
            return course, None
    steps = (len(profile) - 1) // 2
    if 2 <= steps <= STEPS_AT_MOST and _same(profile, stepped(steps)):
        return Course.STEPPED, steps
    return Course.OWN, None


def _same(one: Profile, other: Profile) -> bool:
    pairs = [(float(t), float(e)) for t, e in one]
    return pairs == [(float(t), float(e)) for t, e in other]


def own_profile(
    points: Iterable[tuple[date, float]], *, start: date, end: date
) -> list[list[float]]:
    """A profile from days and the share of progress expected by each, in any order. The window's
    own ends, 0 and 1, are added where they are not named.

    >>> own_profile([(date(2026, 1, 6), 0.2)], start=date(2026, 1, 1), end=date(2026, 1, 11))
    [[0.0, 0.0], [0.5, 0.2], [1.0, 1.0]]

    Raises DefinitionError for a day outside the window, a share outside 0 to 1, two shares of one
    day, or shares that fall.
    """
    days = (end - start).days
    shares: dict[date, float] = {}
    for day, share in points:
        if not start <= day <= end:
            raise _wrong(_("Choose days from the start to the end of its time."))
        if not 0 <= share <= 1:
            raise _wrong(_("A share lies between 0 and 100 %."))
        if shares.get(day, share) != share:
            raise _wrong(_("Give each day once."))
        shares[day] = share
    if shares.get(start, 0) != 0 or shares.get(end, 1) != 1:
        raise _wrong(_("It begins at 0 % and ends at 100 %."))
    ordered = sorted({**shares, start: 0.0, end: 1.0}.items())
    if any(before > after for (_, before), (_, after) in pairwise(ordered)):
        raise _wrong(_("The share expected must not fall from one day to the next."))
    return [[(day - start).days / days, float(share)] for day, share in ordered]


def own_points(profile: Profile, *, start: date, end: date) -> list[tuple[date, float]]:
    """The days and shares between the ends of a profile, as ``own_profile`` takes them.

    >>> own_points([(0, 0), (0.5, 0.2), (1, 1)], start=date(2026, 1, 1), end=date(2026, 1, 11))
    [(datetime.date(2026, 1, 6), 0.2)]
    """
    days = (end - start).days
    return [
        (start + timedelta(days=round(float(tau) * days)), float(share))
        for tau, share in list(profile)[1:-1]
    ]


def _wrong(message: str) -> DefinitionError:
    return DefinitionError(message, code="PROFILE", field="profile")
