"""The API of what people say, follow and wait for."""

from ninja import Router

from headway.discussion.api.activity import router as activity
from headway.discussion.api.comments import router as comments
from headway.discussion.api.follows import router as follows
from headway.discussion.api.nudges import router as nudges

router = Router()
router.add_router("", comments)
router.add_router("", follows)
router.add_router("", nudges)
router.add_router("", activity)
