"""Whether data bear out the arrows of a strategy map (docs/methods 5.4)."""

from headway.core.hypothesis.discoveries import FALSE_DISCOVERY, discoveries, together
from headway.core.hypothesis.links import (
    ALPHA,
    FEWEST,
    LARGE_ONLY,
    SEASONS,
    Compared,
    compared,
    test_link,
)
from headway.core.hypothesis.powers import MIDDLING, power
from headway.core.hypothesis.verdicts import LinkTest, LinkVerdict

__all__ = [
    "ALPHA",
    "FALSE_DISCOVERY",
    "FEWEST",
    "LARGE_ONLY",
    "MIDDLING",
    "SEASONS",
    "Compared",
    "LinkTest",
    "LinkVerdict",
    "compared",
    "discoveries",
    "power",
    "test_link",
    "together",
]
