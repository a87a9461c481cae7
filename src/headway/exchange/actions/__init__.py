"""Every write of the exchange app."""

from headway.exchange.actions.imports import (
    Preview,
    commit_import,
    commit_preview,
    discard_preview,
    keep_preview,
    plan_import,
)
from headway.exchange.actions.unattended import run_import, run_undo
from headway.exchange.actions.undo import undo_import

__all__ = [
    "Preview",
    "commit_import",
    "commit_preview",
    "discard_preview",
    "keep_preview",
    "plan_import",
    "run_import",
    "run_undo",
    "undo_import",
]
