"""Start the layout engine without what most of the time of its start goes into. Changes nothing that it does.

At each start WeasyPrint parses the C declarations of its libraries, has the compiler look for every one of them under a
dozen names, and imports all of fontTools, which hardly any print needs. Here the declarations are parsed already, the
linker is asked for the libraries, and fontTools comes when it is called; so do the style sheets for forms and for the
hints of old HTML.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

DECLARED = Path(__file__).with_name("declared.json")
"""What `declaring` made of the engine's declarations and ours."""
OUTLINES = """
typedef ... hb_draw_funcs_t;
typedef void (*move_t) (hb_draw_funcs_t *, void *, void *, float, float, void *);
typedef void (*curve_t) (hb_draw_funcs_t *, void *, void *, float, float, float, float, void *);
typedef void (*cubic_t) (hb_draw_funcs_t *, void *, void *, float, float, float, float, float, float, void *);
hb_blob_t * hb_blob_create_from_file (const char *name);
hb_face_t * hb_face_create (hb_blob_t *, unsigned int index);
hb_font_t * hb_font_create (hb_face_t *);
void hb_font_destroy (hb_font_t *);
void hb_font_get_glyph_shape (hb_font_t *, hb_codepoint_t, hb_draw_funcs_t *, void *);
hb_draw_funcs_t * hb_draw_funcs_create (void);
void hb_draw_funcs_set_move_to_func (hb_draw_funcs_t *, move_t, void *, void *);
void hb_draw_funcs_set_line_to_func (hb_draw_funcs_t *, move_t, void *, void *);
void hb_draw_funcs_set_quadratic_to_func (hb_draw_funcs_t *, curve_t, void *, void *);
void hb_draw_funcs_set_cubic_to_func (hb_draw_funcs_t *, cubic_t, void *, void *);
"""
FONTS = """
FcConfig * FcConfigCreate (void);
FcPattern * FcFreeTypeQuery (const FcChar8 *file, unsigned int id, void *blanks, int *count);
FcBool FcFontSetAdd (FcFontSet *, FcPattern *);
"""
OURS = (FONTS, "PangoLayout * pango_layout_copy (PangoLayout *);", OUTLINES)
"""What `typeset` declares besides the engine, each where it is used."""
_RARE = {
    "fontTools.subset": (),
    "fontTools.ttLib": ("TTFont", "TTLibError", "ttFont", "woff2"),
    "fontTools.varLib.instancer": ("instantiateVariableFont",),
}
"""Modules that the engine imports and hardly ever calls, and what it takes out of each; nothing: the module itself."""
_CALLERS = ("weasyprint.pdf.fonts", "weasyprint.text.fonts")


def open_engine() -> None:
    """Import the engine, unless it is imported already; raise `OSError` where one of its libraries is missing."""
    if "weasyprint" in sys.modules or sys.platform != "linux":  # elsewhere libraries lie in places of their own
        return
    rare = {name: _postponed(name) for name in _RARE if name not in sys.modules}
    try:
        with _in_place(rare | {"cffi": _module("cffi", FFI=_Ffi)}), _no_sheet_parsed():
            import_module("weasyprint")
        _set_sheets(import_module("weasyprint.html"))
    except BaseException:
        for name in [name for name in sys.modules if name.partition(".")[0] == "weasyprint"]:
            del sys.modules[name]  # half of it would be taken for the whole
        raise


def digest_of(declarations: str) -> str:
    """Return what tells declarations from those of another version of the engine."""
    return hashlib.sha256(declarations.encode()).hexdigest()


class _Ffi:
    """The engine's way to call C: `cffi.FFI` with what was parsed before. A class because the engine calls for one."""

    def __init__(self) -> None:
        self._declarations: list[str] = []
        self._real: Any = None

    def cdef(self, text: str) -> None:
        """Declare something; when the first library is opened all must be, except for our own."""
        if self._real is None:
            self._declarations.append(text)
        elif hasattr(self._real, "cdef"):
            self._real.cdef(text)
        elif text not in OURS:
            raise ValueError(f"add to OURS, and run declaring: {text}")

    @property
    def RTLD_NOW(self) -> Any:  # noqa: ANN401, N802 - the library's own
        """Return the flag to open libraries with."""
        return self._opened().RTLD_NOW

    def dlopen(self, name: str, flags: int) -> Any:  # noqa: ANN401 - a library of the engine's
        """Open a library by the name that Linux has for it; `OSError` for all other names and where it is missing.

        It stays when the process ends: Pango looks for faces in a thread of its own, which may be at work still.
        """
        if ".so" not in name:
            raise OSError(name)
        return self._opened().dlopen(name, flags | os.RTLD_NODELETE)

    def _opened(self) -> Any:  # noqa: ANN401 - a value of the library's
        if self._real is None:
            self._real = _parsed(self._declarations)
            ready = {name for name in dir(self._real) if not name.startswith("_")} - {"cdef", "dlopen", "RTLD_NOW"}
            self.__dict__.update({name: getattr(self._real, name) for name in sorted(ready)})
        return self._real


def _parsed(declarations: list[str]) -> Any:  # noqa: ANN401 - a value of the library's
    """Return the library's own value: of what is parsed already, or parse it where the engine is another version."""
    known = json.loads(DECLARED.read_bytes())
    if digest_of("\n".join((*declarations, *OURS))) == known["digest"]:
        backend = import_module("_cffi_backend")
        return backend.FFI("declared", **{name: _frozen(value) for name, value in known["values"].items()})
    with _in_place({"cffi": None}):
        real = import_module("cffi").FFI()
    for text in declarations:
        real.cdef(text)
    return real


def _frozen(value: Any) -> Any:  # noqa: ANN401 - what JSON holds
    """Return a value as it was before it became JSON: texts were bytes, lists tuples."""
    if isinstance(value, str):
        return value.encode("latin-1")
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


@contextmanager
def _no_sheet_parsed() -> Iterator[None]:
    """Let the engine's own style sheets be empty at first."""
    parser = import_module("tinycss2")
    parse = parser.parse_stylesheet
    vars(parser)["parse_stylesheet"] = lambda _: []
    try:
        yield
    finally:
        vars(parser)["parse_stylesheet"] = parse


def _set_sheets(html: Any) -> None:  # noqa: ANN401 - a module of the engine's
    """Parse the engine's own style sheets: that of all documents now, the others when they are looked into."""
    html.UA_STYLESHEET.__init__(string=html.UA, counter_style=html.UA_COUNTER_STYLE)

    class Sheet(html.CSS):  # type: ignore[misc]  # the engine is not typed
        def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a sheet has
            given = {"string": html.PH} if self is html.PH_STYLESHEET else forms
            self.__class__ = html.CSS
            self.__init__(**given)  # type: ignore[misc]  # it has nothing yet
            return getattr(self, name)

    forms = {"string": html.UA_FORM, "counter_style": html.UA_COUNTER_STYLE}
    for sheet in (html.UA_FORM_STYLESHEET, html.PH_STYLESHEET):
        vars(sheet).clear()
        sheet.__class__ = Sheet


class _Later:
    """Something of a module that is imported when it is first called or looked into. A class to be called as one."""

    __spec__ = None  # the import system asks what stands for a module for it, which must not import anything

    def __init__(self, find: Callable[[], Any]) -> None:
        self._find = find

    def __call__(self, *given: Any, **named: Any) -> Any:  # noqa: ANN401 - whatever it stands for
        return self._found()(*given, **named)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - the same
        return getattr(self._found(), name)

    def _found(self) -> Any:  # noqa: ANN401 - the same
        # All at once: what the engine catches must be the class itself when it is thrown.
        for caller in map(sys.modules.__getitem__, _CALLERS):
            for name, value in list(vars(caller).items()):
                if isinstance(value, _Later):
                    setattr(caller, name, value._find())  # noqa: SLF001 - of the same class
        return self._find()


def _postponed(name: str) -> Any:  # noqa: ANN401 - a module, or what stands for one
    if not _RARE[name]:
        return _Later(partial(import_module, name))
    return _module(name, **{part: _Later(partial(_part_of, name, part)) for part in _RARE[name]})


def _part_of(name: str, part: str) -> Any:  # noqa: ANN401 - whatever the module holds
    return getattr(__import__(name, fromlist=(part,)), part)  # a module inside is imported too


def _module(name: str, **content: object) -> ModuleType:
    module = ModuleType(name)
    vars(module).update(content)
    return module


@contextmanager
def _in_place(modules: dict[str, Any]) -> Iterator[None]:
    """Let imports find these modules, and afterwards what was there; None: let the real one be imported, and stay."""
    before = {name: sys.modules.pop(name, None) for name in modules}
    sys.modules.update({name: module for name, module in modules.items() if module})
    try:
        yield
    finally:
        for name, module in modules.items():
            if sys.modules.get(name) is module:
                sys.modules.pop(name)
            earlier = before[name]
            if earlier:
                sys.modules[name] = earlier
