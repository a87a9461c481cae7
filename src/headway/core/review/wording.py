"""What the words of an objective or a key result say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import wraps

from headway.core.kinds import CHANGE_KINDS, DONE_OR_NOT_KINDS, PERIOD_KINDS, KeyResultKind
from headway.core.review.languages.reading import Cue, Reading
from headway.core.review.languages.words import tokens
from headway.core.review.registry import Hit, Setting, Value, blocks, informs, warns
from headway.core.review.subjects import TEXT_RULES, Statement
from headway.core.texts import gettext_noop as _

OBJECTIVE_WORDS = 20
KEY_RESULT_WORDS = 30
MOST_QUOTED = 3

_NUMBERED = CHANGE_KINDS | PERIOD_KINDS
_STEPS = DONE_OR_NOT_KINDS | {KeyResultKind.MILESTONE}

Check = Callable[[Statement, Setting], Iterator[Hit]]
Judge = Callable[[Statement, Reading], Iterator[tuple[str, dict[str, Value]]]]


def _of_key_result(judge: Judge) -> Check:
    """A rule over the text of a key result, silent where its language has no grammar."""
    return _of(judge, objectives=False)


def _of_objective(judge: Judge) -> Check:
    """A rule over the text of an objective, silent where its language has no grammar."""
    return _of(judge, objectives=True)


def _of(judge: Judge, *, objectives: bool) -> Check:
    @wraps(judge)
    def check(one: Statement, setting: Setting) -> Iterator[Hit]:
        read = setting.words.read
        if one.is_objective is objectives and read is not None and one.text.strip():
            for reason, values in judge(one, read(one.text)):
                yield Hit(one.subject, reason, values)

    return check


@TEXT_RULES.add(
    "KR_NO_NUMBER",
    title=_("No number"),
    condition="a key result with a number of its own (increase, decrease, stay above or below, "
    "within, or a kind not known) has no target stored and no number in its text; dates, quarters, "
    "versions, ordinals, figures in names and the time that work takes are no numbers; numbers in "
    "words, “all” of what is stated (but not “to all”) and “meet the plan” are",
    why=_(
        "A key result shows whether the objective was reached. Without a number two people can "
        "look at the same facts and disagree."
    ),
    bad=_("Improve satisfaction with deliveries"),
    good=_("Raise satisfaction with deliveries from 78 % to 85 %"),
    source="docs/methods 6; Mayer, in Doerr: it is no key result unless it has a number",
    reasons=blocks(
        _("There is no number in it, so nobody can tell when it is reached."),
        _("Say from what to what: “from … to …”. If nobody knows yet, plan a baseline first."),
    ),
)
@_of_key_result
def without_number(one: Statement, read: Reading) -> Iterator[tuple[str, dict[str, Value]]]:
    """Key results that nobody can measure."""
    if _is_numbered(one) and one.target is None and not read.number and not read.amount:
        yield "", {}


def _is_numbered(one: Statement) -> bool:
    return one.kind is None or one.kind in _NUMBERED


@TEXT_RULES.add(
    "KR_NO_BASELINE",
    title=_("No starting value"),
    condition="increase or decrease (by its kind or, where that is not known, by its verb), no "
    "start stored, and the text does not say from … to …",
    why=_(
        "Without the value of today nobody knows how far the way is, whether the target is bold or "
        "comes by itself, and no progress can be computed."
    ),
    bad=_("Increase weekly orders to 900"),
    good=_("Increase weekly orders from 640 to 900"),
    source="docs/methods 1.2 and 6",
    reasons=warns(
        _("It does not say where the number stands today."),
        _("Look up the value of today and write “from … to …”."),
    ),
)
@_of_key_result
def without_baseline(one: Statement, read: Reading) -> Iterator[tuple[str, dict[str, Value]]]:
    """Key results that go somewhere from nobody knows where."""
    changes = one.kind in CHANGE_KINDS or (one.kind is None and read.direction != 0)
    if changes and one.start is None and not read.has_base:
        yield "", {}


@TEXT_RULES.add(
    "KR_RELATIVE_NO_BASE",
    title=_("A change in per cent of nobody knows what"),
    condition="the text says “by N %”, not from … to …, and no start is stored",
    why=_(
        "“By 20 %” can be computed from last month, last year or the plan, and at the end "
        "everybody chooses the one that suits."
    ),
    bad=_("Cut energy use by 15 %"),
    good=_("Cut energy use from 210 to 180 MWh a quarter"),
    source="docs/methods 6",
    reasons=warns(
        _("“{change}” of what? The value that it starts from is missing."),
        _("Say both ends in the unit of the measure: “from … to …”."),
    ),
)
@_of_key_result
def relative_to_nothing(one: Statement, read: Reading) -> Iterator[tuple[str, dict[str, Value]]]:
    """Changes in per cent without what they are of."""
    if read.relative and one.start is None and not read.has_base:
        yield "", {"change": read.relative}


@TEXT_RULES.add(
    "KR_NO_UNIT",
    title=_("No unit"),
    condition="a key result with a number of its own has no unit, and its text no sign or word for "
    "one (per cent, currency, time, people, things that are counted); where it is not known "
    "whether there is a unit, only if its text has a number",
    why=_("A bare number is read differently by everybody who sees it: pieces, per cent or hours."),
    bad=_("Reach 500"),
    good=_("Reach 500 active schools"),
    source="docs/methods 6",
    reasons=warns(
        _("It does not say what is counted."),
        _("Name the unit behind the number: %, days, customers, …"),
    ),
)
@_of_key_result
def without_unit(one: Statement, read: Reading) -> Iterator[tuple[str, dict[str, Value]]]:
    """Numbers of nobody knows what."""
    is_bare = one.unit == "" or (one.unit is None and bool(read.number))
    if _is_numbered(one) and is_bare and not read.has_unit:
        yield "", {}


_WORK = {
    "verb": _("“{word}” names work. It can be done without anything getting better."),
    "by": _("“{word}” names the way, and the change it leads to has no number."),
    "event": _("“{word}” is an event. It can take place without anything getting better."),
    "helping": _("“{word}” has no end: nobody can say when it is reached."),
    "done": _("“{word}” says that something was made, not what it changed."),
    "feature": _("“{word}” describes what a thing does, not what people do with it."),
    "can": _("“{word}”: that they can does not say whether they do."),
    "completion": _("“{word}” measures how much of the work is done, not what it changed."),
    "thing": _("“{word}” is a thing to be made, not what it changes."),
}
_TASKS = ("verb", "by", "event", "done", "feature", "thing")
_INSTEAD = {
    "by": _("Keep the change and give it a number; the way is an initiative below it."),
    "event": _("Who does what differently afterwards? Measure that: “from … to …”."),
    "helping": _("What will the others reach with it? Take a part of that number."),
    "feature": _("How many use it, or what gets faster, cheaper or rarer? Measure that."),
    "can": _("How many will do it by the end of the cycle? Measure that."),
}
_ASK = _(
    "Ask: when this is done, what is different, and for whom? Measure that, “from … to …”, and "
    "keep the work as an initiative."
)


def _instead(kind: str) -> str:
    return _INSTEAD.get(kind, _ASK)


@TEXT_RULES.add(
    "KR_ACTIVITY",
    title=_("An activity instead of a result"),
    condition="a key result that is no baseline asks for work: its first verb makes, hands over or "
    "helps, holds an event, gets what others hand over (feedback, approval), or neither reaches "
    "nor changes anything and has no number; it says that something was made or agreed to, is "
    "available, exists, has a feature or lets people do something; it is the name of a thing that "
    "work leaves behind, or of the work (not of calls where a number says how they go or how many "
    "come: “calls answered within 30 s”); or it changes something without a number “by making …”; "
    "unless the text goes on to a result with a number. Informs only for milestone and binary",
    why=_(
        "Work can be finished while nothing gets better. Who is measured by work stops looking at "
        "what it is for, and cannot change the way in the middle of the cycle."
    ),
    bad=_("Launch the new onboarding"),
    good=_("New customers who are active in week one: from 42 % to 55 %"),
    source="docs/methods 6; Google's guide to OKRs; Castro, value-based key results",
    reasons={
        **{kind: warns(text, _instead(kind)) for kind, text in _WORK.items()},
        **{f"{kind}_step": informs(text, _instead(kind)) for kind, text in _WORK.items()},
    },
)
@_of_key_result
def is_activity(one: Statement, read: Reading) -> Iterator[tuple[str, dict[str, Value]]]:
    """Key results that are done rather than reached."""
    if read.activity is None or one.kind == KeyResultKind.BASELINE:
        return
    suffix = "_step" if one.kind in _STEPS else ""
    yield f"{read.activity.kind}{suffix}", {"word": read.activity.word}


_LEFT_OPEN = {
    "word": _("Everybody reads {words} differently."),
    "change": _("{words}: how much of it is not said."),
    "abstract": _("{words} cannot be seen: what would one notice?"),
    "elsewhere": _("{words} points to something that stands elsewhere."),
    "nothing": _("It does not say of what: these words would fit any team."),
}
_SHARPER = {
    "word": _("Replace it by what one could see or count: who does what, how often, how fast?"),
    "change": _("Name the measure behind it and how far it moves: “from … to …”."),
    "abstract": _("Describe what is different for whom once it is there, or name its measure."),
    "elsewhere": _("Say here what is meant: a key result is also read by itself."),
    "nothing": _("Name the thing itself: which customers, which product, which process?"),
}


@TEXT_RULES.add(
    "VAGUE_WORDS",
    title=_("Words that everybody reads differently"),
    condition="a key result without number and target has a word that judges without measuring "
    "(better, efficient, seamless, …) in what it says itself, or changes something more or less, "
    "or points to something that it does not name (“these talks”); "
    "an objective without a number has one, more of something that has no measure, or what people "
    "know or understand; or a text "
    "consists of words that would fit any team",
    why=_(
        "A word like “efficient” is agreed to by all and understood by each in his own way. The "
        "quarrel then comes at the end, when it is graded."
    ),
    bad=_("Deliver world-class, efficient service"),
    good=_("New customers feel at home in week one"),
    source="docs/methods 6",
    reasons={kind: warns(text, _SHARPER[kind]) for kind, text in _LEFT_OPEN.items()},
)
def is_vague(one: Statement, setting: Setting) -> Iterator[Hit]:
    """Texts that leave open how much, or of what."""
    if setting.words.read is None or not one.text.strip():
        return
    read = setting.words.read(one.text)
    cues = _open_ends(one, read)
    if cues:
        yield Hit(one.subject, cues[0].kind, {"words": _quoted(c.word for c in cues)})


def _open_ends(one: Statement, read: Reading) -> list[Cue]:
    """The cues of the kind that is named first; a number settles all but what a text is about."""
    if one.is_objective:
        found = () if read.number else read.vague_aim
    elif read.number or read.amount or one.target is not None:
        found = tuple(c for c in read.vague if c.kind == "nothing" and not one.unit)
    else:
        found = read.vague
    return [cue for cue in found if cue.kind == found[0].kind]


def _quoted(words: Iterable[str]) -> str:
    return ", ".join(f"“{word}”" for word in list(dict.fromkeys(words))[:MOST_QUOTED])


@TEXT_RULES.add(
    "OBJ_HAS_NUMBER",
    title=_("A number in the objective"),
    condition="the text of an objective has a number (not a date, quarter, version or name)",
    why=_(
        "An objective says what will be different, so that people want it; key results say how it "
        "is measured. A number in both is kept in two places."
    ),
    bad=_("Revenue of 5 million"),
    good=_("Small workshops choose us first; as a key result: revenue from 4.1 to 5 million"),
    source="docs/methods 6; Doerr",
    reasons=informs(
        _("“{number}” belongs into a key result."),
        _("Say here what is different for whom, and move the number down."),
    ),
)
@_of_objective
def with_number(one: Statement, read: Reading) -> Iterator[tuple[str, dict[str, Value]]]:
    """Objectives that are key results."""
    if read.number:
        yield "", {"number": read.number}


@TEXT_RULES.add(
    "OBJ_IS_TASK",
    title=_("A task instead of an objective"),
    condition="an objective asks for work: its first verb makes something (unless that is a state "
    "such as a culture), hands over a thing or holds an event; it says that a thing was made or "
    "has a feature; it is the name of such a thing; or it changes something “by making …”; "
    "unless it goes on to a number that moves",
    why=_(
        "A task is ticked off when it is done. An objective is why the task is there: with it "
        "people find better ways, and stop what does not help."
    ),
    bad=_("Introduce a new customer database"),
    good=_("Every seller knows the customer before the call"),
    source="docs/methods 6; Castro, value-based key results",
    reasons={kind: warns(_WORK[kind], _ASK) for kind in _TASKS},
)
@_of_objective
def is_task(one: Statement, read: Reading) -> Iterator[tuple[str, dict[str, Value]]]:
    """Objectives that are tasks."""
    if read.task is not None:
        yield read.task.kind, {"word": read.task.word}


@TEXT_RULES.add(
    "OBJ_BUSINESS_AS_USUAL",
    title=_("Daily business"),
    condition="the text of an objective says maintain, continue, keep, sustain, ongoing or "
    "as usual",
    why=_(
        "What is to stay as it is needs no objective but a watchful eye: a KPI with bounds. "
        "Objectives are for what we change."
    ),
    bad=_("Continue to run the help desk"),
    good=_("KPI: first answers within 2 hours, at least 90 %"),
    source="docs/methods 6",
    reasons=warns(
        _("“{word}” says that it goes on as it is."),
        _("Watch it with a KPI. If something is to change, say what."),
    ),
)
@_of_objective
def is_usual(one: Statement, read: Reading) -> Iterator[tuple[str, dict[str, Value]]]:
    """Objectives that change nothing."""
    if read.usual:
        yield "", {"word": read.usual}


@TEXT_RULES.add(
    "TOO_LONG",
    title=_("Too long to remember"),
    condition=f"an objective of more than {OBJECTIVE_WORDS} words, a key result of more than "
    f"{KEY_RESULT_WORDS}",
    why=_("What nobody can repeat by heart steers nobody."),
    bad=_("An objective that explains itself, its reasons and its plan in 38 words"),
    good=_("Guests come back by themselves; reasons and plan stand in its background"),
    source="docs/methods 6",
    reasons=informs(
        _("It has {count} words; up to {most} can be remembered."),
        _("Say the one thing, and move the rest to the background."),
    ),
)
def is_long(one: Statement, setting: Setting) -> Iterator[Hit]:
    """Texts that nobody can repeat."""
    most = OBJECTIVE_WORDS if one.is_objective else KEY_RESULT_WORDS
    count = len(tokens(one.text))
    if count > most:
        yield Hit(one.subject, values={"count": count, "most": most})


@TEXT_RULES.add(
    "COMPOUND",
    title=_("Two in one"),
    condition="two verbs of work or change are joined by “and” or “&”",
    why=_(
        "Of two things in one sentence one is done and the other forgotten, and the grade is both."
    ),
    bad=_("Raise sign-ups to 900 and cut returns to 2 %"),
    good=_("Two key results: sign-ups from 640 to 900; returns from 4 % to 2 %"),
    source="docs/methods 6",
    reasons=informs(
        _("“{first}” and “{second}” are two things."),
        _("Split it, or keep the one that decides."),
    ),
)
def is_compound(one: Statement, setting: Setting) -> Iterator[Hit]:
    """Texts that hold two goals."""
    read = setting.words.read
    verbs = read(one.text).verbs if read is not None else ()
    if verbs:
        yield Hit(one.subject, values={"first": verbs[0], "second": verbs[1]})
