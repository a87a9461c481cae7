"""The goal-post ledger: what moved after plan lock, how far and which way, of one objective or of
a unit in a cycle."""

from headway.okrs.queries.ledgers.reading import AT_MOST, ledger, unit_ledger
from headway.okrs.queries.ledgers.rows import ChangeRow, IndexRow, Ledger, UnitLedger

__all__ = [
    "AT_MOST",
    "ChangeRow",
    "IndexRow",
    "Ledger",
    "UnitLedger",
    "ledger",
    "unit_ledger",
]
