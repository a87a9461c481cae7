"""Append to the audit trail, and tell people what concerns them."""

from headway.activity.actions.notices import Told, notify, settle_notices
from headway.activity.actions.trail import Author, Entry, one_write, record, record_all

__all__ = [
    "Author",
    "Entry",
    "Told",
    "notify",
    "one_write",
    "record",
    "record_all",
    "settle_notices",
]
