"""The machines of a cluster press what this one would have pressed, byte for byte, and see none of its files."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from bulletin_gen.workers.program import difference, facts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Files = dict[str, str | bytes]
    Maker = Callable[[Files], Path]

BULLETIN = Path(sys.executable).parent / "bulletin"

CLUSTER = """
import sys
from distributed import LocalCluster

if __name__ == "__main__":
    cluster = LocalCluster(
        n_workers=2,
        threads_per_worker=2,
        dashboard_address=None,
        host="127.0.0.1",
        preload=sys.argv[1],
        silence_logs=50,
    )
    print(cluster.scheduler_address, flush=True)
    for line in sys.stdin:
        print(len(cluster.scheduler.tasks), flush=True)
    cluster.close()
"""
"""A cluster of two processes; tells how many tasks it has for each line that it is given, and ends with the last."""

MACHINE = """
import os, signal, sys

FOLDER = {folder!r}

def version(name):
    return "0.1" if name == "pillow" and os.path.exists(FOLDER + "/other") else real(name)

def watch(event, arguments):
    if event == "open" and isinstance(arguments[0], str) and "/only-here/" in arguments[0]:
        raise FileNotFoundError(arguments[0])
    if event == "tempfile.mkdtemp" and "bulletin-" in str(arguments[0]):
        try:
            os.unlink(FOLDER + "/doomed")
        except FileNotFoundError:
            return
        os.kill(os.getpid(), signal.SIGKILL)

if not hasattr(sys, "is_another_machine"):  # imported more than once
    sys.is_another_machine = True
    from bulletin_gen.cache import installed
    real = installed.version_of
    installed.version_of = version
    sys.addaudithook(watch)
"""
"""Another machine: it has nothing of what lies in a folder `only-here`; with a file `doomed` in its folder it dies in
the middle of its next issue, with a file `other` it has another library."""

ISSUE = """---
期号: {number}
日期: {date}
附件: [名单.txt]
---

# 示例市召开第{number}次示范工作调度会

示例市某局组织各示例区、示例县交流做法，要求三月底前完成摸底。

![现场](图.png)

::: 内部
尚未公开的安排共{number}条。
:::
"""


def picture(colour: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (300, 200), colour).save(out, "PNG")
    return out.getvalue()


def issues(numbers: range) -> Files:
    files: Files = {}
    for number in numbers:
        below = f"bulletins/shifan/2024/{number}"
        files |= {
            f"{below}/issue.md": ISSUE.format(number=number, date=date(2024, 2, 29) + timedelta(number)),
            f"{below}/图.png": picture("red" if number % 2 else "blue"),
            f"{below}/名单.txt": f"第{number}批",
        }
    return files


class Cluster:
    """A cluster of two processes on this machine."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "machine.py").write_text(MACHINE.format(folder=str(folder)))
        (folder / "cluster.py").write_text(CLUSTER)
        command = [sys.executable, str(folder / "cluster.py"), str(folder / "machine.py")]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout
        self.address = self.process.stdout.readline().strip()

    def tasks(self) -> int:
        """Return how many tasks it still knows."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    found = Cluster(tmp_path_factory.mktemp("cluster"))
    yield found
    found.process.communicate(timeout=60)


def bulletin(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a user does."""
    return subprocess.run(
        [BULLETIN, "build", *arguments],
        env=dict(os.environ) | environment,  # noqa: TID251 - the command runs where the tests do
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def check_same(site: Path, cluster: Cluster, *options: str) -> None:
    """Check that a cluster makes the bytes that this machine makes."""
    far, here = site.parent / "far", site.parent / "here"
    done = bulletin(site, "--no-cache", "-o", far, "--cluster", cluster.address, *options)
    assert (done.returncode, done.stderr.count("Traceback")) == (0, 0), done.stderr
    assert bulletin(site, "--no-cache", "-o", here, *options).returncode == 0
    assert tree(far) == tree(here)
    assert len(list(far.rglob("*.pdf"))) > 1


@pytest.mark.parametrize("edition", ["公开", "内部"])
def test_a_cluster_that_sees_no_file_of_the_site_makes_the_same_bytes(
    site: Maker, cluster: Cluster, edition: str
) -> None:
    folder = site({**issues(range(1, 3)), "templates/assets/own.css": "body { color: black }\n"}, "only-here/site")  # type: ignore[call-arg]  # the fixture takes a name
    check_same(folder, cluster, "--audience", edition)


def test_a_machine_that_dies_in_the_middle_of_an_issue_changes_nothing(site: Maker, cluster: Cluster) -> None:
    (cluster.folder / "doomed").touch()
    check_same(site(issues(range(1, 4))), cluster)
    assert not (cluster.folder / "doomed").exists()


def test_a_machine_with_another_library_is_named_before_anything_is_pressed(site: Maker, cluster: Cluster) -> None:
    (cluster.folder / "other").touch()
    done = bulletin(site(issues(range(1, 3))), "--no-cache", "--cluster", cluster.address)
    (cluster.folder / "other").unlink()
    assert done.returncode == 3
    assert "错误 计算节点 tcp://127.0.0.1:" in done.stderr
    assert "pillow 那里是 0.1，这里是" in done.stderr


def test_a_machine_without_a_font_is_named_with_the_font(site: Maker, cluster: Cluster, own_face: bytes) -> None:
    folder = site({**issues(range(1, 3)), "fonts/单位字体.otf": own_face}, "only-here/site")  # type: ignore[call-arg]  # the fixture takes a name
    done = bulletin(folder, "--no-cache", "--cluster", cluster.address)
    assert done.returncode == 3
    assert "的字体 单位字体.otf 没有" in done.stderr
    assert not (folder / "public").exists()


@pytest.fixture(scope="session")
def own_face() -> bytes:
    """Return a font file that no other machine has under its name and bytes."""
    found = subprocess.run(["fc-match", "-f", "%{file}", "serif"], capture_output=True, text=True, check=True)
    return Path(found.stdout).read_bytes() + b"\0"


def test_an_interruption_takes_back_what_was_handed_out(site: Maker, cluster: Cluster) -> None:
    folder = site(issues(range(1, 121)))
    command = [str(BULLETIN), "build", str(folder), "--no-cache", "--cluster", cluster.address]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=dict(os.environ))  # noqa: TID251 - as above
    assert process.stderr
    assert any("已排印" in line for line in process.stderr)
    process.send_signal(signal.SIGINT)
    complaint = process.communicate()[1]
    assert process.returncode == 130
    assert "Traceback" not in complaint
    while cluster.tasks():
        pass  # what runs is ended by the cluster; a test that hangs here has found work that nobody took back
    assert not (folder / "public").exists()


@pytest.mark.parametrize(
    ("address", "code", "said"),
    [
        ("tcp://127.0.0.1:9", 3, "连不上集群 tcp://127.0.0.1:9"),
        ("tls://127.0.0.1:9", 3, "要用证书"),
        ("127.0.0.1:9", 2, "集群的地址“127.0.0.1:9”读不出来"),
    ],
)
def test_a_cluster_that_cannot_be_had_is_told_in_words(site: Maker, address: str, code: int, said: str) -> None:
    done = bulletin(site(issues(range(1, 2))), "--no-cache", "--cluster", address)
    assert done.returncode == code
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_without_the_library_the_command_that_installs_it_is_told(site: Maker, tmp_path: Path) -> None:
    (tmp_path / "distributed.py").write_text("raise ModuleNotFoundError('No module named distributed')\n")
    done = bulletin(site(issues(range(1, 2))), "--cluster", "tcp://127.0.0.1:9", PYTHONPATH=str(tmp_path))
    assert done.returncode == 3
    assert "pip install 'bulletin-gen[cluster]'" in done.stderr


def test_the_first_fact_that_differs_is_named() -> None:
    ours = facts()
    assert difference(ours, ours) == ""
    assert difference(ours, (("Python", "3.1"), *ours[1:])).startswith("Python 那里是 3.1，这里是 3.")
    assert difference(ours, ours[:-1]).startswith("HarfBuzz 那里是 -，")


def test_a_build_here_imports_nothing_of_clusters(site: Maker, tmp_path: Path) -> None:
    for name in ("distributed", "dask", "fsspec"):
        (tmp_path / f"{name}.py").write_text("raise AssertionError\n")
    assert bulletin(site(issues(range(1, 2))), "--no-pdf", PYTHONPATH=str(tmp_path)).returncode == 0
