"""Read a formula: tokens, then the usual precedence, bounded in length and depth."""

from __future__ import annotations

import re
from typing import NamedTuple

from headway.core.definitions import is_ordinary
from headway.core.errors import FormulaError
from headway.core.formulas.nodes import (
    FUNCTIONS,
    Binary,
    Call,
    Formula,
    Name,
    Negative,
    Node,
    Number,
)
from headway.core.texts import gettext_noop as _

LONGEST = 500
"""Characters of a formula, blanks not counted."""
MOST_STEPS = 60
"""Signs, functions and brackets of a formula: what a reader can still check."""
LONGEST_NUMBER = 20
LONGEST_NAME = 60

_TOKEN = re.compile(r"\s*(?:(\d+(?:\.\d+)?)|([A-Za-z_][A-Za-z0-9_]*)|(\S))", re.ASCII)
_NAME = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)
_SAME = {"−": "-", "–": "-", "×": "*", "·": "*", "÷": "/", ":": "/"}
_SIGNS = set("+-*/(),")


class Token(NamedTuple):
    """A number, a name or a sign, and the column it begins at; the last one is empty."""

    kind: str
    text: str
    column: int


def parse(text: str) -> Formula:
    """Read a formula of numbers, names, ``+ - * /``, brackets and the functions sum, mean, min,
    max, abs and coalesce.

    Parameters
    ----------
    text
        Names begin with a letter and have small letters a to z, digits and underscores. ``−``,
        ``×`` and ``÷`` are read as ``-``, ``*`` and ``/``.

    Returns
    -------
    Formula
        ``str`` of it reads as the same formula.

    Raises
    ------
    FormulaError
        It cannot be read, with the column and what to do; or it is too long: more than 500
        characters or 60 signs, functions and brackets.

    Examples
    --------
    >>> formula = parse("(won-lost)/max(visits, 1)*100")
    >>> formula.names, str(formula)
    (('won', 'lost', 'visits'), '(won - lost) / max(visits, 1) * 100')
    >>> parse("won + 2 lost")
    Traceback (most recent call last):
    headway.core.errors.FormulaError: Column 9: put + - * or / before “lost”.

    Source: docs/methods 3.9.
    """
    if len("".join(text.split())) > LONGEST:
        raise FormulaError(
            _("A formula has at most {longest} characters. Make a KPI of a part of it."),
            code="TOO_LONG",
            column=LONGEST + 1,
            parts={"longest": LONGEST},
        )
    return Formula(_Reader(_tokens(text)).whole())


def _tokens(text: str) -> list[Token]:
    found: list[Token] = []
    steps = 0
    for match in _TOKEN.finditer(text):
        number, name, sign = match.groups()
        column = match.start(match.lastindex or 0) + 1
        if number:
            found.append(_number(number, column))
        elif name:
            steps += name in FUNCTIONS
            found.append(_name(name, column))
        else:
            steps += sign != ")"
            found.append(_sign(sign, column))
        if steps > MOST_STEPS:
            raise FormulaError(
                _("Column {column}: a formula has at most {most} signs. Make a KPI of a part."),
                code="TOO_LONG",
                column=column,
                parts={"most": MOST_STEPS},
            )
    return [*found, Token("end", "", len(text.rstrip()) + 1)]


def _number(text: str, column: int) -> Token:
    if len(text) > LONGEST_NUMBER or not is_ordinary(float(text)):
        raise FormulaError(
            _("Column {column}: write a number of at most {longest} characters, up to 1e15."),
            code="NOT_FINITE",
            column=column,
            parts={"longest": LONGEST_NUMBER},
        )
    return Token("number", text, column)


def _name(text: str, column: int) -> Token:
    if not _NAME.fullmatch(text) or len(text) > LONGEST_NAME:
        raise FormulaError(
            _(
                "Column {column}: write “{word}” with small letters, digits and underscores, "
                "a letter first."
            ),
            code="NAME",
            column=column,
            parts={"word": text[:LONGEST_NAME]},
        )
    return Token("name", text, column)


def _sign(text: str, column: int) -> Token:
    sign = _SAME.get(text, text)
    if sign not in _SIGNS:
        raise FormulaError(
            _("Column {column}: “{sign}” is not known here. Use + - * / and brackets."),
            code="SIGN",
            column=column,
            parts={"sign": text},
        )
    return Token(sign, text, column)


class _Reader:
    """Goes through the tokens once; each method reads what it is named after."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens, self.at = tokens, 0

    @property
    def here(self) -> Token:
        return self.tokens[self.at]

    def take(self) -> Token:
        self.at += 1
        return self.tokens[self.at - 1]

    def whole(self) -> Node:
        if self.here.kind == "end":
            raise FormulaError(
                _("Column {column}: write a formula, such as won / visits."),
                code="EMPTY",
                column=1,
            )
        node = self.sum()
        if self.here.kind != "end":
            self._refuse_rest()
        return node

    def sum(self) -> Node:
        node = self.product()
        while self.here.kind in ("+", "-"):
            sign = self.take()
            node = Binary(sign.kind, node, self.product(), sign.column)
        return node

    def product(self) -> Node:
        node = self.signed()
        while self.here.kind in ("*", "/"):
            sign = self.take()
            node = Binary(sign.kind, node, self.signed(), sign.column)
        return node

    def signed(self) -> Node:
        if self.here.kind == "-":
            sign = self.take()
            return Negative(self.signed(), sign.column)
        return self.atom()

    def atom(self) -> Node:
        token = self.take()
        if token.kind == "number":
            return Number(float(token.text), token.column)
        if token.kind == "name":
            return self.named(token)
        if token.kind == "(":
            node = self.sum()
            self.close(token)
            return node
        raise FormulaError(
            _("Column {column}: a number, a name or an opening bracket belongs here."),
            code="EXPECTED",
            column=token.column,
        )

    def named(self, token: Token) -> Node:
        if self.here.kind != "(":
            if token.text in FUNCTIONS:
                raise FormulaError(
                    _("Column {column}: give {function} its arguments in brackets."),
                    code="ARGUMENTS",
                    column=token.column,
                    parts={"function": token.text},
                )
            return Name(token.text, token.column)
        if token.text not in FUNCTIONS:
            raise FormulaError(
                _("Column {column}: there is no function “{word}”. Use one of: {known}."),
                code="FUNCTION",
                column=token.column,
                parts={"word": token.text, "known": ", ".join(FUNCTIONS)},
            )
        opening = self.take()
        arguments = [] if self.here.kind == ")" else [self.sum()]
        while self.here.kind == ",":
            self.take()
            arguments.append(self.sum())
        self.close(opening)
        self._check_count(token, len(arguments))
        return Call(token.text, tuple(arguments), token.column)

    def close(self, opening: Token) -> None:
        if self.here.kind == ")":
            self.take()
        elif self.here.kind == "end":
            raise FormulaError(
                _("Column {column}: this bracket is never closed."),
                code="BRACKET",
                column=opening.column,
            )
        else:
            self._refuse_rest()

    def _check_count(self, token: Token, count: int) -> None:
        fewest, most = FUNCTIONS[token.text]
        if count >= fewest and (most is None or count <= most):
            return
        at_least = _("Column {column}: {function} takes {count} arguments or more.")
        exactly = _("Column {column}: {function} takes one argument.")
        raise FormulaError(
            exactly if most == 1 else at_least,
            code="ARGUMENTS",
            column=token.column,
            parts={"function": token.text, "count": fewest},
        )

    def _refuse_rest(self) -> None:
        token = self.here
        if token.kind == ")":
            template = _("Column {column}: this bracket was never opened.")
        elif token.kind == ",":
            template = _("Column {column}: a comma stands between arguments only; write 1.5.")
        else:
            template = _("Column {column}: put + - * or / before “{word}”.")
        raise FormulaError(
            template, code="EXPECTED", column=token.column, parts={"word": token.text}
        )
