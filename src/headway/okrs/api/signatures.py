"""Who has signed an objective, and signing it."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpResponse
from ninja import Field, Router, Schema

from headway.kit.rest import answers
from headway.kit.rest.schemas import Id, Text
from headway.okrs.actions.agreement import sign_objective, withdraw_signature
from headway.okrs.models import SigningRole, State
from headway.okrs.queries.agreement import Asked, agreement_of
from headway.okrs.queries.doors import get_objective
from headway.okrs.queries.signed_plans import digest_of, plan_of
from headway.people.api.request import ApiRequest

router = Router(tags=["Objectives"])


class SignatureOut(Schema):
    """Somebody signed the plan named by `digest`; void when it changed since."""

    id: Id
    role: SigningRole = Field(..., examples=["lead"])
    person_id: Id | None = Field(..., description="Null for the system.")
    person_name: str | None = Field(..., examples=["Grace Hopper"])
    digest: str = Field(..., description="SHA-256 of the plan as signed.")
    signed_at: datetime
    voided_at: datetime | None
    void_reason: str = Field(..., examples=["Changed since: “Returns”: target from 60 to 55."])


class PersonAsked(Schema):
    """Somebody who may sign in that role."""

    id: Id
    name: str = Field(..., examples=["Grace Hopper"])


class AskedOut(Schema):
    """A signature that is missing. Without people it is asked of the administrators."""

    role: SigningRole = Field(..., examples=["coach"])
    people: list[PersonAsked]


class AgreementOut(Schema):
    """How far an objective is agreed."""

    objective_id: Id
    state: State = Field(..., examples=["proposed"])
    digest: str = Field(..., description="SHA-256 of the plan as it stands now.")
    signed: list[SignatureOut]
    void: list[SignatureOut] = Field(..., description="Earlier ones, the newest first.")
    asked: list[AskedOut]


@router.get(
    "objectives/{objective_id}/signatures",
    response=AgreementOut,
    operation_id="get_signatures",
    summary="Read who has signed an objective",
)
def read_signatures(request: ApiRequest, objective_id: Id) -> HttpResponse:
    """The signatures that count, those that are void with the reason, and who is still asked."""
    return answers.one(request, _body(request, objective_id))


@router.post(
    "objectives/{objective_id}/signatures",
    response={201: AgreementOut},
    operation_id="sign_objective",
    summary="Sign an objective",
)
def sign(request: ApiRequest, objective_id: Id, for_everybody: bool = False) -> HttpResponse:
    """In every role the person holds: owner, lead above, coach; an administrator for the lead, or
    `for_everybody` who has not signed a draft or a proposal. With the last signature it is agreed;
    in a running cycle it then starts at once."""
    sign_objective(request.auth, objective_id, for_everybody=for_everybody)
    body = _body(request, objective_id)
    return answers.created(request, body, f"objectives/{objective_id}/signatures")


@router.delete(
    "objectives/{objective_id}/signatures",
    response=AgreementOut,
    operation_id="withdraw_signature",
    summary="Take one's own signatures back",
)
def withdraw(request: ApiRequest, objective_id: Id, why: Text = "") -> HttpResponse:
    """With a reason, until the objective runs. What was agreed is a proposal again."""
    withdraw_signature(request.auth, objective_id, why=why)
    return answers.one(request, _body(request, objective_id))


def _body(request: ApiRequest, objective_id: int) -> dict[str, object]:
    objective = get_objective(request.auth, objective_id)
    agreement = agreement_of(objective)
    return {
        "objective_id": objective.pk,
        "state": objective.state,
        "digest": digest_of(plan_of(objective.pk)),
        "signed": agreement.signed,
        "void": agreement.void,
        "asked": [_asked(one) for one in agreement.asked],
    }


def _asked(one: Asked) -> dict[str, object]:
    return {"role": one.role, "people": [{"id": id_, "name": name} for id_, name in one.people]}
