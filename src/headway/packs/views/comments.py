"""What readers say of a page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from headway.kit.problems import InvalidInput, NotFound, Refused
from headway.packs import actions
from headway.packs.queries.rows import comment_row, page_row
from headway.packs.views.pack import page_of
from headway.people.access import Actor, actor_of
from headway.web.posted import Posted


@require_POST
def add(request: HttpRequest, pack_id: int, page_id: int) -> HttpResponse:
    """Say something of a page."""
    actor = actor_of(request)
    address = _address(actor, pack_id, page_id)
    try:
        actions.add_comment(actor, page_id, text=Posted.of(request).text("text"))
    except Refused as problem:
        return page_of(request, pack_id, problem, at=page_id)
    return redirect(address)


@require_POST
def step(request: HttpRequest, pack_id: int, comment_id: int) -> HttpResponse:
    """Say that a comment is dealt with, or open it again, named by the field ``do``."""
    actor = actor_of(request)
    address = _address(actor, pack_id, comment_row(actor, comment_id).page_id)
    try:
        match Posted.of(request).text("do"):
            case "resolve":
                actions.resolve_comment(actor, comment_id)
            case "reopen":
                actions.resolve_comment(actor, comment_id, is_resolved=False)
            case _:
                raise InvalidInput.on("do", _("Choose what to do with the comment."))
    except Refused as problem:
        return page_of(request, pack_id, problem)
    return redirect(address)


def _address(actor: Actor, pack_id: int, page_id: int) -> str:
    """The comments of the page. Raises NotFound for one of another pack."""
    page = page_row(actor, page_id)
    if page.pack_id != pack_id:
        raise NotFound(_("There is no such page in this pack."))
    return f"{reverse('packs:pack', args=(pack_id,))}#comments-{page.position}"
