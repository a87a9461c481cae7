"""What is missing in a plan, whose turn it is, and the one click that goes on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.okrs.models import State
from headway.people.access import Actor
from headway.rituals.queries.board import Board
from headway.rituals.queries.board_cards import Card, findings_to_settle
from headway.web.formats import count_word, day, number, sentence

FEWEST = 3
"""Objectives that a unit usually plans at least."""


@dataclass(frozen=True, slots=True)
class Step:
    """Something that a plan needs. ``who`` is of whom it is expected, empty for the reader;
    ``action`` is what they do, and ``url`` leads there. Without ``counts`` it is good to know, and
    no plan waits for it."""

    code: str
    is_done: bool
    words: str
    who: str = ""
    action: str = ""
    url: str = ""
    counts: bool = True

    @property
    def is_mine(self) -> bool:
        return not self.is_done and not self.who and bool(self.url)

    @property
    def label(self) -> str:
        """What the way there is called: others than ``who`` only look."""
        return _("Look") if self.who else self.action


def steps_of(board: Board, actor: Actor) -> list[Step]:
    """All steps from the frames to the lock, in the order in which they are taken."""
    return [
        *_frames(board),
        *_carried(board),
        *_drafts(board),
        *_proposals(board),
        *_needs(board),
        *_findings(board),
        *_signatures(board),
        *_focus(board),
        *_loads(board),
        _published(board),
        _lock(board),
    ]


def _frames(board: Board) -> Iterator[Step]:
    if not board.frames:
        return
    waiting = board.open_frames
    words = ngettext(
        "%(n)s frame from above waits for an answer.",
        "%(n)s frames from above wait for an answer.",
        len(waiting),
    )
    text = _counted(words, len(waiting)) if waiting else _("What was asked from above is answered.")
    mine = next((frame for frame in waiting if frame.id in board.to_answer), None)
    first = mine or next(iter(waiting), None)
    url = reverse("rituals:frame", args=[first.id]) if first else ""
    who = "" if mine else _lead(board)
    yield Step("frames", not waiting, text, who, _("Answer"), url)


def _carried(board: Board) -> Iterator[Step]:
    if not board.carried.rows:
        return
    words = ngettext(
        "%(n)s objective of %(cycle)s goes on and is not drafted yet.",
        "%(n)s objectives of %(cycle)s go on and are not drafted yet.",
        board.to_carry,
    )
    said = {"n": count_word(board.to_carry), "cycle": board.carried.before_name}
    text = sentence(words % said) if board.to_carry else _("What was to go on is drafted.")
    who = "" if board.may_write else _lead(board)
    yield Step("carry", not board.to_carry, text, who, _("Draft"), "#carried")


def _drafts(board: Board) -> Iterator[Step]:
    if not board.cards:
        who = "" if board.may_write else _lead(board)
        url = _new_objective(board) if board.may_write else ""
        yield Step("write", False, _("Nothing is drafted yet."), who, _("Write"), url)
        return
    lacking = [card for card in board.cards if card.lacks]
    if not lacking:
        return
    words = ngettext(
        "%(n)s objective has no key result or owner yet.",
        "%(n)s objectives have no key result or owner yet.",
        len(lacking),
    )
    first = lacking[0]
    who = "" if first.may_edit else first.row.owner_name or _lead(board)
    page = "okrs:key_result_new" if "key_results" in first.lacks else "okrs:objective_edit"
    url = reverse(page, args=[first.row.id]) if first.may_edit else f"#o-{first.row.id}"
    yield Step("complete", False, _counted(words, len(lacking)), who, _("Complete"), url)


def _proposals(board: Board) -> Iterator[Step]:
    if not board.cards:
        return
    drafts = [card for card in board.columns["draft"] if not card.lacks]
    if not drafts:
        if not board.columns["draft"]:
            yield Step("propose", True, _("No draft is left: all is proposed."))
        return
    words = ngettext(
        "%(n)s draft can be proposed.", "%(n)s drafts can be proposed.", len(drafts)
    )  # fmt: skip
    mine = next((card for card in drafts if card.may_edit), None)
    who = "" if mine else _names(drafts)
    url = f"#o-{(mine or drafts[0]).row.id}"
    yield Step("propose", False, _counted(words, len(drafts)), who, _("Propose"), url)


def _needs(board: Board) -> Iterator[Step]:
    ours, theirs = board.waiting_for_us, board.waiting_for_others
    if board.asked:
        words = ngettext(
            "%(n)s other unit waits for our answer.", "%(n)s other units wait for our answer.",
            len(ours),
        )  # fmt: skip
        text = _counted(words, len(ours)) if ours else _("What others need from us is answered.")
        url = reverse("okrs:dependency", args=[ours[0].id]) if ours else ""
        who = "" if board.may_answer else _lead(board)
        yield Step("asked", not ours, text, who, _("Answer"), url)
    if board.needed:
        words = ngettext(
            "%(n)s need of ours is not accepted.", "%(n)s needs of ours are not accepted.",
            len(theirs),
        )  # fmt: skip
        text = _counted(words, len(theirs)) if theirs else _("What we need is accepted.")
        url = reverse("okrs:dependency", args=[theirs[0].id]) if theirs else ""
        who = theirs[0].unit_name if theirs else ""
        yield Step("needed", not theirs, text, who, _("Look"), url)


def _findings(board: Board) -> Iterator[Step]:
    if not board.cards:
        return
    cards = [card for card in board.cards if card.to_settle and not card.lacks]
    rows = findings_to_settle(cards, board.unit_findings)
    blocking = sum(row.blocks for row in rows)
    if blocking:
        words = ngettext(
            "%(n)s finding blocks publishing.", "%(n)s findings block publishing.", blocking
        )
        text = _counted(words, blocking)
    elif rows:
        words = ngettext(
            "%(n)s finding is to be mended or acknowledged.",
            "%(n)s findings are to be mended or acknowledged.",
            len(rows),
        )
        text = _counted(words, len(rows))
    else:
        text = _("The wording and numbers are reviewed: nothing is open.")
    url = f"#o-{cards[0].row.id}" if cards else "#habits" if rows else ""
    may = any(card.may_edit for card in cards) if cards else board.may_publish
    who = "" if may else _names(cards) if cards else _lead(board)
    yield Step("findings", not rows, text, who, _("Look"), url)


def _signatures(board: Board) -> Iterator[Step]:
    proposed = [card for card in board.cards if card.row.state != State.DRAFT]
    if not proposed:
        return
    asked = [card for card in proposed if card.agreement.asked]
    missing = sum(len(card.agreement.asked) for card in asked)
    words = ngettext("%(n)s signature is missing.", "%(n)s signatures are missing.", missing)
    text = _counted(words, missing) if missing else _("Everybody who is asked has signed.")
    mine = next((card for card in asked if card.may_sign), None)
    who = "" if mine else _signers(asked)
    first = mine or (asked[0] if asked else None)
    url = f"#o-{first.row.id}" if first else ""
    yield Step("sign", not missing, text, who, _("Sign"), url)


def _focus(board: Board) -> Iterator[Step]:
    plan = board.focus
    if not plan.excess_objectives and not plan.excess_key_results:
        return
    words = _(
        "Beyond the focus by %(objectives)d objectives and %(key_results)d key results: "
        "%(hours)s hours more of check-ins a week."
    )
    said = {
        "objectives": plan.excess_objectives,
        "key_results": plan.excess_key_results,
        "hours": number(plan.excess_hours, 1),
    }
    yield Step("focus", False, words % said, _lead(board), _("Look"), "#draft", counts=False)


def _loads(board: Board) -> Iterator[Step]:
    over = board.overloaded
    if not over:
        return
    words = ngettext(
        "%(n)s owner carries too much at once.", "%(n)s owners carry too much at once.", len(over)
    )
    who = ", ".join(one.name for one in over[:3])
    yield Step("loads", False, _counted(words, len(over)), who, _("Look"), "#owners", counts=False)


def _published(board: Board) -> Step:
    version = board.published
    agreed = board.columns["agreed"]
    way = reverse("rituals:publish") + f"?unit={board.unit.id}&cycle={board.cycle.id}"
    url = way if board.may_publish else ""
    who = "" if board.may_publish else _lead(board)
    if version is None:
        text = _("It is not published yet.")
        return Step("publish", False, text, who, _("Publish"), url if agreed else "")
    if board.is_changed:
        words = _("What is agreed has changed since version %(number)d.")
        return Step("publish", False, words % {"number": version.number}, who, _("Publish"), url)
    words = _("Version %(number)d is published, on %(day)s.")
    said = {"number": version.number, "day": day(version.published_at)}
    return Step("publish", True, words % said)


def _lock(board: Board) -> Step:
    if board.is_locked:
        return Step("lock", True, _("The plan is locked: its scoring standard is fixed."))
    words = _("It locks on %(day)s.") % {"day": day(board.cycle.plan_lock_on)}
    return Step("lock", False, words, counts=False)


def _counted(words: str, count: int) -> str:
    return sentence(words % {"n": count_word(count)})


def _lead(board: Board) -> str:
    return board.unit.lead_name or _("an administrator")


def _names(cards: list[Card]) -> str:
    names = dict.fromkeys(card.row.owner_name or _("nobody yet") for card in cards)
    return ", ".join(list(names)[:3])


def _signers(cards: list[Card]) -> str:
    names = dict.fromkeys(
        name
        for card in cards
        for one in card.agreement.asked
        for name in ([person for _id, person in one.people] or [_("an administrator")])
    )
    return ", ".join(list(names)[:3])


def _new_objective(board: Board) -> str:
    return reverse("okrs:objective_new") + f"?unit={board.unit.id}&cycle={board.cycle.id}"
