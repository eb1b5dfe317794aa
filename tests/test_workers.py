"""Work spread over processes comes back whole, in order, and says which item failed."""

from __future__ import annotations

import operator
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from bulletin_gen.workers.pool import Craft, Pace, crew, results, through

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

ADDING = Craft(setup="7", open=int, work=operator.add, title=str)
DIVIDING = Craft(setup="7", open=int, work=operator.floordiv, title="第{}期".format)

PROGRAM = """
import os, signal, sys, time
from bulletin_gen.workers.pool import Craft, crew, results

def opened(folder):
    with open(os.path.join(folder, f"opened-{os.getpid()}"), "x"):
        return folder

def worked(folder, item):
    if item == "sleep":
        open(os.path.join(folder, f"asleep-{os.getpid()}"), "x").close()
        time.sleep(600)
    if item == "signal":
        return signal.getsignal(signal.SIGINT).name
    if item.startswith("SIG"):
        os.kill(os.getpid(), getattr(signal, item))
    return os.getpid()

if __name__ != "__main__" and "start" in sys.argv:
    raise RuntimeError("does not start")

if __name__ == "__main__":
    craft = Craft(setup=sys.argv[1], open=opened, work=worked, title=str)
    with crew(int(sys.argv[2]), preload="json") as workers:
        print(os.getpid(), *results(workers, craft, sys.argv[3:]))
"""


WAITING = """
import os, sys, time
from pathlib import Path
from bulletin_gen.workers.pool import Craft, crew, results

def waited(folder, item):
    while not os.path.exists(os.path.join(folder, item)):
        time.sleep(0.01)
    return item

if __name__ == "__main__":
    craft = Craft(setup=sys.argv[1], open=str, work=waited, title=str)
    made = (Path(sys.argv[1], str(item)).touch() for item in range(4))
    with crew(2, preload="json") as workers:
        found = list(results(workers, craft, ["0", "1", "2"], meanwhile=made))
    print(len(found), "of 3")
"""
"""Whose work ends when what there is to do meanwhile is done."""


COPYING = """
import sys
from threading import Event, Thread
from bulletin_gen.workers.pool import Craft, crew, results
from bulletin_gen.workers.server import warm

def is_there(_, name):
    return name in sys.modules

if __name__ == "__main__":
    import colorsys
    if sys.argv[1] == "threads":
        Thread(target=Event().wait, daemon=True).start()
    print("once", end=" ")
    warm("wave")
    craft = Craft(setup=None, open=str, work=is_there, title=str)
    with crew(2, preload="wave") as workers:
        print(*results(workers, craft, ["wave", "colorsys"]))
"""
"""What its processes have that it imported itself, and that it did not."""


def program(folder: Path, jobs: int, items: Sequence[str]) -> subprocess.Popen[str]:
    script = folder / "program.py"
    script.write_text(PROGRAM)
    (folder / "log").mkdir()
    command = [sys.executable, "-W", "error", str(script), str(folder / "log"), str(jobs), *items]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_results_come_in_the_order_of_the_items_whatever_the_jobs(jobs: int) -> None:
    with crew(jobs, preload="json") as workers:
        assert list(results(workers, ADDING, range(40))) == list(range(7, 47))


def test_one_crew_does_one_craft_after_the_other() -> None:
    with crew(2, preload="json") as workers:
        assert list(results(workers, ADDING, range(10))) == list(range(7, 17))
        assert list(results(workers, DIVIDING, [1, 2])) == [7, 3]
        assert list(results(workers, ADDING, range(3))) == [7, 8, 9]


def test_while_it_would_only_wait_a_process_does_what_there_is_to_do_meanwhile(tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text(WAITING)
    command = [sys.executable, "-W", "error", str(tmp_path / "program.py"), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "3 of 3\n"


@pytest.mark.parametrize(("beside", "copied"), [("nothing", True), ("threads", False)])
def test_the_server_is_a_copy_of_a_process_without_threads(tmp_path: Path, beside: str, *, copied: bool) -> None:
    (tmp_path / "program.py").write_text(COPYING)
    command = [sys.executable, "-W", "error", str(tmp_path / "program.py"), beside]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)  # to the server's end
    assert done.stdout == f"once True {copied}\n"
    assert done.stderr == ""


def test_nothing_to_do_gives_nothing() -> None:
    with crew(4, preload="json") as workers:
        assert list(results(workers, ADDING, [])) == []


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_bug_keeps_its_traceback_and_names_its_item(jobs: int) -> None:
    with pytest.raises(ZeroDivisionError) as stopped, crew(jobs, preload="json") as workers:
        list(results(workers, DIVIDING, [1, 2, 0, 3]))
    assert stopped.value.__notes__ == ["出错的一期：第0期"]


def test_any_executor_does_and_never_has_more_items_than_allowed() -> None:
    taken = []

    def items() -> Iterator[int]:
        for item in range(10):
            taken.append(item)
            yield item

    with ThreadPoolExecutor(2) as threads:
        stream = through(threads, ADDING, items(), Pace(ahead=3))
        assert next(stream) == 7
        assert len(taken) == 3
        assert list(stream) == list(range(8, 17))


def test_each_process_opens_its_bench_once_and_no_more_processes_than_jobs(tmp_path: Path) -> None:
    process = program(tmp_path, 2, ["work"] * 20)
    said, complaint = process.communicate()
    assert complaint == ""
    parent, *workers = said.split()
    assert parent not in workers
    assert len(workers) == 20
    opened = [path.name.removeprefix("opened-") for path in (tmp_path / "log").iterdir()]
    assert sorted(opened) == sorted(set(workers))
    assert len(opened) <= 2


def test_one_job_works_in_the_process_itself(tmp_path: Path) -> None:
    parent, *workers = program(tmp_path, 1, ["work"] * 3).communicate()[0].split()
    assert workers == [parent] * 3


@pytest.mark.parametrize(
    ("item", "said"),
    [
        ("SIGKILL", "一个排印进程意外中止，多半是内存不足"),
        ("SIGSEGV", f"一个排印进程崩溃（信号 {int(signal.SIGSEGV)}）"),
        ("start", "排印进程启动不了（退出码 1）"),
    ],
)
def test_a_worker_that_dies_is_told_in_words(tmp_path: Path, item: str, said: str) -> None:
    process = program(tmp_path, 2, ["work", item, "work"])
    complaint = process.communicate()[1]
    assert process.returncode == 1
    assert f"BulletinError: {said}" in complaint
    assert ("RuntimeError: does not start" in complaint) == (item == "start")


def test_what_ends_the_processes_before_they_begin_is_told_as_itself(tmp_path: Path) -> None:
    (tmp_path / "broken.py").write_text("import ctypes\nctypes.CDLL('libnowhere.so.0')\n")
    words = ["from bulletin_gen.workers.pool import crew", "if __name__ == '__main__':"]
    words += ["    with crew(2, preload='broken') as workers:", "        workers.begin()"]
    (tmp_path / "program.py").write_text("\n".join(words))
    command = [sys.executable, "program.py"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.endswith("OSError: libnowhere.so.0: cannot open shared object file: No such file or directory\n")


def test_workers_do_not_outlive_a_killed_build(tmp_path: Path) -> None:
    process = program(tmp_path, 2, ["sleep", "sleep", "work"])
    while len(asleep := sorted((tmp_path / "log").glob("asleep-*"))) < 2:
        time.sleep(0.01)
    process.kill()
    process.communicate()
    for path in asleep:
        wait_for_the_end_of(int(path.name.removeprefix("asleep-")))


def test_an_interruption_is_left_to_the_parent(tmp_path: Path) -> None:
    said = program(tmp_path, 2, ["signal", "signal"]).communicate()[0]
    assert said.split()[1:] == ["SIG_IGN", "SIG_IGN"]


def test_an_interruption_does_not_wait_for_what_the_processes_import(tmp_path: Path) -> None:
    slow = "import os, time\nopen(f'importing-{os.getpid()}', 'x').close()\ntime.sleep(600)\n"
    (tmp_path / "slow.py").write_text(slow)
    words = ["from bulletin_gen.workers.pool import crew", "if __name__ == '__main__':"]
    words += ["    with crew(2, preload='slow') as workers:", "        workers.begin()"]
    (tmp_path / "program.py").write_text("\n".join(words))
    command = [sys.executable, "program.py"]
    process = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True)
    while not (importing := sorted(tmp_path.glob("importing-*"))):
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    complaint = process.communicate()[1]
    assert complaint.endswith("\nKeyboardInterrupt\n")
    assert complaint.count("Traceback") == 1
    for path in importing:
        wait_for_the_end_of(int(path.name.removeprefix("importing-")))


def wait_for_the_end_of(pid: int) -> None:
    """Return when a process is gone or a zombie; a test that hangs here has found one that outlives its parent."""
    while True:
        try:
            with open(f"/proc/{pid}/stat", encoding="ascii") as state:  # noqa: PTH123 - no path of ours
                if state.read().rpartition(")")[2].split()[0] == "Z":
                    return
        except FileNotFoundError:
            return
        time.sleep(0.01)
