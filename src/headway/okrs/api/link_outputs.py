"""What answers about links hold."""

from __future__ import annotations

from ninja import Field, Schema

from headway.kit.rest.schemas import Id
from headway.okrs.api.outputs import ExplanationOut
from headway.okrs.models import LinkKind
from headway.okrs.queries.links import Way


class LinkOut(Schema):
    """A link as seen from an objective: what is at its other end."""

    link_id: Id
    kind: str = Field(..., description="goal, objective or key_result.", examples=["objective"])
    id: Id = Field(..., description="Of the mid-term goal, objective or key result.")
    title: str = Field(..., examples=["Customers come back"])
    unit_name: str = Field(..., description="Empty for a mid-term goal.", examples=["Growth"])
    objective_id: Id | None
    score: float | None = Field(..., description="Of that objective.", examples=[0.6])
    coverage: float | None = Field(..., description="Of that score.", examples=[1.0])
    link_kind: LinkKind = Field(..., description="What the link does to numbers.")
    weight: float | None = Field(..., description="Of the child's score; drives_score only.")
    share: float | None = Field(..., description="As stated; null: an even part of what is left.")
    child_key_result_id: Id | None = Field(..., description="Whose value counts above.")
    serves_key_result_id: Id | None = Field(
        ..., description="On the way down: the key result of this objective that is served."
    )
    way: Way | None = Field(..., description="Where it leads in the tree of units.")
    levels_skipped: int = Field(..., examples=[0])
    part: float | None = Field(
        ...,
        description="Normalised weight in the score above, or share of the value that counts.",
        examples=[0.5],
    )
    influence: float | None = Field(
        ..., description="Of the child's own key results on this score, over all paths."
    )
    explanation: ExplanationOut | None = Field(..., description="Of `part`.")
    score_explanation: ExplanationOut | None = Field(
        ..., description="Of `score`; that of `influence` is `say` of the alignment."
    )


class WorstOut(Schema):
    """The objective below that costs a score most: weight times what it lacks to 1."""

    objective_id: Id
    title: str
    weight: float = Field(..., examples=[0.5])
    score: float = Field(..., examples=[0.4])
    costs: float = Field(..., examples=[0.3])


class CautionOut(Schema):
    """Something worth a word: `dominant` (one objective has more than half of the say),
    `redundant` (a link that another way says already) or `deep` (more than four levels)."""

    kind: str = Field(..., examples=["redundant"])
    titles: list[str]
    figure: float = Field(..., description="Share of the say, or levels.")


class LinksOut(Schema):
    """What an objective serves, and what serves it."""

    up: list[LinkOut]
    down: list[LinkOut]
    hidden: int = Field(
        ..., description="Further links, to what you may not read; they count.", examples=[0]
    )
    own_part: float | None = Field(
        ..., description="Weight of its own key results in its score; null: nothing drives it."
    )
    coverage: float = Field(..., description="Share of the weight that is known.", examples=[1.0])
    score: ExplanationOut
    say: ExplanationOut | None = Field(..., description="Who has how much of the say in it.")
    statuses: dict[str, int] = Field(..., description="Of what serves it.")
    worst: WorstOut | None = Field(..., description="What costs the score most.")
    cautions: list[CautionOut]
