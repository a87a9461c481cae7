"""The line of sight as a map: where everything stands, and which links lead up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Annotated, Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema

from headway.kit.pagination import Page, page_after
from headway.kit.problems import InvalidInput, NotFound
from headway.kit.rest import answers
from headway.kit.rest.schemas import Id, PageOf, PageQuery
from headway.okrs.api.outputs import ON_TRACK, SCORE, Verdict
from headway.okrs.models import LinkKind
from headway.okrs.queries.objectives import ObjectiveRow
from headway.people.api.request import ApiRequest
from headway.reports.api.view import ViewQuery, too_many, view_of
from headway.reports.queries.sight import LOCAL, ORPHANS, View, branch_title
from headway.reports.queries.sight.chart import read_layout, rows_of
from headway.reports.queries.sight.layout import CARD, Block, Layout, Place
from headway.strategy.queries import GoalRow

router = Router(tags=["Alignment"])

Coordinate = Annotated[float, Field(ge=-1e7, le=1e7, allow_inf_nan=False)]
Size = Annotated[float, Field(ge=1, le=1e7, allow_inf_nan=False)]


class BlockOut(Schema):
    """The room of a goal's objectives, or of those under none."""

    key: str = Field(..., description="g and a goal's id, orphans or local.", examples=["g17"])
    title: str = Field(..., examples=["Customers come back"])
    x: int
    y: int
    width: int = Field(..., examples=[656])
    height: int = Field(..., examples=[430])
    objectives: int = Field(..., examples=[6])
    elsewhere: int = Field(
        ..., description="Further objectives that serve the goal and stand under another."
    )


class MapOut(Schema):
    """The map, without its cards."""

    width: int = Field(..., examples=[1400])
    height: int = Field(..., examples=[900])
    card_width: int = Field(..., examples=[CARD[0]])
    card_height: int = Field(..., examples=[CARD[1]])
    objectives: int = Field(..., examples=[40])
    blocks: list[BlockOut]


class ServesOut(Schema):
    """A link to an objective above."""

    objective_id: Id
    kind: LinkKind = Field(..., examples=["aligned"])


class CardOut(Schema):
    """An objective on the map."""

    objective_id: Id
    x: int = Field(..., description="Of its upper left corner.")
    y: int
    block: str = Field(..., description="The block it stands in.", examples=["g17"])
    title: str = Field(..., examples=["Customers find what they came for"])
    unit_name: str = Field(..., examples=["Growth"])
    score: float | None = Field(..., description=SCORE, examples=[0.6])
    status: Verdict | None = Field(..., examples=[ON_TRACK])
    key_results: int = Field(..., examples=[3])
    serves: list[ServesOut] = Field(..., description="Objectives above; the first it stands under.")


class RelativesOut(Schema):
    """Everything above and below an objective, however far."""

    above: list[int]
    below: list[int]


class CardsQuery(PageQuery, ViewQuery):
    """Which part of the map: all of it, or a rectangle."""

    x: Coordinate | None = None
    y: Coordinate | None = None
    width: Size | None = None
    height: Size | None = None

    @property
    def rectangle(self) -> tuple[float, float, float, float] | None:
        """None: the whole map. Raises InvalidInput for a part of a rectangle."""
        match (self.x, self.y, self.width, self.height):
            case (None, None, None, None):
                return None
            case (float() as x, float() as y, float() as width, float() as height):
                return x, y, width, height
        words = _("Name the part of the map with x, y, width and height together.")
        raise InvalidInput.on("x", words, code="incomplete")


class RelativesQuery(ViewQuery):
    """Of which objective."""

    objective_id: Id


@router.get("line-of-sight/map", response=MapOut, operation_id="get_map", summary="Read the map")
def read_map(request: ApiRequest, query: Query[ViewQuery]) -> HttpResponse:
    """Its size and the room of each goal; the same graph gives the same map."""
    layout, goals = _layout(request, view_of(request.auth, query))
    titles = {f"g{goal.id}": goal.title for goal in goals}
    titles |= {key: branch_title(key) for key in (ORPHANS, LOCAL)}
    body = {
        "width": layout.width,
        "height": layout.height,
        "card_width": CARD[0],
        "card_height": CARD[1],
        "objectives": len(layout.places),
        "blocks": [_block(block, titles) for block in layout.blocks],
    }
    return answers.one(request, body)


@router.get(
    "line-of-sight/map/objectives",
    response=PageOf[CardOut],
    operation_id="list_map_objectives",
    summary="List the objectives on the map",
)
def read_cards(request: ApiRequest, query: Query[CardsQuery]) -> HttpResponse:
    """Where each stands and what it serves: page by page the whole graph, or a rectangle of it."""
    view, part = view_of(request.auth, query), query.rectangle
    layout, _goals = _layout(request, view)
    places = list(layout.places.values()) if part is None else layout.within(*part)
    page = page_after(places, query.cursor, query.limit, key=lambda place: place.id, kind=int)
    rows, serves = rows_of(page.items, view), _serves(layout, page.items)
    shown = [
        _card(place, rows[place.id], layout, serves) for place in page.items if place.id in rows
    ]
    return answers.page(request, Page(shown, page.next_cursor))


@router.get(
    "line-of-sight/map/relatives",
    response=RelativesOut,
    operation_id="get_relatives",
    summary="Read what stands above and below an objective",
)
def read_relatives(request: ApiRequest, query: Query[RelativesQuery]) -> HttpResponse:
    """However many links lead there."""
    layout, _goals = _layout(request, view_of(request.auth, query))
    if query.objective_id not in layout.places:
        raise NotFound(_("This objective is not on the map."))
    above, below = layout.relatives(query.objective_id)
    return answers.one(request, {"above": sorted(above), "below": sorted(below)})


def _layout(request: ApiRequest, view: View) -> tuple[Layout, list[GoalRow]]:
    found = read_layout(request.auth, view)
    if found is None:
        raise too_many()
    return found


def _block(block: Block, titles: Mapping[str, str]) -> dict[str, Any]:
    return {
        "key": block.key,
        "title": titles[block.key],
        "x": block.x,
        "y": block.y,
        "width": block.width,
        "height": block.height,
        "objectives": block.count,
        "elsewhere": block.elsewhere,
    }


def _serves(layout: Layout, places: Iterable[Place]) -> dict[int, list[tuple[int, str]]]:
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    shown = {place.id: place for place in places}
    for place in shown.values():
        if place.under:
            found[place.id].append((place.under, place.kind))
    for link in layout.further:
        if link.child in shown:
            found[link.child].append((link.parent, link.kind))
    return found


def _card(
    place: Place, row: ObjectiveRow, layout: Layout, serves: Mapping[int, list[tuple[int, str]]]
) -> dict[str, Any]:
    return {
        "objective_id": row.id,
        "x": place.x,
        "y": place.y,
        "block": layout.block_of(place).key,
        "title": row.title,
        "unit_name": row.unit_name,
        "score": row.score,
        "status": row.status,
        "key_results": len(row.key_results),
        "serves": [
            {"objective_id": above, "kind": kind} for above, kind in serves.get(place.id, ())
        ],
    }
