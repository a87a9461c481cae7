"""The API's page in docs is the API's own description."""

from __future__ import annotations

from pathlib import Path

from headway.cli.docs import api_page


def test_the_page_is_up_to_date(repository: Path) -> None:
    written = (repository / "docs" / "api.md").read_text(encoding="utf-8")
    assert written == api_page(), "Run: make docs"
