"""Django's Jinja backend with an environment for each language, whose templates have the words of
that language compiled in.

A page says two to five hundred short texts. Looked up while it is drawn, each costs ten times what
it costs to write it; here ``_("…")`` becomes plain text of the template when it is compiled, and
only what varies is filled in later. Templates are written as ever.

How a template is indented is for who reads the template: of each run of white space one is sent.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, MutableMapping
from keyword import iskeyword
from typing import Any

import markupsafe
from django.conf import settings
from django.template.backends.jinja2 import Jinja2
from django.utils.translation import get_language, gettext, override
from jinja2 import Environment, Template, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.environment import TemplateModule
from jinja2.runtime import Context
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

escaped: Callable[[str], str] = getattr(markupsafe, "_escape_inner", markupsafe.escape)
"""What ``escape`` makes markup of, in a tenth of the time; templates are compiled to call it. It is
private to markupsafe, so where a release lacks it ``escape`` itself does."""


class Templates(Jinja2):
    """Jinja templates in the language that is active when they are asked for."""

    def __init__(self, params: dict[str, Any]) -> None:
        self._by_language: dict[str, Environment] = {}
        super().__init__(params)

    @property
    def env(self) -> Environment:
        language = get_language() or settings.LANGUAGE_CODE
        if language not in self._by_language:
            self._by_language[language] = self._made_for(language)
        return self._by_language[language]

    @env.setter
    def env(self, made: Environment) -> None:
        self._first = made

    def _made_for(self, language: str) -> Environment:
        env = self._first.overlay()
        env.template_class = _Library
        env.code_generator_class = type("Translated", (_Translated,), {"language": language})
        return env


class Templating(Environment):
    """Jinja's environment. What every template knows is put together once for each of them, rather
    than at each drawing from two mappings, one behind the other: a fortieth of the smallest pages.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return {**self.globals, **(d or {})}


class _Library(Template):
    """A template whose macros others import. None of ours is rendered with globals of its own, so
    there is nothing to compare at each import: a hundredth of a page."""

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        return super()._get_default_module(None)


class _Translated(CodeGenerator):
    """Writes templates with their words in one language."""

    language: str

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802 - a visitor's name
        self.writeline("from headway.web.backend import escaped")
        with override(self.language):
            _Words().visit(node)
        if (self.filename or ".html").endswith(".html"):
            _Indents().visit(node)
        super().visit_Template(node, frame)

    def visit_Call(  # noqa: N802 - a visitor's name
        self, node: nodes.Call, frame: Frame, forward_caller: bool = False
    ) -> None:
        """Macros and methods are called as Python calls them. Jinja first asks each whether it
        wants the context, and hands all variables of the loop along, which takes longer than many
        of them: a thirtieth of a page. Only what is known to want it is asked."""
        if self._wants_context(node.node) or _is_unusual(node):
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for argument in (*node.args, *node.kwargs):
            self.visit(argument, frame)
            self.write(", ")
        self.write("caller=caller)" if forward_caller else ")")

    def _wants_context(self, called: nodes.Expr) -> bool:
        """Such as functions that translate; macros take it or leave it."""
        name = called.name if isinstance(called, nodes.Name) else ""
        return hasattr(self.environment.globals.get(name), "jinja_pass_arg")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        """What is markup already, as macros give it, is neither escaped nor copied. A text is
        escaped but made no markup of, since all parts are joined at once, and a whole number has
        nothing to escape: a twentieth of a page."""
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("(said if (kind := type(said := ")

    def _output_child_post(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            super()._output_child_post(node, frame, finalize)
        else:
            self.write(
                ")) is Markup else escaped(said) if kind is str else str(said) if kind is int"
                " else escape(said))"
            )


def _is_unusual(call: nodes.Call) -> bool:
    """Arguments that are told only when it is drawn, or by names that Python has taken."""
    is_open = call.dyn_args is not None or call.dyn_kwargs is not None
    return is_open or any(iskeyword(one.key) for one in call.kwargs)


class _Indents(NodeTransformer):
    """Sends one white space for many: a new line between two tags, a blank elsewhere."""

    def visit_TemplateData(self, node: nodes.TemplateData) -> nodes.Node:  # noqa: N802 - a visitor's name
        node.data = _BLANKS.sub(" ", _NEW_LINES.sub("\n", node.data))
        return node


_NEW_LINES = re.compile(r"(?<=>)\s*\n\s*(?=<)")
_BLANKS = re.compile(r"(?!\n(?<=>\n)(?=<))\s+")


class _Words(NodeTransformer):
    """Puts the words in the place of ``_("…")``, and of ``_("…", name=value)`` a formatting of
    them that escapes the values, as the extension for translations would at each call."""

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 - a visitor's name
        self.generic_visit(node)
        text = _constant_text(node)
        if text is None or node.environment is None:
            return node
        words = Markup(gettext(text))  # noqa: S704 - a text of ours
        found = _filled(words, node.kwargs) if node.kwargs else nodes.Const(words % {})
        return found.set_lineno(node.lineno).set_environment(node.environment)


def _filled(words: Markup, values: Iterable[nodes.Keyword]) -> nodes.Expr:
    given = [nodes.Pair(nodes.Const(one.key), one.value) for one in values]
    return nodes.Mod(nodes.Const(words), nodes.Dict(given))


def _constant_text(node: nodes.Call) -> str | None:
    """The text of ``_("…")``; None where that is another call, or its text is not known yet."""
    is_gettext = isinstance(node.node, nodes.Name) and node.node.name == "_"
    if not is_gettext or len(node.args) != 1 or node.dyn_args or node.dyn_kwargs:
        return None
    given = node.args[0]
    return given.value if isinstance(given, nodes.Const) else None
