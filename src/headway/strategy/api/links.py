"""The API of the strategy map: cause-effect links, and what data say of them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Field, Router, Schema

from headway.core.hypothesis import LinkVerdict
from headway.kit import clock
from headway.kit.rest import answers
from headway.kit.rest.schemas import KEEP, Day, Id, Input, PageOf, Paging, Ref, Text
from headway.kpis.models import Frequency
from headway.people.api.request import ApiRequest
from headway.strategy import actions
from headway.strategy.actions.links import LONGEST_LAG
from headway.strategy.models import LinkLack, Strength
from headway.strategy.queries import goals_on
from headway.strategy.queries.links import LinkRow, Trial, get_link, links_on, trials_of
from headway.strategy.queries.strategy_map import Standing, standing_of
from headway.strategy.queries.whose import whose_by_id

router = Router(tags=["Strategy map"])

Lag = Annotated[int, Field(ge=0, le=LONGEST_LAG, strict=True, examples=[2])]
LinkSign = Annotated[int, Field(ge=-1, le=1, strict=True, examples=[1])]


class LinkTrialOut(Schema):
    """What data said of a link when it was tested."""

    verdict: LinkVerdict
    lack: LinkLack | None = Field(..., description="Why it could not be tested.")
    first_on: date | None = Field(..., description="First day of the first period with values.")
    last_on: date | None
    n: int = Field(..., description="Periods in a row with values of both.", examples=[60])
    pairs: int = Field(..., description="Pairs that were compared.", examples=[57])
    r: float | None = Field(..., description="Above 0: better goes with better.", examples=[0.52])
    low: float | None = Field(..., description="r lies above this, with 95 % confidence.")
    high: float | None
    p_value: float | None
    power: float | None = Field(
        ..., description="Chance to find a link of middling strength (0.5).", examples=[0.83]
    )
    without_season: bool
    together: int = Field(..., description="Links tested together.", examples=[8])
    tested_at: datetime
    again_at: datetime | None = Field(
        ..., description="When the same data were asked again last, with the same answer."
    )
    same_data: bool = Field(
        ..., description="Those of the trial before, judged otherwise beside other arrows."
    )


class CauseEffectLinkOut(Schema):
    """That one goal is believed to move another."""

    id: Id
    cause_id: Id
    cause: str
    effect_id: Id
    effect: str
    sign: int = Field(..., description="1: as the cause gets better so does the effect; -1: worse.")
    lag: int = Field(..., examples=[2])
    per: Frequency
    strength: Strength
    rationale: str
    cause_kpi_id: Id | None = Field(..., description="Null: of the KPI that counts most.")
    effect_kpi_id: Id | None
    since: date
    until: date | None = Field(..., description="Null: in force.")
    author: str | None
    standing: Standing
    trial: LinkTrialOut | None = Field(..., description="The last one.")


class MapTested(Schema):
    """The arrows of the map after they were held against data."""

    links: list[CauseEffectLinkOut]


class CauseEffectLinkNew(Input):
    """What is believed to move what."""

    cause_id: Ref
    effect_id: Ref
    sign: LinkSign = Field(1, description="1: better; -1: worse.")
    lag: Lag = Field(1, description="Periods from the cause to its effect.")
    per: Frequency = Field(Frequency.MONTHLY, description="Those the lag is told in.")
    strength: Strength = Field(Strength.MEDIUM)
    rationale: Text = Field("", examples=["A unit that leaves the line right does not come back."])
    cause_kpi_id: Ref | None = Field(None, description="The KPI it is tested by.")
    effect_kpi_id: Ref | None = None


class CauseEffectLinkChange(Input):
    """What is believed from today on."""

    sign: LinkSign = Field(KEEP)
    lag: Lag = Field(KEEP)
    per: Frequency = Field(KEEP)
    strength: Strength = Field(KEEP)
    rationale: Text = Field(KEEP)
    cause_kpi_id: Ref | None = Field(KEEP)
    effect_kpi_id: Ref | None = Field(KEEP)


@router.get(
    "cause-effect-links",
    response=PageOf[CauseEffectLinkOut],
    operation_id="list_cause_effect_links",
    summary="List the arrows of the strategy map",
)
def read_links(
    request: ApiRequest,
    page: Paging,
    as_of: Day | None = None,
    as_known: bool = False,
    unit_id: Id | None = None,
) -> HttpResponse:
    """Those between goals in force on a day, today when left out, with what data had said by then;
    of the map of the organisation, or of a unit. Goals and arrows that were written down later for
    their own time are among them, unless one asks for what was known then (`as_known`)."""
    day = as_of or clock.today(request.auth.time_zone)
    of = whose_by_id(request.auth, unit_id).unit_id
    ids = [goal.id for goal in goals_on(request.auth, day, of=of, as_known=as_known)]
    found = links_on(request.auth, day, ids, as_known=as_known)
    return answers.listed(request, [_link(one) for one in found], page)


@router.post(
    "cause-effect-links",
    response={201: CauseEffectLinkOut},
    operation_id="create_cause_effect_link",
    summary="Draw an arrow",
)
def create_link(request: ApiRequest, new: CauseEffectLinkNew) -> HttpResponse:
    """From today on. A circle is refused. Administrators only."""
    made = actions.add_link(request.auth, **new.model_dump())
    found = get_link(request.auth, made.pk)
    return answers.created(request, _link(found), f"cause-effect-links/{made.pk}")


@router.get(
    "cause-effect-links/{cause_effect_link_id}",
    response=CauseEffectLinkOut,
    operation_id="get_cause_effect_link",
    summary="Read an arrow",
)
def read_link(request: ApiRequest, cause_effect_link_id: Id) -> HttpResponse:
    """Also one that has ended."""
    return answers.one(request, _link(get_link(request.auth, cause_effect_link_id)))


@router.patch(
    "cause-effect-links/{cause_effect_link_id}",
    response=CauseEffectLinkOut,
    operation_id="update_cause_effect_link",
    summary="Change an arrow",
)
def change_link(
    request: ApiRequest, cause_effect_link_id: Id, change: CauseEffectLinkChange
) -> HttpResponse:
    """From today on. With another sign, lag or KPI it is another hypothesis, with an id of its own:
    untested. Answers with the one that holds now. Administrators only."""
    made = actions.update_link(request.auth, cause_effect_link_id, **change.given())
    return answers.one(request, _link(get_link(request.auth, made.pk)))


@router.delete(
    "cause-effect-links/{cause_effect_link_id}",
    response={204: None},
    operation_id="end_cause_effect_link",
    summary="Take an arrow away",
)
def delete_link(request: ApiRequest, cause_effect_link_id: Id) -> HttpResponse:
    """Past days keep it. Administrators only."""
    actions.end_link(request.auth, cause_effect_link_id)
    return answers.nothing()


@router.get(
    "cause-effect-links/{cause_effect_link_id}/trials",
    response=PageOf[LinkTrialOut],
    operation_id="list_link_trials",
    summary="List what data said of an arrow",
)
def read_trials(request: ApiRequest, cause_effect_link_id: Id, page: Paging) -> HttpResponse:
    """The latest first."""
    found = get_link(request.auth, cause_effect_link_id)
    return answers.listed(request, [_trial(one) for one in trials_of(request.auth, found.id)], page)


@router.post(
    "strategy-map/trials",
    response={201: MapTested},
    operation_id="test_cause_effect_links",
    summary="Hold the map against data",
)
def create_trials(request: ApiRequest) -> HttpResponse:
    """All arrows in force, together, so that chance is kept in check; answers with them.
    Administrators only."""
    actions.test_links(request.auth)
    day = clock.today(request.auth.time_zone)
    found = links_on(request.auth, day, [goal.id for goal in goals_on(request.auth, day)])
    made = {"links": [_link(one) for one in found]}
    return answers.created(request, made, "cause-effect-links")


def _link(one: LinkRow) -> dict[str, Any]:
    names = CauseEffectLinkOut.model_fields.keys() - {"standing", "trial"}
    return {
        **{name: getattr(one, name) for name in names},
        "standing": standing_of(one),
        "trial": _trial(one.trial) if one.trial else None,
    }


def _trial(one: Trial) -> dict[str, Any]:
    return {
        **{name: getattr(one, name) for name in LinkTrialOut.model_fields},
        "lack": one.lack or None,
    }
