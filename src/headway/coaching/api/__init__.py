"""The API of the coach's desk: practice, questions, suggestions, the calendar of rituals."""

from ninja import Router

from headway.coaching.api import help as helping
from headway.coaching.api import practice

router = Router()
for part in (practice, helping):
    router.add_router("", part.router)

__all__ = ["router"]
