"""What the grid refuses: all of it at once, in its place, and with a true sentence."""

from __future__ import annotations

import pytest

from headway.kit.testing.pages import html_of
from headway.kpis.models import Measurement
from headway.kpis.tests.values import first_pass_yield

pytestmark = pytest.mark.django_db

WORDS, WHY = "Enter a number, such as 12.5.", "Say why it does not apply."


def sent_of(kpi, **cells: str) -> dict[str, str]:
    """Cells of months of 2026, as in ``m9="94"``."""
    found = {f"v-{kpi.pk}-2026-{int(name[1:]):02d}-01": text for name, text in cells.items()}
    return found | {f"was-{name}": "" for name in found}


class TestAllAtOnce:
    def test_every_cell_that_is_wrong_is_marked_in_the_first_round(self, world, kpi):
        """The reason that is missing came up only once the number was mended."""
        sent = sent_of(kpi, m7="n/a", m8="abc", m9="94,2", m10="900")
        answer = world.client("mate").post("/kpis/enter", sent)
        page = html_of(answer)
        assert answer.status_code == 422
        assert (WORDS in page, WHY in page, "900 is not possible" in page) == (True, True, True)
        assert page.count('aria-invalid="true"') == 3
        assert "Nothing was saved: 3 cells need a look." in page
        assert "3 cells need a look.</h1>" in page
        assert "Everything that is due is entered." not in page
        assert 'value="94,2"' in page
        assert not Measurement.objects.filter(series__kpi=kpi, starts_on__gte="2026-01-01").exists()

    def test_what_was_saved_and_what_was_not_is_said(self, world, kpi):
        other = first_pass_yield(world, name="Scrap")
        sent = sent_of(kpi, m9="94", m10="95") | sent_of(other, m9="2", m10="two")
        page = html_of(world.client("mate").post("/kpis/enter", sent))
        assert "2 values saved. Nothing of Scrap was saved: one cell needs a look." in page
        assert "Not everything was saved" not in page
        new = Measurement.objects.filter(series__kpi=kpi, starts_on__gte="2026-01-01")
        assert new.count() == 2
