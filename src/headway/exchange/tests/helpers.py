"""What the tests of imports look at."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.apps import apps

from headway.exchange.actions import run_import
from headway.exchange.models import ImportedObject
from headway.kit.testing.scenes import Scene
from headway.okrs.actions.plans import KINDS

SHARED = Path(__file__).resolve().parents[5] / "shared" / "data"
REAL_FILES = (
    "gitlab_okrs_fy20q4_fy21q1.yaml",
    "gitlab_okrs_fy23_company.yaml",
    "protoschool_okrs_2019q2_2021q1.yaml",
    "protocol_labs_js_okrs_2018.yaml",
)

needs_shared_data = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the folder of published data is not beside the repository"
)


def real(name: str) -> bytes:
    """A published file."""
    return (SHARED / name).read_bytes()


def dump(*, without_stamps: bool = False) -> dict[str, list[dict[str, Any]]]:
    """Every row of every business table; the audit trail and the imports' own records apart.
    ``without_stamps`` leaves out the fields that only count writes."""
    stamps = {"version", "updated_at"} if without_stamps else set()
    rows = {}
    for model in apps.get_models():
        if model._meta.app_label in ("people", "okrs", "strategy"):
            rows[model._meta.label] = [
                {name: value for name, value in row.items() if name not in stamps}
                for row in model._default_manager.order_by("pk").values()
            ]
    return rows


_brought: dict[str, Scene[dict[str, Any]]] = {}


def brought(name: str) -> dict[str, Any]:
    """The report of a published file that is imported into an empty database: imported once in a
    process, and from then on its rows are copied."""
    scene = _brought.setdefault(name, Scene(lambda: run_import(real(name), name)))
    return scene.set()


def imported(kind: str, external_id: str) -> Any:
    """The object that stands for an entry."""
    entry = ImportedObject.objects.get(kind=kind, external_id=external_id)
    return KINDS[kind].model._default_manager.get(pk=entry.object_id)


def nothing(report: dict[str, Any], *names: str) -> bool:
    """Whether all these counts of a report are zero."""
    return all(count == 0 for name in names for count in report[name].values())
