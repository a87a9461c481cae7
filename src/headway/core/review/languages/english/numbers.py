"""Numbers in English texts: which ones measure, and what they count."""

from __future__ import annotations

import re

from headway.core.review.languages.english.nouns import MEASURES, PEOPLE, UNITS
from headway.core.review.languages.english.tokens import singular
from headway.core.review.languages.english.verbs import MAKING

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_PERIOD = r"(?:days?|weeks?|months?|quarters?|years?)"
_NAMES = (
    r"(?:version|v|release|level|phase|tier|stage|step|part|chapter|iso|soc|pci|http|web|python|"
    r"priority|line|type|series|wave|batch|sprint|week|day|article|section|page|room|no|number|issue|"
    r"epic|ticket|pr|top-level|grade|layer|horizon|option|scenario)"
)
NO_MEASURE = re.compile(
    "|".join((
        r"https?://\S+",
        r"\b(?:fy|cy|ay)[\s'’-]?\d{2,4}(?:[\s-]*[qh][1-4])?\b",
        r"\b[qht][1-4](?:[\s/'’-]*(?:fy)?\s?(?:20)?\d\d)?\b",
        r"\b(?:19|20)\d\d[-/]\d\d?[-/]\d\d?\b",
        r"\b\d\d?[./]\d\d?[./](?:(?:19|20)?\d\d)\b",
        rf"\b{_MONTH}\.?\s+\d\d?(?:st|nd|rd|th)?\b(?:,?\s+(?:19|20)\d\d\b)?",
        rf"\b\d\d?(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}\b\.?(?:,?\s+(?:19|20)\d\d\b)?",
        rf"\b{_MONTH}\.?,?\s+(?:19|20)\d\d\b",
        r"(?<![$€£\d.,])\b(?:19[5-9]|20[0-4])\d\b(?![\d.,]*\d|\s*(?:%|[a-z]+s\b))",
        r"\b\d\d?:\d\d\b",
        r"\b\d+/\d+\b(?!\s*(?:of|stars|points))",
        r"\b\d+\.\d+\.\d+\S*",
        r"\b\d+(?:st|nd|rd|th)\b",
        r"[#&@!]\d+",
        rf"\b(?:next|last|past|coming|previous|following|first)\s+\d+\s+{_PERIOD}\b",
        rf"\b{_NAMES}[\s-]+\d+\+?(?![\d.,]*\d|\s*%)",
        r"(?<![\w.])[^\W\d_][\w/&]*-?\d[\w.-]*",
        r"\(?\b(?:i{1,3}|iv|v)\)",
    )),
    re.IGNORECASE,
)  # fmt: skip
"""Dates, quarters, versions, numbered names, links and spans of time measure nothing."""

_ATTRIBUTE = re.compile(
    r"(?P<before>\S+\s+)?\b\d+[-‑](?:minute|hour|day|week|month|quarter|year|step|page|part|point)\b"
    r"(?=\s+[a-z])",
    re.IGNORECASE,
)
_ORDERED = re.compile(
    r"^\W*(?:issue|release)\s+(?=\d+\s+(?:[a-z]+\s+){0,2}[a-z]+s\b)", re.IGNORECASE
)
"""Not the name "release 4": four of something are released."""
_WORK_FIRST = re.compile(rf"^\W*(?:to\s+)?(?:{'|'.join(sorted(MAKING))})\b", re.IGNORECASE)
_SPAN = rf"(?:\d+|an?|one|two|three|four|five|six|nine|twelve)\s+{_PERIOD}"
_DEADLINE = re.compile(rf"\bin\s+{_SPAN}\b|\b{_SPAN}\s+(?:after|before)\b", re.IGNORECASE)
"""When work is to be done, not how much of anything."""
_AIMED = frozenset({
    "achieve", "at", "below", "hit", "meet", "of", "reach", "than", "to", "under", "within",
})  # fmt: skip
_MOVED_TO = re.compile(
    r"(?P<before>\b(?:upgrad|migrat|mov|port|updat|switch)\w*\b.*\bto\s+[A-Z]\w*)\s+v?\d+(?:\.\d+)*\b(?!\s*%)",
)
_NAMED = re.compile(r"(?<=\s)(?P<before>[A-Z][a-z]\w*)\s+\d+\.\d+\b(?!\s*%)")
_RELEASE = re.compile(r"(?P<before>[^\W\d_][\w-]*)\s+\d+\.0\b", re.IGNORECASE)
_MEASURED_BEFORE = frozenset({
    "above", "at", "average", "by", "from", "is", "least", "most", "nps", "of", "over",
    "rating", "score", "than", "to", "under",
})  # fmt: skip

FIGURE = re.compile(
    r"(?<![\w])(?:[$€£¥]\s?)?(?:\d+(?:[.,'’]\d+)*|\.\d+)"
    r"(?:\s?%|\+|(?:k|m|mm|mn|bn|b|x|h|hrs?|min|ms|s|d|pp|bps|tb|gb|mb|kb|kg|km|percent)\b\+?)?"
    r"(?![\w]*[^\W\d_])",
    re.IGNORECASE,
)
NUMBER_WORDS = (
    r"zero|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|"
    r"fifty|sixty|ninety|dozens?|hundreds?|thousands?|millions?|twice|half|double(?!\s+down)|doubles|doubled|"
    r"doubling|triple|triples|tripled|halve|halves|halved|two-thirds|one-third"
)
_IN_WORDS = re.compile(
    rf"\b(?:{NUMBER_WORDS})\b"
    r"|(?<!\bno )(?<!\bany )(?<!\bthe )(?<!\bevery )(?<!\bthis )(?<!\bthat )(?<!\beach )\bone\b"
    r"(?!\s+(?:another|of\s+the\b|place|stop|source))"
    r"|\b(?:a|one)[- ](?:third|quarter)\s+of\b"
    r"|\b(?:within|under|than|for)\s+(?:an?|one)\s+(?:minute|hour|day|week|month|quarter|year)\b",
    re.IGNORECASE,
)
_WHOLE = re.compile(
    r"^\W*(?:(?:ensure|guarantee|make\s+sure)\s+(?:that\s+)?)?"
    r"(?P<none>no|none|nobody|everyone|everybody)\s+(?!longer\b|more\b)"
    r"|(?<!\bto )\b(?P<said>all|every|each)\b"
    r"(?!\s+(?:cycle|day|iteration|month|quarter|release|sprint|week|year|hands)\b)",
    re.IGNORECASE,
)
_OPENING = re.compile(r"^\W*by\s+\w+ing\b[^,]*,\s*", re.IGNORECASE)
_PLANNED = re.compile(
    r"^\W*(?:meet|hit|achieve|exceed|beat|reach|surpass)\b.*?\b"
    r"(?P<said>plans?|targets?|quotas?|budgets?|forecasts?|goals?|slas?|slos?)\b"
    r"|\b(?P<beside>(?:ahead\s+of|above|at\s+or\s+above|within|under|on)\s+"
    r"(?:the\s+)?(?:plan|target|budget|quota|forecast))\b",
    re.IGNORECASE,
)

_VALUE = r"[~<>≤≥=\s]*(?:[$€£¥]\s?)?(?P<{}>\d+(?:[.,'’]\d+)*|\.\d+)"
_FROM_TO = re.compile(r"\bfrom\b.{1,80}?\bto\b", re.IGNORECASE | re.DOTALL)
_FROM_TO_VALUES = re.compile(
    rf"\bfrom\s+{_VALUE.format('start')}\D{{0,40}}?\s+(?:up\s+|down\s+)?to\s+"
    rf"{_VALUE.format('target')}",
    re.IGNORECASE,
)
_RELATIVE = re.compile(
    r"\bby\s+(?:at\s+least\s+|up\s+to\s+|about\s+|over\s+|more\s+than\s+|another\s+|an?\s+extra\s+)?"
    r"[~<>≤≥=\s]*\d+(?:[.,]\d+)?\+?\s*(?:%|per\s?cent)",
    re.IGNORECASE,
)

_SIGNS = re.compile(
    r"[%$€£¥]|\d(?:k|m|bn|x|h|hrs?|min|ms|s|d|pp|bps|tb|gb|mb|kg|km)\b", re.IGNORECASE
)
_WORDS = re.compile(r"[^\W\d_][\w'’-]*")
_SPANS = frozenset({"second", "minute", "hour", "day", "week", "month", "quarter", "year"})
_CLIENTS = frozenset({"contributor", "customer", "member", "people", "person", "team", "user"})
"""Named without a number, only time and people are sure to be what is counted."""
_PRICED = frozenset({"arr", "chf", "csat", "eur", "gbp", "mrr", "nps", "pct", "percent", "usd"})


def without_names(text: str) -> str:
    """The text without figures that measure nothing.

    >>> without_names("Ship libp2p by April 30 in Q2 to 40 teams").split()
    ['Ship', 'by', 'in', 'to', '40', 'teams']
    """
    found = NO_MEASURE.sub(" ", _ORDERED.sub("", text))
    found = _DEADLINE.sub(" ", found) if _WORK_FIRST.match(text) else found
    found = _ATTRIBUTE.sub(_keep_if_aimed, found)
    found = _MOVED_TO.sub(lambda match: match["before"], found)
    for pattern in (_NAMED, _RELEASE):
        found = pattern.sub(_keep_if_measured, found)
    return found


def _keep_if_aimed(match: re.Match[str]) -> str:
    before = (match["before"] or "").strip().lower()
    return match[0] if before in _AIMED else match["before"] or " "


def _keep_if_measured(match: re.Match[str]) -> str:
    before = match["before"].lower()
    measures = before in _MEASURED_BEFORE or singular(before) in MEASURES
    return match[0] if measures else match["before"]


def figure(text: str) -> str:
    """The first figure of a text that measures something, empty for none.

    >>> figure("Certify 12 trainers by 30 June"), figure("Complete SOC 2 in FY27-Q1")
    ('12', '')
    """
    found = FIGURE.search(without_names(text))
    return found[0].strip() if found else ""


def amount(text: str, *, states: bool) -> str:
    """What says how much without a figure: a number in words, all of something, a plan.

    "All" counts where a text ``states`` what will be true, and not where it asks for work.

    >>> amount("Two pilots run", states=True), amount("All teams have a lead", states=True)
    ('Two', 'All')
    >>> amount("Track all open issues", states=False), amount("Meet the plan", states=False)
    ('', 'plan')
    """
    plain = NO_MEASURE.sub(" ", text)
    if found := _IN_WORDS.search(_DEADLINE.sub(" ", plain) if _WORK_FIRST.match(text) else plain):
        return found[0]
    if states and (found := _WHOLE.search(_OPENING.sub("", text))):
        return found["said"] or found["none"]
    if found := _PLANNED.search(text):
        return found["said"] or found["beside"]
    return ""


def base(text: str) -> tuple[bool, float | None, float | None]:
    """Whether "from … to …" is said, and the two values where they are numbers.

    >>> base("Cut churn from 3 % to 2.5 %"), base("Raise it by 4")
    ((True, 3.0, 2.5), (False, None, None))
    """
    if not _FROM_TO.search(text):
        return False, None, None
    values = _FROM_TO_VALUES.search(text)
    if values is None:
        return True, None, None
    return True, _value(values["start"]), _value(values["target"])


def _value(written: str) -> float | None:
    """Ones with thousands are read, others that can mean two things are not."""
    plain = re.sub(r"[,'’](?=\d{3}(?:\D|$))", "", written).replace(",", ".")
    try:
        return float(plain)
    except ValueError:
        return None


def relative(text: str) -> str:
    """A change in per cent.

    >>> relative("Increase sign-ups by 20%")
    'by 20%'
    """
    found = _RELATIVE.search(text)
    return " ".join(found[0].split()) if found else ""


def has_unit(text: str) -> bool:
    """Whether a sign or a word says what is counted.

    >>> has_unit("Reach 500"), has_unit("Reach 500 active teams"), has_unit("Reach 3 %")
    (False, True, True)
    """
    if _SIGNS.search(text):
        return True
    named = {singular(word) for word in _WORDS.findall(text.lower())}
    counted = UNITS | PEOPLE if figure(text) else _SPANS | _CLIENTS
    return not named.isdisjoint(counted | _PRICED)
