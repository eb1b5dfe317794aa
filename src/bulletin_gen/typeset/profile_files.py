"""Read the files of layout profiles (版式): each with its parent, merged by measure, every entry with its place.

Converts no value: `read_profile` does.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from msgspec import Struct

from bulletin_gen.codes import Code
from bulletin_gen.diagnostics import Checked, Diagnostic, Span
from bulletin_gen.parse.nodes import Broken, Mapping, Scalar, Sequence, Shape
from bulletin_gen.parse.traced import Source
from bulletin_gen.parse.yaml import read_yaml
from bulletin_gen.templating.folders import find_template
from bulletin_gen.templating.loader import read_template

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from bulletin_gen.parse.nodes import Entry, Node, Vocabulary

FACES = "字体"
"""The section that names the faces of each role."""

_DESCRIPTION, _PARENT = "说明", "继承"
_VALUE, _SOURCE = "值", "依据"
_FIRST, _BEHIND, _WESTERN = "优先", "补字", "西文"


class Written(Struct, frozen=True):
    """A measure as a profile writes it."""

    section: str
    name: str
    text: str
    source: str
    """依据: clause or 实务; empty where the file names none."""
    name_span: Span
    span: Span
    """Of the value."""


class WrittenRole(Struct, frozen=True):
    """The faces of a role as a profile names them."""

    name: str
    faces: tuple[str, ...]
    behind: tuple[str, ...]
    western: tuple[str, ...]
    span: Span


class Sheet(Struct, frozen=True):
    """One profile with all that it inherits."""

    span: Span
    """Its file."""
    measures: tuple[Written, ...]
    roles: tuple[WrittenRole, ...]

    def measure(self, name: str) -> Written | None:
        """Return the measure of a name, or None."""
        return next((written for written in self.measures if written.name == name), None)


class Sections(Struct, frozen=True):
    """Which measures a profile may hold, by section."""

    names: tuple[tuple[str, tuple[str, ...]], ...]

    def of(self, section: str) -> tuple[str, ...]:
        """Return the measures of a section; none for a section that doesn't exist."""
        return dict(self.names).get(section, ())

    @property
    def vocabulary(self) -> Vocabulary:
        """The fields of a profile as the reader of YAML wants to know them."""
        sections = {section: Shape(frozenset(measures)) for section, measures in self.names}
        return sections | {FACES: Shape(frozenset()), _DESCRIPTION: Shape(), _PARENT: Shape()}

    def holding(self, measure: str) -> str:
        """Return the section of a measure; empty for an unknown one."""
        return next((section for section, measures in self.names if measure in measures), "")


def read_sheet(name: str, folders: tuple[Path, ...], sections: Sections, asked: Span) -> Checked[Sheet | None]:
    """Return a profile's measures, its parents' taken in; None where there is no such profile.

    `asked` is the place that named it, which a fault about the name points at.
    """
    return _read(_Request(name, folders, sections, asked), ())


def merged(parent: Sheet, child: Sheet) -> Sheet:
    """Return the parent's measures and roles with the child's in their places."""
    measures = {written.name: written for written in (*parent.measures, *child.measures)}
    roles = {role.name: role for role in (*parent.roles, *child.roles)}
    return Sheet(child.span, tuple(measures.values()), tuple(roles.values()))


class _Request(Struct, frozen=True):
    name: str
    folders: tuple[Path, ...]
    """Where to look; shorter for a parent of the same name, which lies behind."""
    sections: Sections
    asked: Span


def _read(request: _Request, open_paths: tuple[Path, ...]) -> Checked[Sheet | None]:
    path = find_template(request.folders, f"layouts/{request.name}.yml")
    if path is None:
        return Checked(None, (_unknown(request),))
    if path in open_paths:
        return Checked(None, (_loop(request, path, open_paths),))
    tree = read_yaml(
        Source(_label(path, request.folders), read_template(path, request.folders)), request.sections.vocabulary
    )
    sheet, parent, faults = _sheet(tree.value, request.sections)
    if parent is None:
        return Checked(sheet, (*tree.diagnostics, *faults))
    behind = _Request(parent.text, _folders_behind(parent.text, request, path), request.sections, parent.span)
    inherited = _read(behind, (*open_paths, path))
    whole = merged(inherited.value, sheet) if inherited.value else sheet
    return Checked(whole, (*tree.diagnostics, *faults, *inherited.diagnostics))


def _label(path: Path, folders: tuple[Path, ...]) -> str:
    """Return a profile's path as faults name it: relative to the site, whose templates/ the first folder is."""
    own = next(folder for folder in folders if path.is_relative_to(folder))
    return f"{own.name}/{path.relative_to(own).as_posix()}"


def _folders_behind(parent: str, request: _Request, path: Path) -> tuple[Path, ...]:
    """Return where to look for a parent: one of the same name lies in a later folder."""
    if parent != request.name:
        return request.folders
    own = next(index for index, folder in enumerate(request.folders) if path.is_relative_to(folder))
    return request.folders[own + 1 :]


def _sheet(tree: Mapping, sections: Sections) -> tuple[Sheet, Scalar | None, list[Diagnostic]]:
    faults: list[Diagnostic] = []
    measures: list[Written] = []
    roles: list[WrittenRole] = []
    parent: Scalar | None = None
    for entry in _once(tree, faults):
        key, node = entry.key, entry.value
        if key.text not in sections.vocabulary:
            faults.append(_unknown_name(key, sections.vocabulary))
        elif key.text == _PARENT and isinstance(node, Scalar):
            parent = node
        elif key.text == FACES and isinstance(node, Mapping):
            roles += _roles(node, faults)
        elif key.text not in {_PARENT, _DESCRIPTION, FACES} and isinstance(node, Mapping):
            measures += _measures(key.text, node, sections, faults)
        elif key.text != _DESCRIPTION and not isinstance(node, Broken):
            faults.append(_malformed(key, node.span))
    return (Sheet(tree.span, tuple(measures), tuple(roles)), parent, faults)


def _measures(section: str, node: Mapping, sections: Sections, faults: list[Diagnostic]) -> list[Written]:
    known = sections.of(section)
    found = []
    for entry in _once(node, faults):
        key, value = entry.key, entry.value
        if key.text not in known:
            faults.append(_misplaced(key, section, sections) or _unknown_name(key, known))
        elif written := _written(section, key, value):
            found.append(written)
        elif not isinstance(value, Broken):
            faults.append(_malformed(key, value.span))
    return found


def _written(section: str, key: Scalar, node: Node) -> Written | None:
    """Return a measure written as its bare value or as {值, 依据}."""
    if isinstance(node, Scalar):
        return Written(section, key.text, node.text, "", key.span, node.span)
    if not isinstance(node, Mapping) or {part.key.text for part in node.entries} - {_VALUE, _SOURCE}:
        return None
    parts = {part.key.text: part.value for part in node.entries if isinstance(part.value, Scalar)}
    value, source = parts.get(_VALUE), parts.get(_SOURCE)
    if value is None:
        return None
    return Written(section, key.text, value.text, source.text if source else "", key.span, value.span)


def _roles(node: Mapping, faults: list[Diagnostic]) -> list[WrittenRole]:
    roles = []
    for entry in _once(node, faults):
        key, value = entry.key, entry.value
        names = {part.key.text: _names(part.value) for part in value.entries} if isinstance(value, Mapping) else {}
        first = _names(value) if isinstance(value, Sequence) else names.get(_FIRST, ())
        if first and not names.keys() - {_FIRST, _BEHIND, _WESTERN}:
            roles.append(WrittenRole(key.text, first, names.get(_BEHIND, ()), names.get(_WESTERN, ()), key.span))
        else:
            faults.append(
                Diagnostic(
                    value.span,
                    Code.MEASURE_VALUE,
                    f"字体“{key.text}”的写法不对",
                    f"写作 {key.text}: {{优先: [字体名, …], 补字: [字体名, …]}}，可以加 西文: [字体名, …]",
                )
            )
    return roles


def _once(node: Mapping, faults: list[Diagnostic]) -> Iterator[Entry]:
    """Yield the fields of a mapping; of two of one name the second is a fault."""
    seen: dict[str, Span] = {}
    for entry in node.entries:
        name = entry.key.text
        if name not in seen:
            seen[name] = entry.key.span
            yield entry
            continue
        hint = "留下一处，删去另一处"
        faults.append(Diagnostic(entry.key.span, Code.FIELD_TWICE, f"“{name}”写了两次", hint, related=(seen[name],)))


def _names(node: Node) -> tuple[str, ...]:
    if isinstance(node, Scalar):
        return (node.text,) if node.text else ()
    if isinstance(node, Sequence):
        return tuple(item.text for item in node.items if isinstance(item, Scalar) and item.text)
    return ()


def _unknown(request: _Request) -> Diagnostic:
    known = sorted({path.stem for folder in request.folders for path in (folder / "layouts").glob("*.yml")})
    close = get_close_matches(request.name, known, 1, 0.4)
    return Diagnostic(
        request.asked,
        Code.UNKNOWN_LAYOUT,
        f"没有名为“{request.name}”的版式",
        f"是不是“{close[0]}”？" if close else f"现有的版式：{'、'.join(known)}",
    )


def _loop(request: _Request, path: Path, open_paths: tuple[Path, ...]) -> Diagnostic:
    names = "、".join(opened.stem for opened in (*open_paths[open_paths.index(path) :], path))
    return Diagnostic(
        request.asked,
        Code.LAYOUT_LOOP,
        f"版式的继承绕回了自己：{names}",
        "让最底层的版式不写“继承”，或写“继承: 简报”",
    )


def _misplaced(key: Scalar, section: str, sections: Sections) -> Diagnostic | None:
    home = sections.holding(key.text)
    if not home:
        return None
    return Diagnostic(
        key.span, Code.UNKNOWN_MEASURE, f"“{section}”里没有“{key.text}”这一项", f"“{key.text}”写在“{home}”下面"
    )


def _unknown_name(key: Scalar, known: Iterable[str]) -> Diagnostic:
    names = list(known)
    close = get_close_matches(key.text, names, 1, 0.4)
    hint = f"是不是“{close[0]}”？" if close else f"可用的：{'、'.join(names)}"
    return Diagnostic(key.span, Code.UNKNOWN_MEASURE, f"版式里没有“{key.text}”这一项", hint)


def _malformed(key: Scalar, span: Span) -> Diagnostic:
    return Diagnostic(
        span,
        Code.MEASURE_VALUE,
        f"“{key.text}”的写法不对",
        f"写作 {key.text}: {{值: …, 依据: …}}，或直接写 {key.text}: …",
    )
