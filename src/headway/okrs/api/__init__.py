"""The API for cycles, objectives, key results and what happens to them."""

from ninja import Router

from headway.okrs.api import (
    approvals,
    assessments,
    calendars,
    check_ins,
    closing_rest,
    closures,
    cycles,
    dependencies,
    initiatives,
    key_results,
    links,
    objectives,
    overrides,
    previews,
    reviews,
    signatures,
    steps,
    wording,
)

router = Router()
PARTS = (
    cycles, reviews, calendars, objectives, steps, signatures, closures, closing_rest,
    assessments, links, key_results, overrides, check_ins, previews, wording, initiatives,
    dependencies, approvals,
)  # fmt: skip
for part in PARTS:
    router.add_router("", part.router)

__all__ = ["router"]
