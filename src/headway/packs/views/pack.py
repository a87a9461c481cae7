"""One pack: its pages below each other with what is said of them, and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from headway.kit.problems import InvalidInput, NotFound, Problem, Refused, messages_of
from headway.packs import actions
from headway.packs.access import may_comment, may_edit
from headway.packs.formats.document import Page
from headway.packs.formats.drawing import drawn_page
from headway.packs.formats.files import FILES, write
from headway.packs.queries.documents import document_of
from headway.packs.queries.rows import (
    CommentRow,
    PageRow,
    comments_of,
    pack_row,
    pages_of,
    recipients_of,
    sends_of,
)
from headway.people.access import Actor, actor_of
from headway.reports.shell import scope_for
from headway.web.posted import Posted
from headway.web.render import render


@require_safe
def page(request: HttpRequest, pack_id: int) -> HttpResponse:
    """The pack to read."""
    return page_of(request, pack_id)


def page_of(
    request: HttpRequest, pack_id: int, problem: Problem | None = None, *, at: int | None = None
) -> HttpResponse:
    """The page of a pack, after a refused step with its ``problem``; ``at`` is the page that it was
    about."""
    actor, scope = actor_of(request), scope_for(request)
    row, pages = pack_row(actor, pack_id), pages_of(pack_id)
    found = document_of(actor, row, pages, as_of=scope.as_of)
    said = comments_of([one.id for one in pages])
    may = may_edit(actor, row)
    recipients = recipients_of(pack_id)
    return render(
        request,
        "packs/pack.html",
        {
            "pack": row,
            "found": found,
            "pages": paired(found.pages, pages),
            "said": said,
            "open": {
                one.id: sum(each.resolved_at is None for each in said.get(one.id, ()))
                for one in pages
            },
            "may_resolve": lambda comment: may or _is_own(actor, comment),
            "kept_day": None if row.is_frozen or row.day else scope.kept_day,
            "may_edit": may and not scope.is_past,
            "may_comment": may_comment(actor),
            "gets_it": any(pk == actor.person_id for pk, _name in recipients),
            "recipients": len(recipients),
            "sends": sends_of(pack_id),
            "files": _files(),
            "drawn": {one.key: drawn_page(one) for one in found.pages},
            "typed_do": request.POST.get("do", ""),
            "typed": request.POST.get("text", "") if problem else "",
            "at": at,
            "problem": problem,
            "errors": messages_of(problem),
        },
        status=problem.status if problem else 200,
    )


def _files() -> list[tuple[str, str]]:
    """Kinds of files, and what they are called."""
    words = {"pdf": _("PDF"), "pptx": _("PowerPoint"), "xlsx": _("Excel, with formulas")}
    return [(kind, words[kind]) for kind in FILES]


def paired(told: Sequence[Page], pages: Sequence[PageRow]) -> list[tuple[Page, PageRow | None]]:
    """What each page shows, with the page as it was chosen; a key is a position."""
    by_key = {str(one.position): one for one in pages}
    return [(one, by_key.get(one.key)) for one in told]


def _is_own(actor: Actor, comment: CommentRow) -> bool:
    return actor.person_id is not None and comment.author_id == actor.person_id


@require_safe
def file(request: HttpRequest, pack_id: int) -> HttpResponse:
    """The pack as a file (``?as=pdf``): of a live one what the reader may see of it now."""
    actor = actor_of(request)
    asked = request.GET.get("as", "")
    kind = FILES.get(asked)
    if kind is None:
        raise NotFound(_("A pack is written as %(kinds)s.") % {"kinds": ", ".join(FILES)})
    row = pack_row(actor, pack_id)
    found = document_of(actor, row, pages_of(pack_id), as_of=scope_for(request).as_of)
    name = slugify(f"{found.title} {found.day}") or "board-pack"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}.{kind.ending}"',
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(write(asked, found), content_type=kind.media_type, headers=headers)


@require_POST
def step(request: HttpRequest, pack_id: int) -> HttpResponse:
    """Freeze, copy, send, archive or restore a pack, named by the field ``do``."""
    actor, posted = actor_of(request), Posted.of(request)
    try:
        shown = _done(request, actor, posted, pack_id)
    except Refused as problem:
        return page_of(request, pack_id, problem)
    return redirect("packs:pack", shown)


def _done(request: HttpRequest, actor: Actor, posted: Posted, pack_id: int) -> int:
    """The pack to show after the step."""
    match posted.text("do"):
        case "freeze":
            version, as_copy = posted.integer("version"), posted.switched("as_copy")
            posted.refuse()
            made = actions.freeze_pack(actor, pack_id, version=version, as_copy=as_copy)
            messages.success(request, _("Frozen: this pack stays as it is now."))
            return made.pk
        case "copy":
            return actions.copy_pack(actor, pack_id, title=posted.text("title")).pk
        case "send":
            last_send_id = posted.integer("last_send_id")
            posted.refuse()
            send = actions.send_pack(actor, pack_id, last_send_id=last_send_id)
            count = send.letters.count()
            words = ngettext(
                "It goes out to %(num)d person now.", "It goes out to %(num)d people now.", count
            )
            messages.success(request, words % {"num": count})
        case "archive":
            actions.archive_pack(actor, pack_id, why=posted.text("why"))
        case "restore":
            actions.restore_pack(actor, pack_id)
        case _:
            raise InvalidInput.on("do", _("Choose what to do with the pack."))
    return pack_id
