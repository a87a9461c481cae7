"""What an objective says of its parents: one ``parent``, or a list of ``parents``."""

from __future__ import annotations

import hashlib
from typing import Any

from django.utils.translation import gettext as _

from headway.exchange.formats.okr_research.reading import Parent
from headway.exchange.formats.records import ID_LIMIT, Record
from headway.okrs.models import LinkKind

KEY_LIMIT = 250
WEIGHT_AT_MOST = 1000.0


def read_parents(entry: Record, child: str) -> list[Parent]:
    """The parents in the file's order; what is wrong with them is a fault of the entry."""
    single, several = entry.text("parent"), list(entry.parts("parents", "to"))
    if single and several:
        entry.fault(entry.line_of("parents"), _("Give “parent” or “parents”, not both."))
    if single:
        return [Parent(single, entry.line_of("parent"), f"{child}#parent")]
    found = [parent for link in several if (parent := _parent(link, child)) is not None]
    keys: dict[str, int] = {}
    for parent in found:
        if parent.key in keys:
            words = _("The parent “%(id)s” is named on line %(line)d already.")
            entry.fault(parent.line, words % {"id": parent.id, "line": keys[parent.key]})
        keys.setdefault(parent.key, parent.line)
    return found


def _parent(link: Record, child: str) -> Parent | None:
    """One of several: its id, and what the link does to numbers."""
    to = link.text("to", required=True, limit=ID_LIMIT)
    kind = link.choice("kind", set(LinkKind.values)) or str(LinkKind.ALIGNED)
    more: dict[str, Any] = {"kind": kind, "weight": 1.0, "child_key_result": None, "share": None}
    used = {"to", "kind"}
    if kind == LinkKind.DRIVES_SCORE:
        used.add("weight")
        if (weight := _weight(link)) is not None:
            more["weight"] = weight
    elif kind == LinkKind.CONTRIBUTES_VALUE:
        used |= {"from", "share"}
        more["child_key_result"] = link.text("from", required=True, limit=ID_LIMIT)
        more["share"] = _share(link)
    for name in ("weight", "from", "share"):
        if name not in used and link.has(name):
            words = _("A link of the kind “%(kind)s” has no “%(field)s”: take it out.")
            link.fault(link.line_of(name), words % {"kind": kind, "field": name})
    link.asked |= {"weight", "from", "share"}
    link.tell_unread(_("“%(field)s” is no field of a link: left out."))
    if to is None:
        return None
    return Parent(to, link.line, _key(child, to, more["child_key_result"]), more)


def _weight(link: Record) -> float | None:
    weight = link.number("weight")
    if weight is not None and not 0 < weight <= WEIGHT_AT_MOST:
        link.fault(link.line_of("weight"), _("A weight lies above 0, at most at 1000."))
    return weight


def _share(link: Record) -> float | None:
    share = link.number("share")
    if share is not None and not 0 < share <= 1:
        link.fault(link.line_of("share"), _("A share lies above 0, at most at 1."))
    return share


def _key(child: str, to: str, value_of: str | None = None) -> str:
    """Names the link however often the file is imported and in whatever order."""
    key = f"{child}#parent:{to}" + (f":{value_of}" if value_of else "")
    if len(key) <= KEY_LIMIT:
        return key
    return f"{child}#parent:{hashlib.sha256(key.encode()).hexdigest()[:32]}"
