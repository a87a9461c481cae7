"""The API of board packs."""

from ninja import Router

from headway.packs.api.comments import router as comments
from headway.packs.api.files import router as files
from headway.packs.api.packs import router as packs
from headway.packs.api.pages import router as pages
from headway.packs.api.sends import router as sends

router = Router()
router.add_router("", packs)
router.add_router("", pages)
router.add_router("", files)
router.add_router("", comments)
router.add_router("", sends)
