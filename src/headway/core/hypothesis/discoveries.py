"""Arrows that are tested together (docs/methods 5.4)."""

from __future__ import annotations

from collections.abc import Sequence

from headway.core.hypothesis.verdicts import LinkTest, judged

FALSE_DISCOVERY = 0.10
"""The share of false ones among all arrows that are found, where several are tested together."""


def together(tests: Sequence[LinkTest]) -> list[LinkTest]:
    """Arrows that were tested together, judged so that of those found one in ten is false at most
    on average (Benjamini and Hochberg at q = 0.10); one alone as :func:`test_link` does.

    >>> from dataclasses import replace
    >>> from headway.core.hypothesis import LinkVerdict
    >>> one = LinkTest(LinkVerdict.SUPPORTED, 1, 1, 40, 38, 0.4, 0.1, 0.6, 0.049, 0.8)
    >>> rest = [replace(one, r=0.1, p_value=p) for p in (0.3, 0.5, 0.7, 0.9)]
    >>> [str(each.verdict) for each in together([one, *rest])]
    ['not_seen', 'not_seen', 'not_seen', 'not_seen', 'not_seen']

    Source: docs/methods 5.4.
    """
    tested = [(at, one.p_value) for at, one in enumerate(tests) if one.p_value is not None]
    if len(tested) < 2:
        return list(tests)
    kept = discoveries([p for _at, p in tested], FALSE_DISCOVERY)
    is_found = {at: is_kept for (at, _p), is_kept in zip(tested, kept, strict=True)}
    return [
        judged(one, is_significant=is_found[at]) if at in is_found else one
        for at, one in enumerate(tests)
    ]


def discoveries(p_values: Sequence[float], q: float) -> list[bool]:
    """Which of several tests are significant with a false discovery rate of ``q``: all up to the
    largest p(i) ≤ q i / m.

    >>> discoveries([0.001, 0.2, 0.03, 0.04], 0.10)
    [True, False, True, True]

    Source: Benjamini and Hochberg, *JRSS B* 57 (1995).
    """
    count = len(p_values)
    ranked = sorted(p_values)
    passed = [p for at, p in enumerate(ranked, start=1) if p <= q * at / count]
    edge = passed[-1] if passed else -1.0
    return [p <= edge for p in p_values]
