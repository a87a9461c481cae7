"""How long a fetch may take, all its steps together."""

from __future__ import annotations

import time

from django.utils.translation import gettext as _

from headway.kpis.sources.terms import SourceError


class Deadline:
    """So many seconds from now on."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """The seconds that are left, above 0. Raises SourceError when there are none."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise self.passed()
        return left

    def is_over(self) -> bool:
        """Whether the time is up."""
        return time.monotonic() >= self._end

    def passed(self) -> SourceError:
        """What is said when the time is up."""
        said = _("The source did not answer within %(seconds)d seconds. It is tried again.")
        return SourceError("too_slow", said % {"seconds": max(1, round(self.seconds))})
