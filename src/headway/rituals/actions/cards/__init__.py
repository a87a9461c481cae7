"""The cards of a board: written alone, revealed at once, grouped, voted on, counted
(docs/adr/0041).

Who wrote a private card, and what it says, is in no event. Of an anonymous meeting nothing that
tells an author survives the reveal: neither name nor time nor order.
"""

from headway.rituals.actions.cards.grouping import (
    group_cards,
    merge_groups,
    move_group,
    name_group,
    split_group,
)
from headway.rituals.actions.cards.revealing import reveal_cards
from headway.rituals.actions.cards.voting import cast_votes, count_votes, vote_again, vote_for
from headway.rituals.actions.cards.writing import change_card, remove_card, set_cards, write_card

__all__ = [
    "cast_votes",
    "change_card",
    "count_votes",
    "group_cards",
    "merge_groups",
    "move_group",
    "name_group",
    "remove_card",
    "reveal_cards",
    "set_cards",
    "split_group",
    "vote_again",
    "vote_for",
    "write_card",
]
