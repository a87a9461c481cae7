"""Words that judge without measuring, and words of the running business."""

from __future__ import annotations

VAGUE = frozenset({
    "1st", "adequate", "adequately", "amazing", "ambitious", "appealing", "appropriate",
    "appropriately", "attractive", "awesome", "backbone", "balanced", "basically", "beautiful",
    "best", "better", "better-than-ever", "bigger", "biggest", "bold", "brilliant", "cheaper",
    "clean", "cleaner", "clearer", "closer", "coherent", "cohesive", "comfortable",
    "compelling", "comprehensive", "consider", "considering", "consistency", "consistent",
    "consistently", "cornerstone", "correctly", "cost-effective", "crucial", "cutting-edge",
    "delightful", "dramatically", "dynamic", "easier", "easiest", "easily", "easy", "effective",
    "effectively", "effectiveness", "efficiency", "efficient", "efficiently", "effortless",
    "engaging", "enhancement", "enhancements", "ergonomic", "essential", "excellence",
    "excellent", "exceptional", "exciting", "fantastic", "fast", "faster", "fastest",
    "first-class", "flawless", "flexible", "foundational", "frictionless", "friendly",
    "future-proof", "generally", "go-to", "good", "great", "greater", "greatest", "happier",
    "happiest", "happy", "healthier", "healthy", "high-performing", "high-quality", "highest",
    "holistic", "ideally", "impactful", "important", "impressive", "improvement",
    "improvements", "increasing", "increasingly", "innovative", "intuitive", "iterative",
    "largely", "largest", "leading", "lean", "leaner", "maximal", "maximum", "meaningful",
    "measurably", "minimal", "modern", "more", "mostly", "next-gen", "next-generation", "nicer",
    "optimal", "optimum", "outstanding", "painful", "painless", "perfect", "popular",
    "positive", "powerful", "powerhouse", "predictable", "premier", "productive",
    "professional", "proper", "properly", "quality", "quick", "quicker", "quickly", "rapid",
    "rapidly", "reasonable", "reasonably", "relevant", "reliable", "reliably", "remarkable",
    "repeatable", "resilient", "responsive", "rich", "richer", "robust", "safest", "scalable",
    "seamless", "seamlessly", "significant", "significantly", "simple", "simpler", "simplest",
    "sleek", "smaller", "smart", "smarter", "smartest", "smooth", "smoothly", "solid",
    "sophisticated", "stable", "state-of-the-art", "strategic", "strive", "strong", "stronger",
    "strongest", "substantial", "substantially", "successful", "successfully", "sufficient",
    "superb", "superior", "sustainable", "thriving", "top-notch", "top-quality", "typically",
    "unified", "unparalleled", "user-friendly", "usually", "valuable", "vast", "vibrant",
    "well", "well-oiled", "wonderful", "world-class",
})  # fmt: skip

TERMS = (
    "as well",
    "best practice",
    "best practices",
    "more than",
    "no more",
    "quality assurance",
    "quick start",
)
"""With these the words of the list judge nothing."""

VAGUE_AMOUNTS = frozenset({"etc", "lots", "many", "multiple", "numerous", "several", "various"})

VAGUE_DEGREE = r"\bmost\s+(?!of\b|recent\b|days\b|weeks\b)[a-z]{5,}"
"""A superlative."""

VAGUE_ENDINGS = ("-centric", "-driven", "-grade", "-class", "-quality", "-friendly", "-leading")

VAGUE_PHRASES = frozenset({
    "a lot of", "aim to", "and/or", "as appropriate", "as far as possible", "as needed",
    "as possible", "as required", "as soon as possible", "best in class", "best of breed",
    "double down", "doubling down", "go the extra mile", "go to", "high fidelity",
    "hit the ground running", "if possible", "in shape", "into shape", "levels up", "look into",
    "low-hanging fruit", "material improvement", "material improvements", "move the needle",
    "moving the needle", "next generation", "next level", "off the charts", "raise the bar",
    "single pane", "spread the word", "spreading the word", "state of the art", "think about",
    "try to", "under control", "user friendly", "well oiled", "when possible",
    "where applicable", "where appropriate", "where possible", "where relevant", "world class",
})  # fmt: skip
"""Judgements and ways out of several words."""

USUAL = frozenset({
    "continue", "continued", "continues", "continuing", "keep", "keeping", "maintain",
    "maintaining", "ongoing", "sustain", "sustaining",
})  # fmt: skip
USUAL_PHRASES = ("as usual", "business as usual")
