"""The forms of English verbs."""

from __future__ import annotations

from collections.abc import Iterable, Set
from functools import lru_cache

from headway.core.review.languages.english.verbs import DOUBLED, IRREGULAR_PAST


@lru_cache(maxsize=4096)
def past(verb: str) -> tuple[str, ...]:
    """The past forms of a verb.

    >>> past("launch"), past("ship"), past("write"), past("certify")
    (('launched',), ('shipped',), ('wrote', 'written'), ('certified',))
    """
    if verb in IRREGULAR_PAST:
        return IRREGULAR_PAST[verb]
    if verb.endswith("e"):
        return (f"{verb}d",)
    if verb.endswith("y") and verb[-2:-1] not in "aeiou":
        return (f"{verb[:-1]}ied",)
    return (f"{verb}{verb[-1]}ed",) if verb in DOUBLED else (f"{verb}ed",)


@lru_cache(maxsize=4096)
def gerund(verb: str) -> str:
    """The -ing form of a verb.

    >>> gerund("launch"), gerund("run"), gerund("write"), gerund("see")
    ('launching', 'running', 'writing', 'seeing')
    """
    if verb in DOUBLED:
        return f"{verb}{verb[-1]}ing"
    if verb.endswith("e") and not verb.endswith(("ee", "oe", "ye")):
        return f"{verb[:-1]}ing"
    return f"{verb}ing"


@lru_cache(maxsize=4096)
def third(verb: str) -> str:
    """The form for he, she and it.

    >>> third("cover"), third("publish"), third("have"), third("apply")
    ('covers', 'publishes', 'has', 'applies')
    """
    if verb == "have":
        return "has"
    if verb.endswith(("s", "x", "ch", "sh", "z", "o")):
        return f"{verb}es"
    if verb.endswith("y") and verb[-2:-1] not in "aeiou":
        return f"{verb[:-1]}ies"
    return f"{verb}s"


def bases(verbs: Set[str]) -> dict[str, str]:
    """The base form by every form of the verbs.

    >>> found = bases({"ship", "write"})
    >>> found["shipped"], found["writing"], found["writes"]
    ('ship', 'write', 'write')
    """
    found = {}
    for verb in sorted(verbs):
        for form in (verb, third(verb), gerund(verb), *past(verb)):
            found[form] = verb
    return found


def pasts(verbs: Iterable[str]) -> dict[str, str]:
    """The base form by every past form of the verbs.

    >>> pasts(["build"])
    {'built': 'build'}
    """
    return {form: verb for verb in sorted(verbs) for form in past(verb)}
