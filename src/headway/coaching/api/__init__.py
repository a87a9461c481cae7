"""The API of the coach's desk: practice, questions, suggestions, the calendar of rituals."""

from ninja import Router

from headway.coaching.api import calendar, practice, scripts
from headway.coaching.api import help as helping

router = Router()
for part in (practice, calendar, scripts, helping):
    router.add_router("", part.router)

__all__ = ["router"]
