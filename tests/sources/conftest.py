"""Real sources to fetch from: a web server, with TLS too."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from headway.kit.problems import InvalidInput
from headway.kit.testing.served import Authority, Served
from headway.kpis.sources import check


@pytest.fixture
def server() -> Iterator[Served]:
    with Served() as served:
        yield served


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def refused_fields() -> Callable[..., set[str]]:
    """The fields at which settings are refused."""

    def fields(
        kind: str, settings: dict[str, str], secrets: dict[str, str] | None = None
    ) -> set[str]:
        with pytest.raises(InvalidInput) as refused:
            check(kind, settings, secrets or {})
        return {error.field for error in refused.value.errors}

    return fields
