"""What holds for reviews as a whole: order, context, growth, languages, documentation."""

from __future__ import annotations

import json
import re
import string
import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.core.planning.plan import PlannedUnit, Ref, SubjectKind
from headway.core.review import FAMILIES, Severity, all_rules, review_objective, review_plan
from headway.core.review.languages import words
from headway.core.review.languages.english import stem
from headway.core.review.languages.english.grammar import _read as remembered
from headway.core.review.languages.words import content_words, jaccard, tokens
from headway.core.review.registry import Hit, Rules, Setting, informs, warns
from headway.core.review.similar import earlier_alike
from headway.core.review.subjects import IndexedPlan
from tests.core.plans import (
    COMPANY,
    TODAY,
    codes,
    key_result,
    linked,
    objective,
    of_one,
    of_plan,
    plan,
    with_key_result,
)

ENGLISH = words("en")


def test_findings_come_gravest_first():
    found = of_one(objective(owner_ids=(), is_pay_relevant=True, key_results=(key_result(),)))
    assert [f.severity for f in found] == ["E", "W", "I"]
    order = list(Severity)
    everything = of_plan(plan(*(objective(n, owner_ids=()) for n in range(1, 8)), links=()))
    assert all(order.index(a.severity) <= order.index(b.severity) for a, b in pairwise(everything))


def test_a_plan_holds_what_each_objective_shows_alone():
    """The same rules, whether an objective is written alone or reviewed with all."""
    weak = with_key_result(owner_ids=(), start=60, target=60)
    in_plan = [f for f in of_plan(plan(weak, objective(2))) if f.rule in codes(of_one(weak))]
    assert in_plan == of_one(weak)


def test_what_is_given_for_context_counts_but_is_not_reported():
    """A team's review knows the objectives above and beside it and speaks of its own only."""
    above = objective(1, unit_id=2, is_context=True, owner_ids=(), title="Customers stay")
    own = objective(2, title="The customers stay")
    units = (PlannedUnit(1, "Team", 2), PlannedUnit(2, "Company", is_context=True))
    found = of_plan(plan(own, above, units=units, links=(linked(2, 1), *plan(above).links)))
    assert codes(found) == ["DUPLICATE"]
    assert found[0].subject == Ref(SubjectKind.OBJECTIVE, 2)
    assert found[0].related == (Ref(SubjectKind.OBJECTIVE, 1),)


def test_a_person_is_reported_only_for_something_under_review():
    own, others = objective(1, owner_ids=(7,)), [objective(n, owner_ids=(7,)) for n in (2, 3, 4)]
    context = [replace(one, is_context=True) for one in others]
    assert codes(of_plan(plan(own, *context))) == ["OWNER_OVERLOAD"]
    assert codes(of_plan(plan(replace(own, is_context=True), *context))) == []


def test_a_message_is_translated_before_its_values_are_filled_in():
    (found,) = of_one(with_key_result(kind="decrease", start=3, target=5))
    assert found.message == "It should fall, but goes from 3 up to 5."
    german = {found.template: "Es soll sinken, steigt aber von {start} auf {target}."}
    assert found.told(german.__getitem__) == "Es soll sinken, steigt aber von 3 auf 5."


def test_units_that_are_their_own_superior_belong_to_some_tree():
    units = (PlannedUnit(1, "A", 2), PlannedUnit(2, "B", 1), PlannedUnit(3, "C", 2))
    indexed = IndexedPlan(plan(units=units))
    assert len({indexed.tree(n) for n in (1, 2, 3)}) == 1
    assert indexed.tree(99) == 99


def name(number):
    """A made-up name, another one for each number."""
    return "".join("bdfgklmnprstvwxz"[number >> shift & 15] + "o" for shift in (0, 4, 8, 12))


def grown(count):
    """A tree of objectives whose titles follow one template, nearly but not quite alike."""
    objectives = [
        objective(
            n,
            title=f"Sell more yearly club cards in town {name(n)}"
            + (f" and {name(n + 30000)}" if n % 3 else ""),
            unit_id=n % 50,
            key_results=(
                key_result(2 * n, title=f"Paying clubs in {name(n)}", metric_id=n % 9),
                key_result(2 * n + 1, title=f"Weekly visits in {name(n)}"),
            ),
        )
        for n in range(1, count)
    ]
    links = (*plan(objectives[0]).links, *(linked(n, (n + 7) // 8) for n in range(2, count)))
    units = tuple(PlannedUnit(n, f"U{n}", 0 if n else None) for n in range(50))
    return plan(*objectives, links=links, units=units)


def test_the_work_of_a_review_grows_with_the_plan_not_with_its_square():
    """Counted in calls, so that it does not depend on the machine: four times the objectives may
    cost six times the calls, where comparing each with each would cost sixteen times."""

    def calls(whole):
        count = 0

        def note(frame, event, argument):
            nonlocal count
            count += event in ("call", "c_call")

        remembered.cache_clear()
        before = sys.getprofile()
        sys.setprofile(note)
        try:
            review_plan(whole, as_of=TODAY)
        finally:
            sys.setprofile(before)
        return count

    calls(grown(50))
    assert calls(grown(2000)) <= 6 * calls(grown(500))


def test_a_chain_of_thousands_of_links_is_followed_to_its_end():
    """Imported data can be odd; nothing here recurses or remembers all ancestors of all."""
    count = 3000
    links = (*plan(objective(1)).links, *(linked(n, n - 1) for n in range(2, count)))
    found = review_plan(
        plan(*(objective(n, is_local=True) for n in range(1, count)), links=links), as_of=TODAY
    )
    deepest = max((f for f in found if f.rule == "DEPTH"), key=lambda f: f.message_values["level"])
    assert deepest.message_values["level"] == count - 1


small_sets = st.lists(st.frozensets(st.sampled_from("abcdefghijklmn"), max_size=12), max_size=25)


@given(small_sets, st.sampled_from([0.5, 0.75, 0.8, 1.0]))
def test_alike_sets_are_found_as_if_each_were_compared_with_each(sets, threshold):
    """The filter loses none and invents none."""
    first = {}
    for place, one in enumerate(sets):
        first.setdefault(one, place)
    expected = [
        [
            other
            for other in range(here)
            if sets[other] and first[sets[other]] == other
            and jaccard(one, sets[other]) >= threshold - 1e-9
        ]
        for here, one in enumerate(sets)
    ]  # fmt: skip
    assert earlier_alike(sets, threshold=threshold, most=100) == expected


@given(small_sets)
def test_at_most_so_many_alike_ones_are_named_and_none_where_there_is_none(sets):
    all_of_them = earlier_alike(sets, most=100)
    for few, everything in zip(earlier_alike(sets, most=2), all_of_them, strict=True):
        assert bool(few) == bool(everything)
        assert len(few) <= 2
        assert set(few) <= set(everything)


@given(st.sets(st.integers(0, 20)), st.sets(st.integers(0, 20)))
def test_likeness_is_symmetric_and_one_only_for_equal_sets(a, b):
    assert jaccard(a, b) == jaccard(b, a)
    assert 0 <= jaccard(a, b) <= 1
    assert (jaccard(a, b) == 1) == (a == b and bool(a))


def test_published_duplicates_are_as_alike_as_published(shared_data: Path):
    pairs = json.loads((shared_data / "lint_cases.json").read_text("utf-8"))["duplicate_pairs"]
    for pair in pairs:
        found = jaccard(*(content_words(pair[side], ENGLISH) for side in "ab"))
        assert found == pytest.approx(pair["jaccard"])
        titles = [objective(n, title=pair[side]) for n, side in enumerate("ab", 1)]
        expected = ["DUPLICATE"] if pair["jaccard"] >= 0.8 else []
        found_codes = codes(of_plan(plan(*titles)))
        assert [code for code in found_codes if code == "DUPLICATE"] == expected


@given(st.text(alphabet=string.ascii_lowercase, min_size=1, max_size=15))
def test_a_stem_is_the_beginning_of_its_word(word):
    """Stemming takes off and adds nothing, but for the i in which y and ies meet; so words that
    differ at the beginning are never taken for one."""
    root = stem(word)
    assert root
    assert word.startswith(root.removesuffix("i"))


@pytest.mark.parametrize(
    "forms",
    [
        ("plan", "plans", "planned", "planning"),
        ("increase", "increases", "increased", "increasing"),
        ("company", "companies", "company's", "companies’"),
        ("process", "processes", "processed", "processing"),
        ("team", "teams", "team’s"),
        ("tie", "ties"),
        ("box", "boxes"),
        ("day", "days"),
    ],
)
def test_forms_of_a_word_share_a_stem(forms):
    assert len({stem(form) for form in forms}) == 1


def test_words_that_only_look_alike_keep_apart():
    assert (
        len({stem(word) for word in ("spring", "sprint", "string", "sting", "need", "speed")}) == 6
    )


def test_tokens_are_words_without_numbers():
    assert tokens("Cut 90-day churn to 5%: don’t wait, B2B!") == [
        "cut", "day", "churn", "to", "don’t", "wait", "b", "b",
    ]  # fmt: skip
    assert tokens("Für größere Kunden") == ["für", "grössere", "kunden"]


def test_a_language_without_data_compares_words_as_written():
    plain = words("de-CH")
    assert content_words("Die Kunden bleiben", plain) == {"die", "kunden", "bleiben"}
    assert words("en_US") is ENGLISH


UNSAID = dict.fromkeys(("title", "condition", "why", "bad", "good", "source"), "")


def test_a_rule_about_texts_is_a_rule_like_any_other():
    """The registry carries rules that read titles with the words of a language."""
    rules = Rules()

    @rules.add("SHORT", **UNSAID, reasons={"one": informs("“{word}” alone")})
    def short(one, setting: Setting):
        found = content_words(one.title, setting.words)
        if len(found) == 1:
            yield Hit(Ref(SubjectKind.OBJECTIVE, one.id), "one", {"word": next(iter(found))})

    (found,) = rules.findings(objective(title="The growth of it"), Setting.on(TODAY))
    assert (found.rule, found.message) == ("SHORT", "“growth” alone")


def test_two_rules_cannot_share_a_code():
    rules = Rules()
    rules.add("ONE", **UNSAID, reasons=warns(""))(lambda one, setting: ())
    with pytest.raises(ValueError, match="exists"):
        rules.add("ONE", **UNSAID, reasons=warns(""))


def test_every_rule_belongs_to_a_family_and_says_what_to_do():
    names = {family.__name__.rpartition(".")[2] for family in FAMILIES}
    for rule in all_rules().values():
        assert rule.family in names
        assert rule.title
        assert rule.condition
        assert rule.why.endswith(".")
        assert rule.bad
        assert rule.good
        assert rule.bad != rule.good
        assert rule.source
        for reason in rule.reasons.values():
            assert reason.template.endswith((".", "?"))


def test_documentation_and_registry_name_the_same_rules(repository: Path):
    page = (repository / "docs" / "methods" / "goal-quality.md").read_text("utf-8")
    rows = re.findall(r"^\| `([A-Z_]+)` \| ([EWI /]+) \|", page, re.MULTILINE)
    assert {code for code, _severity in rows} == set(all_rules())
    for code, severities in rows:
        reasons = all_rules()[code].reasons.values()
        assert set(severities.split(" / ")) == {reason.severity for reason in reasons}


def test_an_empty_plan_has_nothing_to_report():
    assert of_plan(plan(units=(COMPANY,), goals=())) == []
    assert review_objective(objective(), as_of=TODAY) == []
