"""The API of the inbox, of reminders and of the working calendar."""

from ninja import Router

from headway.reminders.api.channels import router as channels
from headway.reminders.api.inbox import router as inbox
from headway.reminders.api.wishes import router as wishes
from headway.reminders.api.working import router as working

router = Router()
router.add_router("", inbox)
router.add_router("", wishes)
router.add_router("", working)
router.add_router("", channels)
