"""What is weak in a text, while it is typed; and the page of all rules."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from headway.core.review.registry import gravest_first
from headway.okrs.queries.wording import rule_families, text_findings, wording_rows
from headway.web.render import render

LONGEST = 600
PARTS = ("kr1-", "kr2-", "kr3-", "kr4-", "kr5-")


@require_safe
def typed(request: HttpRequest) -> HttpResponse:
    """The findings of the text in a form, as a part of its page; of an objective unless the address
    says otherwise."""
    given = request.GET
    part = given.get("part", "")
    prefix = part if part in PARTS else ""
    text = given.get(f"{prefix}title", "")[:LONGEST]
    level = "key_result" if given.get("level") == "key_result" else "objective"
    facts = _facts(given, prefix) if level == "key_result" else {}
    found = gravest_first(text_findings(text, level, facts)) if text.strip() else []
    return render(request, "okrs/_wording_found.html", {"rows": wording_rows(found)})


def _facts(given: Any, prefix: str) -> dict[str, Any]:
    target = _number(given.get(f"{prefix}target")) or _number(given.get(f"{prefix}limit"))
    return {
        "kind": given.get(f"{prefix}kind"),
        "start": _number(given.get(f"{prefix}start")),
        "target": target,
        "unit": given.get(f"{prefix}measure") or None if target is not None else _UNSAID,
    }


_UNSAID = "?"
"""Before there is a target nobody is asked for its unit."""


def _number(written: str | None) -> float | None:
    """A number that is written, roughly: it matters only that there is one."""
    try:
        return float((written or "").replace(",", ".").replace(" ", ""))
    except ValueError:
        return None


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """Every rule that plans are reviewed by, with its reason and examples."""
    return render(request, "okrs/rules.html", {"families": rule_families()})
