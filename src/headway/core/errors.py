"""What the arithmetic refuses.

MethodError            a value the method has no answer for
├── DefinitionError    what cannot be measured as defined
│   └── FormulaError   a formula that cannot be read, with the place
├── ReadingError       a reading that is no number, or outside the method's domain
├── CircleError        links that lead back to where they started
└── ShareError         shares of a value that come to more than the whole
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence


class MethodError(ValueError):
    """A refusal with a stable ``code`` and the ``field`` it concerns."""

    def __init__(self, message: str, *, code: str, field: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.field = field


class DefinitionError(MethodError):
    """It cannot be measured as defined."""


class FormulaError(DefinitionError):
    """The formula cannot be read or makes no sense, from ``column`` on (1-based, in characters).

    ``template`` and ``parts`` are for who translates it; the text itself is filled in.
    """

    def __init__(
        self, template: str, *, code: str, column: int, parts: Mapping[str, object] | None = None
    ) -> None:
        self.template, self.column = template, column
        self.parts = {"column": column, **(parts or {})}
        super().__init__(template.format(**self.parts), code=code, field="formula")


class ReadingError(MethodError):
    """The reading cannot be used; it is never taken as 0."""


class CircleError(MethodError):
    """The links lead back to where they started; ``path`` names the way round."""

    def __init__(self, message: str, path: Sequence[int]) -> None:
        super().__init__(message, code="CYCLE")
        self.path = tuple(path)


class ShareError(MethodError):
    """Shares of one value come to more than the whole; ``total`` is what they come to."""

    def __init__(self, message: str, total: float) -> None:
        super().__init__(message, code="SHARES_OVER_1", field="share")
        self.total = total
