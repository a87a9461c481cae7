"""The API of the strategy: mission, goals and the scorecard."""

from ninja import Router

from headway.strategy.api.goals import router as goals
from headway.strategy.api.links import router as links
from headway.strategy.api.measures import router as measures
from headway.strategy.api.perspectives import router as perspectives
from headway.strategy.api.reviews import router as reviews
from headway.strategy.api.scorecard import router as scorecard
from headway.strategy.api.statements import router as statements
from headway.strategy.api.units import router as units

router = Router()
router.add_router("", statements)
router.add_router("", perspectives)
router.add_router("", goals)
router.add_router("", reviews)
router.add_router("", scorecard)
router.add_router("", measures)
router.add_router("", units)
router.add_router("", links)
