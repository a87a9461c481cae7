"""Where an address leads is found once, and strangers cannot fill the memory with others."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator

import pytest
from django.urls import Resolver404, ResolverMatch, get_resolver, resolve

from headway import urls


@pytest.fixture
def traced() -> Iterator[None]:
    tracemalloc.start()
    try:
        yield
    finally:
        tracemalloc.stop()


def test_an_address_is_looked_for_once_unless_it_is_longer_than_any_of_ours() -> None:
    asked: list[str] = []

    def find(address: str) -> ResolverMatch:
        asked.append(address)
        return type(get_resolver()).resolve(get_resolver(), address)

    kept = urls._keep(find)
    short, long = "/objectives/7", f"/invitation/{'x' * 2000}/"
    assert {kept(short).view_name for _again in range(2)} == {"okrs:objective"}
    assert {kept(long).view_name for _again in range(2)} == {"people:accept_invitation"}
    assert asked == [short, long, long]


def test_what_leads_nowhere_is_not_kept() -> None:
    for _again in range(2):
        with pytest.raises(Resolver404):
            resolve("/nowhere")


def test_all_addresses_that_are_kept_fit_into_a_few_megabytes(traced: None) -> None:
    kept = urls._keep(lambda address: type(get_resolver()).resolve(get_resolver(), address))
    kept("/objectives/1")
    before, _peak = tracemalloc.get_traced_memory()
    for number in range(urls.ADDRESSES_KEPT):
        kept(f"/invitation/{number:0{urls.LONGEST_KEPT - 13}}/")
    after, _peak = tracemalloc.get_traced_memory()
    assert after - before < 8 * 2**20
