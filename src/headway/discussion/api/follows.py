"""The API of what people follow."""

from __future__ import annotations

from django.http import HttpResponse
from ninja import Router

from headway.discussion import actions
from headway.discussion.api.outputs import FollowingOut, FollowOut
from headway.discussion.models import SubjectKind
from headway.discussion.queries.follows import Following, following, follows_of
from headway.discussion.queries.subjects import get_subject
from headway.kit.pagination import Page, decode_cursor, encode_cursor
from headway.kit.rest import answers
from headway.kit.rest.schemas import Id, PageOf, Paging
from headway.people.api.request import ApiRequest

router = Router(tags=["Discussion"])


@router.get(
    "me/follows",
    response=PageOf[FollowOut],
    operation_id="list_follows",
    summary="List what I follow",
)
def list_follows(request: ApiRequest, page: Paging) -> HttpResponse:
    """What the caller asked to hear of, and what never again. Which KPIs one follows says
    `GET kpis?followed=true`."""
    after = decode_cursor(page.cursor, int)[0] if page.cursor else 0
    rows = follows_of(request.auth, after=after, limit=page.limit + 1)
    shown = rows[: page.limit]
    more = encode_cursor([shown[-1].id]) if len(rows) > page.limit else None
    return answers.page(request, Page(shown, more))


@router.get(
    "discussions/{subject_type}/{subject_id}/follow",
    response=FollowingOut,
    operation_id="get_follow",
    summary="Tell whether I follow a subject",
)
def read_follow(request: ApiRequest, subject_type: SubjectKind, subject_id: Id) -> HttpResponse:
    """Whether the caller hears of comments on it, and whether that is so without having asked."""
    subject = get_subject(request.auth, subject_type, subject_id)
    return _answer(request, subject_type, subject_id, following(request.auth, subject))


@router.put(
    "discussions/{subject_type}/{subject_id}/follow",
    response=FollowingOut,
    operation_id="follow_subject",
    summary="Follow a subject",
)
def follow(request: ApiRequest, subject_type: SubjectKind, subject_id: Id) -> HttpResponse:
    """The caller hears of every comment on it; again it changes nothing."""
    found = actions.follow(request.auth, subject_type, subject_id, wanted=True)
    return _answer(request, subject_type, subject_id, found)


@router.delete(
    "discussions/{subject_type}/{subject_id}/follow",
    response={204: None},
    operation_id="unfollow_subject",
    summary="Stop following a subject",
)
def unfollow(request: ApiRequest, subject_type: SubjectKind, subject_id: Id) -> HttpResponse:
    """For good: also where the caller owns it or comments on it later. A mention is heard of all
    the same."""
    actions.follow(request.auth, subject_type, subject_id, wanted=False)
    return answers.nothing()


def _answer(
    request: ApiRequest, subject_type: SubjectKind, subject_id: int, found: Following
) -> HttpResponse:
    body = {
        "subject_type": subject_type.value,
        "subject_id": subject_id,
        "is_following": found.is_on,
        "by_itself": found.by_itself,
    }
    return answers.one(request, body)
