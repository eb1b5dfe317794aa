"""Sites to build and the command that builds them, for all tests."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings
from playwright.sync_api import sync_playwright

from bulletin_gen.cli import run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser

    Files = dict[str, str | bytes]

settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")  # noqa: TID251 - where the tests run is theirs to know

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A run in the background ignores Ctrl-C, and so would the commands that tests interrupt.
    signal.signal(signal.SIGINT, signal.default_int_handler)

SITE: Files = {
    "bulletin.yml": "站点名称: 示例简报库\n网址: https://example.org/jianbao/\n主办单位: 示例市某办公室\n",
    "bulletins/shifan/publication.yml": "刊名: 示范简报\n编印机关: 示例市示范工作领导小组办公室\n",
}
"""What a site needs before its first issue."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what drives a browser, so that a machine without one can leave it out."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="module")  # while it runs, no other test may have an event loop
def browser() -> Iterator[Browser]:
    """Return a running Chromium: the one that build.py found, or Debian's."""
    program = os.environ.get("CHROMIUM", "/usr/bin/chromium")  # noqa: TID251 - where the tests run is theirs to know
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()


@pytest.fixture(autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the user's cache out of the tests, and them out of it."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))


@pytest.fixture
def site(tmp_path: Path) -> Callable[[Files], Path]:
    """Return the function that makes a site of the given files; its settings and one publication are supplied."""

    def make(files: Files, name: str = "site") -> Path:
        folder = tmp_path / name
        for path, content in (SITE | files).items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content if isinstance(content, bytes) else content.encode())
        return folder

    return make


@pytest.fixture
def build(capsys: pytest.CaptureFixture[str]) -> Callable[..., dict[str, Any]]:
    """Return the function that builds a site in this process and returns the JSON answer, its exit code as `exit`."""

    def call(folder: Path, *options: str) -> dict[str, Any]:
        capsys.readouterr()
        code = run(["build", str(folder), "--format", "json", "-j", "1", *options])
        answer = json.loads(capsys.readouterr().out)
        assert isinstance(answer, dict)
        return answer | {"exit": code}

    return call


@pytest.fixture(scope="session")
def real_site() -> Path:
    """Return the folder of real bulletins that BULLETIN_REAL_SITE names."""
    named = os.environ.get("BULLETIN_REAL_SITE")  # noqa: TID251 - the one way in for bulletins that may not be shipped
    if not named:
        pytest.skip("BULLETIN_REAL_SITE 没有指明真实简报的文件夹")
    return Path(named).resolve(strict=True)
