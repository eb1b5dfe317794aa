"""Versions of packages are those that Python's own library tells."""

from __future__ import annotations

import sys
from importlib.metadata import version
from typing import TYPE_CHECKING

import pytest

from bulletin_gen.cache import installed
from bulletin_gen.cache.installed import version_of
from bulletin_gen.workers.program import PRINTING, READING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give a folder that packages are looked for in before all others."""
    monkeypatch.setattr(sys, "path", [str(tmp_path / "absent"), str(tmp_path), *sys.path])
    for known in (installed.version_of, installed._described):  # noqa: SLF001 - what was asked for before
        known.cache_clear()
    yield tmp_path
    for known in (installed.version_of, installed._described):  # noqa: SLF001 - the same
        known.cache_clear()


@pytest.mark.parametrize("package", [*PRINTING, *READING, "bulletin-gen", "Bulletin_Gen"])
def test_a_package_has_the_version_that_the_library_tells(package: str) -> None:
    assert version_of(package) == version(package)


def test_the_first_place_counts_and_an_absent_package_has_none(places: Path) -> None:
    (places / "Some_Package.part-1.2rc1.dist-info").mkdir()
    (places / "pillow-0.1.dist-info").mkdir()
    (places / "~illow-0.2.dist-info").mkdir()
    assert [version_of(name) for name in ("some-package-part", "pillow", "no-such-package")] == ["1.2rc1", "0.1", "-"]


def test_a_package_that_is_described_in_another_way_is_found(places: Path) -> None:
    (places / "old_package.egg-info").write_text("Metadata-Version: 1.1\nName: old-package\nVersion: 3.4\n")
    assert version_of("old-package") == "3.4"
