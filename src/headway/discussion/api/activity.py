"""The API of what has happened."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, Query, Router

from headway.discussion.api.outputs import HappeningOut, happening_body
from headway.discussion.models import SubjectKind
from headway.discussion.queries.feed import Asked, feed_of_subject, feed_of_unit
from headway.discussion.queries.feed_parts import Only
from headway.discussion.queries.subjects import get_subject
from headway.kit.pagination import Page
from headway.kit.problems import InvalidInput
from headway.kit.rest import answers
from headway.kit.rest.schemas import Id, PageOf, PageQuery
from headway.people.api.request import ApiRequest
from headway.people.queries import get_unit

router = Router(tags=["Discussion"])


class ActivityQuery(PageQuery):
    """Of what, and which part of it."""

    unit_id: Id | None = Field(None, description="Of a unit and those below it.")
    subject_type: SubjectKind | None = Field(None, description="With `subject_id`: of one thing.")
    subject_id: Id | None = None
    only: Only | None = Field(None, description="One kind of what happened.")
    person_id: Id | None = Field(None, description="What one person did.")


@router.get(
    "activity",
    response=PageOf[HappeningOut],
    operation_id="list_activity",
    summary="Read what has happened",
)
def list_activity(request: ApiRequest, query: Query[ActivityQuery]) -> HttpResponse:
    """Comments, check-ins, values, moved goal posts, signals, plans and changes in words, the
    latest first, as far as the caller may read what they are about: of the whole organisation, of a
    unit, or of one thing and its parts."""
    actor = request.auth
    asked = Asked(query.only, query.person_id, query.cursor, query.limit)
    if (query.subject_type is None) != (query.subject_id is None):
        said = _("Give subject_type and subject_id together.")
        raise InvalidInput.on("subject_id", said, code="incomplete")
    if query.subject_type is not None and query.subject_id is not None:
        subject = get_subject(actor, query.subject_type, query.subject_id)
        found = feed_of_subject(actor, subject, asked)
    else:
        unit = get_unit(actor, query.unit_id) if query.unit_id else None
        found = feed_of_unit(actor, unit.path if unit else "", asked)
    return answers.page(request, Page(found.items, found.following), happening_body)
