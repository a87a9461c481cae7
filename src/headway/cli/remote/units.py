"""Which unit of a running server is meant: people know names, the API knows ids."""

from __future__ import annotations

from headway.cli.errors import Unusable
from headway.cli.remote.calls import Call
from headway.cli.remote.server import Server


def unit_id_of(server: Server, given: str | None) -> int | None:
    """The id of a unit by itself or by the unit's name, in capitals or not; None of nothing. Raises
    Unusable for a name that no unit has, or that several have."""
    if given is None or given.isdecimal():
        return None if given is None else int(given)
    found = server.send(Call("GET", "/api/v1/find", [("q", given), ("kind", "unit")]))["items"]
    fitting = [one for one in found if one["label"].casefold() == given.strip().casefold()]
    if len(fitting) == 1:
        return int(fitting[0]["id"])
    offered = [f"{one['id']} {one['label']}" for one in fitting or found[:5]]
    said = "Several units are" if fitting else "No unit is"
    also = f" Give the id of one of these: {', '.join(offered)}." if offered else ""
    raise Unusable(f"{said} called “{given}”.{also}")
