"""Put values into a page as Jinja does, with fewer calls. Changes no byte of what a template makes.

A page takes some three hundred values, and the library makes a `Markup` of each, for all that nearly none has a sign to
escape: that took a quarter of the time that a page takes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import Environment
from jinja2.compiler import CodeGenerator
from markupsafe import Markup, escape

if TYPE_CHECKING:
    from typing import Any

    from jinja2 import nodes
    from jinja2.compiler import Frame


ESCAPED = "environment.escaped("
"""How a compiled template calls what escapes its values."""


def escaped(value: object) -> str:
    """Return a value as it stands in markup."""
    if type(value) is Markup:
        return value
    if type(value) is str and not ("&" in value or "<" in value or ">" in value or '"' in value or "'" in value):
        return value
    return escape(value)


class _Lean(CodeGenerator):
    """Has what a template puts out escaped by `escaped`. The library's own way to other output is to override this."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:  # noqa: ANN401 - private to the library
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write(ESCAPED)


class LeanEnvironment(Environment):
    """Jinja's environment, its templates compiled so. A class because Jinja calls for one."""

    code_generator_class = _Lean
    escaped = staticmethod(escaped)
