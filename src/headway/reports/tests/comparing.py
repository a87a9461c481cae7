"""Two days compared, for tests of the pages that do."""

from __future__ import annotations

import re
from datetime import date

from headway.kit.testing.pages import html_of, text_of
from headway.kit.testing.world import on
from headway.okrs.actions.checkins import check_in

SINCE = date(2026, 11, 16)
PAGE = f"/changes?since={SINCE}&unit=all"


def read_before(world) -> None:
    """One of two key results stood half way before the first day that is compared."""
    with on(date(2026, 11, 9)):
        check_in(world.actor("owner"), world.key_results[0].pk, value=50)


def shown(world, address: str = PAGE, who: str = "viewer") -> str:
    answer = world.client(who).get(address)
    assert answer.status_code == 200
    return text_of(answer)


def row_of(answer, words: str) -> str:
    """The text of the first table row with these words."""
    rows = re.findall(r"<tr\b.*?</tr>", html_of(answer), flags=re.S)
    return text_of(next(row for row in rows if words in row))


def numbers_of(answer, words: str) -> str:
    """The text of the first row of the numbers with these words, what it opens included."""
    rows = re.split(r'<tr class="(?:obj|kr)">', html_of(answer))[1:]
    return text_of(next(row for row in rows if words in row.partition("</th>")[0]))
