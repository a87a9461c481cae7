"""Small words that hold a sentence together."""

from __future__ import annotations

DROPPED = frozenset({
    "a", "also", "an", "and", "finally", "first", "fully", "let's", "not", "our", "please",
    "should", "the", "their", "then", "to", "we", "we'll", "we've", "will",
})  # fmt: skip
DETERMINERS = frozenset({
    "a", "all", "an", "any", "both", "each", "every", "its", "least", "more", "most", "new",
    "no", "our", "some", "the", "their", "these", "this", "those", "your",
})  # fmt: skip
BE = frozenset({
    "are", "be", "been", "being", "get", "gets", "got", "had", "has", "have", "is", "was",
    "were",
})  # fmt: skip
ARTICLES = frozenset({"a", "an", "every", "our", "the", "their", "these", "those", "your"})
LEVELS = frozenset({"above", "at", "below", "down", "from", "over", "under", "up"})
ASKING = frozenset({"how", "what", "when", "where", "whether", "which", "who", "why"})
PRONOUNS = frozenset({"he", "i", "it", "she", "they", "we", "who", "you"})
FINITE = frozenset({
    "are", "can", "could", "do", "does", "has", "have", "is", "should", "was", "were", "will",
})  # fmt: skip
BREAKS = frozenset({
    ",", ":", ";", "about", "across", "after", "against", "among", "and", "around", "as", "at",
    "based", "because", "before", "between", "by", "during", "for", "from", "given", "if", "in",
    "including", "into", "like", "of", "on", "or", "over", "per", "so", "such", "than", "that",
    "through", "throughout", "to", "toward", "towards", "under", "until", "upon", "using",
    "via", "when", "where", "which", "while", "who", "whose", "with", "within", "without",
})  # fmt: skip
SUBORDINATE = frozenset({
    "because", "so", "that", "to", "when", "where", "which", "while", "who", "whose",
})  # fmt: skip
