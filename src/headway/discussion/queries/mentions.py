"""Whom a text names: ``@"Ada Lovelace"`` as the finder writes it, or ``@Ada`` typed by hand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.translation import gettext as _

from headway.kit.choices import Choice
from headway.kit.problems import FieldError
from headway.people.models import Person
from headway.people.queries import InOrganisation, PeopleChoices

MOST = 20
"""People that one comment may name; beyond it, it is a letter to all."""

_CALL = re.compile(
    r"(?<![\w@{/.])@(?:[\"\u201c\u201e](?P<quoted>[^\"\u201c\u201d\n]{1,200})[\"\u201d\u201c]"
    r"|(?P<word>[^\W_][\w.+-]{0,98}(?:@[\w-]+(?:\.[\w-]+)+|[^\W_])))"
)


@dataclass(slots=True)
class Resolved:
    """A text with its people as ``@{id}``, their names, and what of it is not clear."""

    text: str
    names: dict[int, str] = field(default_factory=dict)
    errors: list[FieldError] = field(default_factory=list)


def resolve(reader: InOrganisation, text: str, known: Mapping[int, str]) -> Resolved:
    """Who is meant. A quoted name must be somebody's; a bare word counts where it is the first
    name, the whole name or the e-mail address of one person, is an error where it is that of
    several, and is a word otherwise. ``known`` are the people whom the text named before. One query
    for all words, up to three for each quoted name, of which there are 20 at most."""
    found = Resolved("")
    calls = list(_CALL.finditer(text))
    said = {call["quoted"].strip(): None for call in calls if call["quoted"]}
    if len(said) > MOST:
        return Resolved(text, errors=[_too_many()])
    quoted = {name: _quoted(reader, name, known, found.errors) for name in said}
    words = _by_word(reader, {call["word"] for call in calls if call["word"]})
    at = 0
    for call in calls:
        if call.start() < at:
            continue
        taken, end = _whom(text, call, words, quoted, found.errors)
        if taken is None:
            continue
        person_id, name = taken
        found.text += f"{text[at : call.start()]}@{{{person_id}}}"
        found.names[person_id] = name
        at = end
    found.text += text[at:]
    if len(found.names) > MOST:
        found.errors.append(_too_many())
    return found


def _too_many() -> FieldError:
    said = _("A comment names at most %(most)d people.") % {"most": MOST}
    return FieldError("text", "too_many", said)


def _whom(
    text: str,
    call: re.Match[str],
    words: list[tuple[int, str, str]],
    quoted: Mapping[str, tuple[int, str] | None],
    errors: list[FieldError],
) -> tuple[tuple[int, str] | None, int]:
    """The person of a call, and where in the text it ends."""
    if call["quoted"]:
        return quoted[call["quoted"].strip()], call.end()
    return _word(text, call, words, errors)


def _quoted(
    reader: InOrganisation, name: str, known: Mapping[int, str], errors: list[FieldError]
) -> tuple[int, str] | None:
    before = [(pk, said) for pk, said in known.items() if said == name]
    if len(before) == 1:
        return before[0]
    people = PeopleChoices(reader)
    found = people.named(name)
    if len(found) == 1:
        return int(found[0].id), found[0].label
    said = people.none_fits(name) if not found else _several(name, found)
    errors.append(FieldError("text", "ambiguous" if found else "unknown", said))
    return None


def _several(name: str, found: Iterable[Choice]) -> str:
    ways = [f"@{choice.note}" if choice.note else f'@"#{choice.id}"' for choice in found]
    return _("Several people are called “%(name)s”. Write which one you mean: %(ways)s.") % {
        "name": name,
        "ways": ", ".join(ways[:5]),
    }


def _by_word(reader: InOrganisation, words: set[str]) -> list[tuple[int, str, str]]:
    """(id, name, e-mail address) of everybody whom one of the words may mean."""
    if not words:
        return []
    wanted = Q()
    for word in sorted(words)[:100]:
        wanted |= Q(name__iexact=word) | Q(name__istartswith=f"{word} ") | Q(email__iexact=word)
    found = Person.objects.filter(wanted, organisation_id=reader.organisation_id, is_active=True)
    return list(found.order_by("id").values_list("id", "name", "email")[:500])


def _word(
    text: str,
    call: re.Match[str],
    people: list[tuple[int, str, str]],
    errors: list[FieldError],
) -> tuple[tuple[int, str] | None, int]:
    word, start = call["word"].casefold(), call.start() + 1
    fitting = [
        row for row in people
        if word in (row[1].casefold(), row[1].split(" ")[0].casefold(), row[2].casefold())
    ]  # fmt: skip
    # Whoever types on has said the rest of the name, too.
    whole = [row for row in fitting if _goes_on(text, start, row[1])]
    longest = max((len(row[1]) for row in whole), default=0)
    meant = [row for row in whole if len(row[1]) == longest] or fitting
    if not meant:
        return None, call.end()
    if len(meant) > 1:
        choices = [Choice(str(pk), name, mail) for pk, name, mail in meant]
        errors.append(FieldError("text", "ambiguous", _several(call["word"], choices)))
        return None, call.end()
    pk, name, _mail = meant[0]
    return (pk, name), start + longest if whole else call.end()


def _goes_on(text: str, start: int, name: str) -> bool:
    end = start + len(name)
    is_it = text[start:end].casefold() == name.casefold()
    return is_it and not text[end : end + 1].isalnum()
