"""Comments on a subject: read, written, answered, changed, taken away, reacted to.

The section stands on the page of the subject; here it has an address of its own, for pages without
a script, for what is refused, and for the parts that a script swaps.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from headway.discussion import actions
from headway.discussion.actions.comments import Written
from headway.discussion.queries.comments import get_comment, subject_of_removed
from headway.discussion.queries.subjects import Subject
from headway.discussion.views.request import is_fragment, say, subject_here
from headway.discussion.views.talk import OPEN, talk_of
from headway.kit.choices import whole_id
from headway.kit.problems import Conflict, InvalidInput, Problem, Refused
from headway.people.access import actor_of
from headway.web.posted import Posted
from headway.web.render import render

STEPS = ("edit", "remove", "react")
"""What can be done to a comment."""


def page(request: HttpRequest, kind: str, subject_id: int) -> HttpResponse:
    """What people say of it; a POST says something."""
    subject = subject_here(request, kind, subject_id)
    if request.method != "POST":
        return _answer(request, subject, opened=_opened(request))
    posted = Posted.of(request)
    reply_to = posted.integer("reply_to")
    opened = ("reply", reply_to) if reply_to else None
    try:
        posted.refuse()
        made = actions.add_comment(
            actor_of(request), kind, subject_id, text=posted.text("text"), reply_to_id=reply_to
        )
    except Refused as problem:
        return _answer(request, subject, opened=opened, problem=problem)
    return _done(request, subject, made, _("Your comment is there."))


@require_POST
def step(request: HttpRequest, comment_id: int) -> HttpResponse:
    """One step of a comment, named by the field ``do``."""
    actor, posted = actor_of(request), Posted.of(request)
    do = posted.text("do")
    gone_from = subject_of_removed(actor, comment_id) if do in STEPS else None
    if gone_from is not None:
        return _too_late(request, gone_from, do)
    row, subject = get_comment(actor, comment_id)
    made: Written | None = None
    try:
        match do:
            case "edit":
                made = actions.edit_comment(actor, comment_id, text=posted.text("text"))
                said = _("Your comment is changed.")
            case "remove":
                actions.remove_comment(actor, comment_id, reason=posted.text("reason"))
                said = _("The comment is removed.")
            case "react":
                kind = posted.text("kind")
                is_mine = any(one.is_mine for one in row.reactions if one.kind == kind)
                actions.react(actor, comment_id, kind, wanted=not is_mine)
                said = ""
            case _:
                raise InvalidInput.on("do", _("Choose what to do with the comment."))
    except Refused as problem:
        return _answer(request, subject, opened=(do, comment_id), problem=problem)
    return _done(request, subject, made, said, comment_id=comment_id)


def _too_late(request: HttpRequest, subject: Subject, do: str) -> HttpResponse:
    """The comment is gone: back to what stands there, with what was typed for it."""
    said = _("This comment was removed meanwhile.")
    if do == "edit":
        return _answer(request, subject, problem=Conflict(said, code="removed"))
    response: HttpResponse
    response = _answer(request, subject) if is_fragment(request) else redirect(
        f"{subject.url}#comments"
    )  # fmt: skip
    return say(request, response, said)


def _opened(request: HttpRequest) -> tuple[str, int] | None:
    """The form that the address asks for, such as ``?reply=12``."""
    for name in OPEN:
        found = whole_id(request.GET.get(name, ""))
        if found is not None:
            return name, found
    return None


def _answer(
    request: HttpRequest,
    subject: Subject,
    *,
    opened: tuple[str, int] | None = None,
    problem: Problem | None = None,
    around: int | None = None,
) -> HttpResponse:
    before, until = _whole(request, "before"), _whole(request, "until")
    thread = _whole(request, "thread")
    return render(
        request,
        "discussion/comments.html",
        talk_of(
            request,
            subject,
            before=before,
            thread=(thread, until) if thread else None,
            around=around,
            opened=opened,
            problem=problem,
        ),
        fragment="discussion/_talk.html",
        status=problem.status if problem else 200,
    )


def _whole(request: HttpRequest, name: str) -> int | None:
    return whole_id(request.GET.get(name, ""))


def _done(
    request: HttpRequest,
    subject: Subject,
    made: Written | None,
    said: str,
    *,
    comment_id: int | None = None,
) -> HttpResponse:
    """The section as it is now, or the page that it stands on."""
    at = made.comment.pk if made else comment_id
    response: HttpResponse
    response = _answer(request, subject, around=at) if is_fragment(request) else redirect(
        f"{subject.url}#comment-{at}"
    )  # fmt: skip
    words = _untold(made) or said
    return say(request, response, words) if words else response


def _untold(made: Written | None) -> str:
    """That somebody who is named may not read it, and heard nothing."""
    if made is None or not made.untold:
        return ""
    return _("%(names)s may not read this page, and heard nothing of your comment.") % {
        "names": ", ".join(made.untold)
    }
