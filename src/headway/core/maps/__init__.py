"""Where the goals of a strategy map stand and which way its arrows go (docs/methods 5.5)."""

from headway.core.maps.arrangement import Arrangement, Id, Place, Spot, arrange
from headway.core.maps.circle import circle
from headway.core.maps.columns import BESIDE, BOX, PASSING

__all__ = [
    "BESIDE", "BOX", "PASSING", "Arrangement", "Id", "Place", "Spot", "arrange", "circle",
]  # fmt: skip
