"""The import contracts of pyproject.toml hold, and cover every app there is."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

ROOT = Path(__file__).resolve().parents[2]
CONFIGURATION: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
CONTRACTS: list[dict[str, Any]] = CONFIGURATION["tool"]["importlinter"]["contracts"]
# Not apps: modules above them all, and the base below.
TOP_MODULES = {"settings", "wsgi"}


@pytest.mark.parametrize("contract", [contract["id"] for contract in CONTRACTS])
def test_import_contract_holds(contract: str, capsys: pytest.CaptureFixture[str]) -> None:
    status = lint_imports(
        config_filename=str(ROOT / "pyproject.toml"),
        limit_to_contracts=(contract,),
        no_cache=True,  # workers side by side would write the same cache
        no_logo=True,
    )
    assert status == EXIT_STATUS_SUCCESS, capsys.readouterr().out


def test_every_part_of_the_package_has_its_place_in_the_stack() -> None:
    """A new app joins the layers on the day it appears, not when somebody remembers."""
    layers = _contract("one-direction")["layers"]
    placed = {part.strip("() ") for layer in layers for part in layer.replace("|", ":").split(":")}
    present = {
        f"headway.{path.stem}"
        for path in (ROOT / "src" / "headway").iterdir()
        if (path.suffix == ".py" or (path / "__init__.py").exists())
        and path.stem not in {"__init__", *TOP_MODULES}
    }
    assert present <= placed, f"Give these a layer in pyproject.toml: {sorted(present - placed)}"


def test_every_app_with_actions_is_layered_inside() -> None:
    containers = set(_contract("inside-apps")["containers"])
    apps = {
        f"headway.{folder.name}"
        for folder in (ROOT / "src" / "headway").iterdir()
        if (folder / "actions.py").exists() or (folder / "actions").is_dir()
    }
    assert apps <= containers, f"Add to the containers: {sorted(apps - containers)}"


def _contract(wanted: str) -> dict[str, Any]:
    return next(contract for contract in CONTRACTS if contract["id"] == wanted)
