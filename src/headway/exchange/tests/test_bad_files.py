"""Bad input changes nothing and is named by line."""

from __future__ import annotations

import random
import time
from copy import deepcopy
from datetime import date

import pytest
import yaml
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from headway.exchange.actions import commit_import, run_import
from headway.exchange.formats import read_plan
from headway.exchange.formats.document import load_yaml
from headway.exchange.tests.helpers import dump
from headway.exchange.tests.sample import SAMPLE, line_of, sample
from headway.kit.problems import InvalidInput, NotFound, Problem
from headway.kit.testing.world import World

LIMIT = 20 * 1024 * 1024

UNUSABLE: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "empty"),
    "blank": (b" \n\n", "empty"),
    "another format": (b"id,title\n1,Grow\n", "This table has the columns id, title."),
    "another version": (sample(("okr-research/1", "okr-research/2")), "no file Headway can read"),
    "an open bracket": (sample(("  repo: aster/okrs", "  repo: [aster/okrs")), "line"),
    "an alias": (sample(("  name: Aster", "  name: &a Aster\n  kind: *a")), "Line 4"),
    "a tag": (sample(("  name: Aster", "  name: !!python/name:os.system x")), "Line 4"),
    "a field twice": (sample(("  name: Aster", "  name: Aster\n  name: Bster")), "Line 5"),
    "no organisation": (
        sample(("organisation:\n  id: aster\n  name: Aster\n", "")),
        "organisation",
    ),
    "an organisation without id": (sample(("  id: aster\n", "")), "“id” is missing"),
    "no cycles": (sample(("cycles:\n", "cycle_list:\n")), "“cycles” must be a list"),
    "objectives that are no list": (
        SAMPLE.split("objectives:")[0].encode() + b"objectives: 7",
        "list",
    ),
    "two documents": (sample() + b"---\na: 1\n", "second document"),
    "deep nesting": (sample() + b"x: " + b"[" * 100_000, "nests deeper"),
    "not UTF-8": (sample().replace(b"bloom", b"bl\xffm"), "UTF-8"),
    "an archive under another name": (
        b"PK\x03\x04\x14\x00\x08\x08 schema: okr-research/1",
        "binary file",
    ),
    "a packed file": (b"\x1f\x8b\x08\x00 schema: okr-research/1", "Unpack"),
    "a control character": (sample().replace(b"bloom", b"bl\x00m"), "does not allow"),
}


@pytest.mark.parametrize(("content", "says"), UNUSABLE.values(), ids=UNUSABLE.keys())
@pytest.mark.django_db
def test_a_file_that_cannot_be_read_is_refused_in_a_sentence(content: bytes, says: str) -> None:
    before = dump()
    with pytest.raises(InvalidInput) as refusal:
        run_import(content, "broken.yaml")
    assert says.lower() in refusal.value.detail.lower()
    assert dump() == before


def test_a_file_over_the_limit_is_refused_before_it_is_read() -> None:
    with pytest.raises(InvalidInput, match="larger than 1 MB"):
        read_plan(sample() + b"#" * 2**20, today=date(2026, 11, 24), limit=2**20)


FAULTS: dict[str, tuple[tuple[str, str], str, str]] = {
    "an objective without title": (
        ("  title: The garden is in bloom\n", ""),
        "",
        "“title” is missing",
    ),
    "an empty title": (("title: The pond is dug", "title: ''"), "title: ''", "is empty"),
    "a title that is a list": (
        ("title: The pond is dug", "title: [a]"),
        "title: [a]",
        "must be text",
    ),
    "an id used twice": (("id: O1-KR2", "id: O1-KR1"), "", "is used on line"),
    "an unknown cycle": (
        ("- id: O2\n  cycle: 2024-Q1", "- id: O2\n  cycle: 2024-Q9"),
        "2024-Q9",
        "no usable cycle",
    ),
    "an unknown parent": (("parent: O1-KR1", "parent: O9"), "parent: O9", "no parent “O9”"),
    "an objective above itself": (("parent: O1-KR1", "parent: O2"), "parent: O2", "leads back"),
    "a day that is no day": (
        ("start: '2024-01-01'", "start: 2024-13-01"),
        "2024-13-01",
        "must be a day",
    ),
    "a cycle that ends before it starts": (
        ("end: '2024-03-31'", "end: 2023-03-31"),
        "2023-03-31",
        "after the first",
    ),
    "a cycle of two thousand years": (
        ("start: '2024-01-01'\n  end: '2024-03-31'", "start: 0001-01-01\n  end: 2027-03-31"),
        "2027-03-31",
        "ten years at most",
    ),
    "a score to the base of sixty": (("score: 0.25", "score: 1:30"), "score: 1:30", "not “1:30”"),
    "a score that is no number": (
        ("score: 0.25", "score: lots"),
        "score: lots",
        "must be a number",
    ),
    "an endless score": (("score: 0.25", "score: .inf"), "score: .inf", "must be a number"),
    "a score that is a list": (("score: 0.25", "score: [1]"), "score: [1]", "must be a number"),
    "a score that is yes": (("score: 0.25", "score: yes"), "score: yes", "must be a number"),
    "an unknown metric": (("metric_type: count", "metric_type: guess"), "guess", "must be one of"),
    "a metric that is text": (
        ("      metric_type: milestone\n", "      - milestone\n"),
        "- milestone",
        "fields of its own",
    ),
    "a number without target": (("      target: 40\n", ""), "", "“target” is missing"),
    "a direction the numbers contradict": (
        ("target: 40", "target: -40"),
        "target: -40",
        "other side",
    ),
    "a check-in at no time": (("at: mid-quarter", "at: sometimes"), "at: sometimes", "mid-quarter"),
    "a key result that is text": (
        ("  - id: O1-KR2\n", "  - just text\n  - id: O1-KR2\n"),
        "just text",
        "must have fields",
    ),
    "characters no page can show": (
        ("title: The pond is dug", 'title: "pond \\x07"'),
        "pond",
        "no page can show",
    ),
}


@pytest.mark.parametrize(("edit", "place", "says"), FAULTS.values(), ids=FAULTS.keys())
@pytest.mark.django_db
def test_an_entry_with_a_fault_stays_out_and_is_named_by_its_line(
    edit: tuple[str, str], place: str, says: str
) -> None:
    content = sample(edit)
    report = run_import(content, "sample.yaml")
    told = [item for item in report["rejected"] if says in item["why"]]
    assert told, report["rejected"]
    if place:
        line = line_of(content, place)
        assert told[0]["where"].startswith(f"line {line}"), told[0]


@pytest.mark.django_db
def test_what_hangs_on_a_rejected_entry_stays_out_with_it_and_is_listed() -> None:
    report = run_import(sample(("start: '2024-01-01'", "start: never")), "sample.yaml")
    names = {item["where"].split(", ")[-1] for item in report["rejected"]}
    assert {"2024-Q1", "O1", "O1-KR1", "O1-KR2", "O2", "O2-KR1"} <= names
    assert report["created"]["objectives"] == report["created"]["key_results"] == 0


@pytest.mark.django_db
def test_the_rest_of_a_file_with_one_bad_entry_is_imported() -> None:
    report = run_import(sample(("score: 0.25", "score: lots")), "sample.yaml")
    assert report["created"]["objectives"] == 2
    assert report["created"]["key_results"] == 2
    assert report["file"]["key_results"] == 3


@pytest.mark.django_db
def test_strict_refuses_the_whole_file_for_one_bad_entry() -> None:
    before = dump()
    content = sample(("score: 0.25", "score: lots"))
    with pytest.raises(InvalidInput) as refusal:
        run_import(content, "sample.yaml", strict=True)
    assert refusal.value.errors[0].field == f"line {line_of(content, 'score: lots')}, O2-KR1"
    assert dump() == before


@pytest.mark.django_db
def test_circles_of_parents_are_listed_and_what_lies_below_keeps_its_link() -> None:
    objective = "- id: {0}\n  cycle: 2024-Q1\n  title: {0}\n  parent: {1}\n  key_results: []\n"
    extra = "".join(
        objective.format(*pair) for pair in (("A", "B"), ("B", "C"), ("C", "A"), ("D", "A"))
    )
    report = run_import(sample(("- id: O2\n", extra + "- id: O2\n")), "sample.yaml")
    assert [item["where"].split(", ")[-1] for item in report["rejected"]] == ["A", "B", "C"]
    assert report["created"]["links"] == 2


@pytest.mark.django_db
def test_an_unknown_organisation_is_refused_with_those_there_are() -> None:
    run_import(sample(), "sample.yaml")
    with pytest.raises(NotFound, match="There are: aster"):
        run_import(sample(), "sample.yaml", organisation="bster")


@pytest.mark.parametrize("part", ["1:1", "59.5", ":1", "9", "_9", "-0x", "190:20:30"])
def test_reading_a_number_takes_no_longer_than_reading_a_text(part: str) -> None:
    """A number to the base of sixty took PyYAML time that grows with its square: hours for what
    may be uploaded."""
    end = sample() + b"x: "
    started = time.process_time()
    for written in ("1" + part * 300_000, "1" + ":1" * 300_000 + ".5"):
        read_plan(end + written.encode(), today=date(2026, 11, 24), limit=LIMIT)
    assert time.process_time() - started < 20


def test_numbers_are_read_as_yaml_has_them() -> None:
    written = "[12, -7, 1_000, 0x1F, 0b101, 017, 0, 1.5, 1_000.5, -1.5e+3, 1:30, 1:30.5, 1__0]"
    values = [item.value for item in load_yaml(written.encode()).value]
    assert values == [12, -7, 1000, 31, 5, 15, 0, 1.5, 1000.5, -1500.0, "1:30", "1:30.5", 10]


# -- mutations: whatever happens to a file, it is read or refused -----------------------------

JUNK: list[object] = [
    None,
    "",
    "x" * 700,
    -1,
    0,
    1e308,
    "NaN",
    True,
    [],
    {},
    [[]],
    {"a": 1},
    "2024-02-30",
    10**400,
]


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """The sample with one to three of its values dropped or replaced by something odd."""
    document = yaml.safe_load(SAMPLE)
    for _ in range(draw(st.integers(1, 3))):
        paths = list(_paths(document))
        if not paths:
            break
        *above, last = draw(st.sampled_from(paths))
        inner = document
        for step in above:
            inner = inner[step]
        if draw(st.booleans()):
            del inner[last]
        else:
            odd = draw(st.sampled_from(JUNK) | st.text(max_size=20) | st.floats())
            inner[last] = deepcopy(odd)  # a later step may change inside of it
    text: str = yaml.safe_dump(document, allow_unicode=True, sort_keys=False)
    return text.encode("utf-8", "surrogatepass")


def _paths(value: object, path: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
    items = (
        value.items() if isinstance(value, dict)
        else enumerate(value) if isinstance(value, list)
        else ()
    )  # fmt: skip
    return [found for key, inner in items for found in ((*path, key), *_paths(inner, (*path, key)))]


@pytest.mark.once
@pytest.mark.django_db
@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(content=mutated())
def test_a_mutated_file_is_imported_or_refused_and_never_half(content: bytes) -> None:
    """Either a Problem and nothing written, or a report whose counts are what is there."""
    _import_or_refuse(content)


@pytest.mark.django_db
@pytest.mark.once
@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(cut=st.integers(0, len(SAMPLE)), junk=st.binary(max_size=30), seed=st.integers(0, 2**32))
def test_truncated_and_scrambled_bytes_are_imported_or_refused(
    cut: int, junk: bytes, seed: int
) -> None:
    content = bytearray(SAMPLE.encode())
    source = random.Random(seed)
    for _ in range(source.randrange(4)):
        content[source.randrange(len(content))] = source.randrange(256)
    _import_or_refuse(bytes(content[:cut]) + junk)
    _import_or_refuse(bytes(content[:cut]) + junk + bytes(content[cut:]))


@settings(max_examples=200, deadline=None)
@given(content=st.binary(max_size=400))
def test_binary_junk_is_refused(content: bytes) -> None:
    for prefix in (b"", b"schema: okr-research/1\n"):
        with pytest.raises(InvalidInput):
            read_plan(prefix + content, today=date(2026, 11, 24), limit=LIMIT)


def _import_or_refuse(content: bytes) -> None:
    before = dump()
    with transaction.atomic():
        try:
            report = run_import(content, "mutated.yaml")
        except Problem:
            assert dump() == before
        else:
            rows = dump()
            assert len(rows["okrs.Objective"]) == report["created"]["objectives"]
            assert len(rows["okrs.KeyResult"]) == report["created"]["key_results"]
        transaction.set_rollback(True)


@pytest.mark.parametrize("name", ["lead", "owner", "mate", "coach", "viewer", "stranger"])
def test_only_administrators_import(world: World, name: str) -> None:
    with pytest.raises(Problem, match=r"Only administrators|A viewer"):
        commit_import(world.actor(name), sample(), "sample.yaml")
