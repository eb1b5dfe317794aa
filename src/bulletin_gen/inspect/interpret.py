"""Play a page's drawing orders onto a canvas. Adds to pdfminer what it leaves out: pens, clips, states of form objects.

Draws nothing itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace
from pdfminer.casting import safe_float
from pdfminer.pdfinterp import PDFPageInterpreter
from pdfminer.pdftypes import dict_value, resolve1
from pdfminer.psparser import literal_name

from bulletin_gen.inspect.canvas import Canvas, box_of, common

if TYPE_CHECKING:
    from pdfminer.pdfinterp import PDFResourceManager, PDFStackT
    from pdfminer.pdfpage import PDFPage
    from pdfminer.utils import Matrix

_SOLID = 0.99
_FAINTEST = 0.05
_NORMAL = ("Normal", "Compatible")


def play(page: PDFPage, manager: PDFResourceManager) -> Canvas:
    """Return what can be seen of a page."""
    canvas = Canvas(manager)
    Interpreter(manager, canvas).process_page(page)
    return canvas


class Interpreter(PDFPageInterpreter):
    """An interpreter that knows pens and clips, and whose form objects begin in the state of the page around them."""

    def __init__(self, manager: PDFResourceManager, canvas: Canvas) -> None:
        super().__init__(manager, canvas)
        self.outer: Interpreter | None = None
        self._canvas = canvas
        self._views = [canvas.view]

    def subinterp(self) -> PDFPageInterpreter:
        """Return the interpreter of a form object."""
        inner = super().subinterp()
        if isinstance(inner, Interpreter):
            inner.outer = self
        return inner

    def init_state(self, ctm: Matrix) -> None:
        """Begin a page with the pen of the standard, a form object with what holds around it."""
        super().init_state(ctm)
        self.graphicstate.linewidth = 1
        if self.outer:
            self.graphicstate, self.textstate = self.outer.graphicstate.copy(), self.outer.textstate.copy()

    def do_q(self) -> None:
        """Save the state."""
        super().do_q()
        self._views.append(self._canvas.view)

    def do_Q(self) -> None:  # noqa: N802 - the operator's name
        """Restore the state."""
        super().do_Q()
        if len(self._views) > 1:
            self._canvas.view = self._views.pop()

    def do_w(self, linewidth: PDFStackT) -> None:
        """Set the pen, which is scaled when it draws and not before."""
        width = safe_float(linewidth)
        self.graphicstate.linewidth = self.graphicstate.linewidth if width is None else width

    def do_gs(self, name: PDFStackT) -> None:
        """Take pen and transparency from a named state."""
        named = dict_value(self.resources.get("ExtGState"))
        state = dict_value(named.get(literal_name(name)))
        self.do_w(resolve1(state.get("LW")))
        view, alpha = self._canvas.view, safe_float(resolve1(state.get("ca")))
        if alpha is not None:
            view = replace(view, solid=alpha >= _SOLID, shown=alpha >= _FAINTEST)
        modes, mask = resolve1(state.get("BM")), resolve1(state.get("SMask"))
        if (modes and _name(modes) not in _NORMAL) or isinstance(mask, dict):
            view = replace(view, solid=False)
        self._canvas.view = view

    def do_W(self) -> None:  # noqa: N802 - the operator's name
        """Let nothing be seen outside a path."""
        box, view = box_of(self.curpath, self.ctm), self._canvas.view
        if box:
            self._canvas.view = replace(view, clip=common(view.clip, box))

    def do_W_a(self) -> None:  # noqa: N802 - the operator's name
        """Do the same by another winding rule."""
        self.do_W()

    def do_F(self) -> None:  # noqa: N802 - the operator's name
        """Fill, by the older name."""
        self.do_f()

    def do_sh(self, name: object) -> None:  # noqa: ARG002 - pdfminer counts the operands of an operator here
        """Shade what the clip lets be seen."""
        self._canvas.shade()

    def do_Do(self, xobjid_arg: PDFStackT) -> None:  # noqa: N802 - the operator's name
        """Draw a form object or picture, then go on as before it."""
        view = self._canvas.view
        super().do_Do(xobjid_arg)
        self._canvas.view = view
        self._canvas.set_ctm(self.ctm)


def _name(modes: object) -> str:
    first = resolve1(modes[0]) if isinstance(modes, list) else modes
    return str(literal_name(first))
