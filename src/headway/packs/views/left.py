"""The link of a letter: get the pack no more, without signing in."""

from __future__ import annotations

from headway.packs.actions.leaving import find_leaver, leave_by_link
from headway.web.leaving import left_page

left = left_page(find_leaver, leave_by_link, "packs/left.html")
