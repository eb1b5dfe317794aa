#!/usr/bin/env python3
"""Set up what is missing on this machine, then build this repository's bulletins, merge parts of them or run its tests.

Standard library only, and no newer syntax than Python 3.6: on an old system it must live long enough to say what to do.
It does nothing that was done before, and downloads by nothing but apt-get, pip and npm.
"""

import ctypes
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.realpath(__file__))
VENV = os.path.join(ROOT, ".venv")
STAMP = os.path.join(VENV, "bulletin.json")

OLDEST_PYTHON = (3, 11)
OLDEST_PANGO = (1, 44)
OLDEST_NODE = (18, 19)
USAGE, LACKING = 2, 3  # exit codes, as those of the command
FANDOL = ["Fandol%s-Regular.otf" % face for face in ("Fang", "Hei", "Kai", "Song")]
FANDOL += ["FandolHei-Bold.otf", "FandolSong-Bold.otf"]
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHECKS = (["ruff", "check"], ["ruff", "format", "--check"], ["mypy"], ["lint-imports"])

PROBE = r"""import re, sys
written = re.search(r"(?m)^version\w* *= *(\d+)\.(\d+)", open(sys.prefix + "/pyvenv.cfg").read())
sys.exit(sys.version_info < (3, 11) or tuple(map(int, written.groups())) != sys.version_info[:2])"""

HELP = """用法：python3 build.py [build 选项… | merge 输出 份… | test 选项…]

  python3 build.py        装好所缺的一切，把 bulletins/ 做成 public/
  python3 build.py build  同上；后面的选项交给 bulletin build，如 --no-pdf
  python3 build.py merge  把 build --shard 分开生成的各份合成一个网站
  python3 build.py test   再装好测试所需，运行全部检查和测试；后面的选项交给 pytest

  --fonts 文件夹          制作时开放字体放在这里（默认 ~/.local/share/bulletin/fonts）
  -h, --help              显示这段说明

装过的不再装。装好以后，命令就是 .venv/bin/bulletin。"""

CONTAINER = """请在容器里用 Debian 13：
docker run --rm -it -v "$PWD":/bulletin -w /bulletin debian:13 \\
  sh -c "apt-get update && apt-get install -y python3 && python3 build.py"
或在 Debian 12、13 或 Ubuntu 24.04 的机器上制作，再把 public/ 拷过来。"""

NO_BROWSER = """没有能运行的 Chromium（Ubuntu 的 chromium 是 snap，在容器里不能用），不做浏览器测试。\
装上 google-chrome，或用环境变量 CHROMIUM 写明浏览器程序，就会做。"""


class Stop(Exception):
    """The machine lacks something; the text says what to do."""


def main(arguments):
    """Do what the command line asks and return the exit code."""
    try:
        verb, fonts, rest = read_arguments(arguments)
    except ValueError as fault:
        say("%s\n\n%s" % (fault, HELP))
        return USAGE
    if verb == "help":
        say(HELP)
        return 0
    try:
        refuse_old_python(sys.version_info[:2], os_release(), newer_pythons())
        return run(verb, fonts, rest)
    except Stop as stop:
        say(str(stop))
        return LACKING
    except KeyboardInterrupt:
        return 130


def read_arguments(arguments):
    """Return what to do (`build`, `merge`, `test`, `help`), the fonts folder if one is named, and what is passed through."""
    rest = list(arguments)
    verb = "build" if not rest or rest[0].startswith("--fonts") else rest.pop(0).lstrip("-")
    if verb in ("h", "help"):
        return "help", None, []
    if verb not in ("build", "merge", "test"):
        raise ValueError("看不懂“%s”。" % arguments[0])
    if verb == "build":
        for word, following in zip(rest, rest[1:] + [""]):
            name, equals, value = word.partition("=")
            if name == "--fonts":
                return verb, os.path.join(ROOT, value if equals else following), rest
    return verb, None, rest


def run(verb, fonts, rest):
    """Set the machine up for a verb and do it; return the exit code."""
    folder, environment = (fonts, os.environ) if fonts else fonts_folder(os.environ)
    set_up_system(needs(verb == "test"), folder)
    set_up_venv("test" if verb == "test" else "run")
    compile_modules()
    set_up_fonts(folder, environment)
    if verb == "test":
        set_up_node()
        return run_tests(rest, environment)
    return subprocess.call([program("bulletin"), verb] + rest, cwd=ROOT, env=environment)


def os_release(path="/etc/os-release"):
    """Return what the system says of itself, such as ID and PRETTY_NAME."""
    try:
        with open(path, encoding="utf-8") as file:
            pairs = [line.strip().partition("=") for line in file]
    except OSError:
        pairs = []
    return dict({"ID": "", "PRETTY_NAME": sys.platform}, **{name: value.strip("\"'") for name, _, value in pairs})


def newer_pythons():
    """Return the programs on the path that are new enough, the newest first."""
    names = ["python3.%d" % minor for minor in range(20, OLDEST_PYTHON[1] - 1, -1)]
    return [path for path in map(shutil.which, names) if path and not attempt([path, "-c", ""])]


def refuse_old_python(version, release, others):
    """Stop on a Python that is too old, with the way out that this system has."""
    if version >= OLDEST_PYTHON:
        return
    if others:
        way = "本机另有较新的 Python，请运行：%s build.py" % others[0]
    elif release["ID"] in ("uos", "deepin", "kylin"):
        way = "UOS 20、麒麟 V10 自带的 Python 和 Pango 都太旧，软件源里也没有新的。" + CONTAINER
    elif release["ID"] == "ubuntu" and release.get("VERSION_ID") == "22.04":
        way = "请先以 root 身份运行 apt-get install -y python3.11 python3.11-venv，再运行 python3.11 build.py"
    else:
        way = "请装上 Python 3.11 或更新的版本（Debian 升级到 12 或 13），再用它运行 build.py；装不上的，" + CONTAINER
    raise Stop("Python 太旧：这里是 %d.%d，需要 3.11 或更新的版本（%s）。\n%s" % (version + (release["PRETTY_NAME"], way)))


def refuse_old_pango(version, release):
    """Stop on a Pango that is too old."""
    if version >= OLDEST_PANGO:
        return
    old = "Pango 太旧：这里是 %d.%d，需要 1.44 或更新的版本（%s）。\nUOS 20、麒麟 V10 的软件源里没有新的 Pango。"
    raise Stop(old % (version + (release["PRETTY_NAME"],)) + CONTAINER)


def library(name, *others):
    """Load the first of some libraries that there is, else return None."""
    try:
        return ctypes.CDLL(name)
    except OSError:
        return library(*others) if others else None


def pango_version():
    """Return Pango's version as (major, minor); empty without Pango."""
    pango = library("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0.dll")
    return (pango.pango_version() // 10000, pango.pango_version() // 100 % 100) if pango else ()


def has_pango():
    return pango_version() and library("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib", "libpangoft2-1.0-0.dll")


def has_subset():
    return library("libharfbuzz-subset.so.0", "libharfbuzz-subset.dylib", "libharfbuzz-subset-0.dll")


def has_noto():
    """Tell whether both Noto faces are there, by fontconfig's list."""
    if not shutil.which("fc-list"):
        return False
    listed = subprocess.Popen(["fc-list", ":", "family"], stdout=subprocess.PIPE).communicate()[0]
    return b"Noto Serif CJK SC" in listed and b"Noto Sans CJK SC" in listed


def has_pip():
    """Tell whether .venv has its pip, or can get it: a bare Debian has no ensurepip."""
    return venv_state() == "whole" or importlib.util.find_spec("ensurepip")


def has_browser():
    """Tell whether there is a browser, or none to be had: Ubuntu's package is a stub, elsewhere there is no apt-get."""
    installable = shutil.which("apt-get") and os_release()["ID"] != "ubuntu"
    return find_browser(os.environ) or not installable


def find_browser(environment):
    """Return the first Chromium that runs, else None."""
    for path in [environment.get("CHROMIUM")] + [shutil.which(name) for name in BROWSERS]:
        if path and not attempt([path, "--version"], seconds=60):
            return path
    return None


def find_nginx():
    """Return the path of nginx, which only root's path may hold, else None."""
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")


def has_node():
    """Tell whether there is npm, with a Node.js that is new enough."""
    if not (shutil.which("node") and shutil.which("npm")):
        return False
    said = subprocess.Popen(["node", "--version"], stdout=subprocess.PIPE).communicate()[0].decode("ascii", "replace")
    numbers = said.strip().lstrip("v").split(".")[:2]
    return all(word.isdigit() for word in numbers) and tuple(map(int, numbers)) >= OLDEST_NODE


def needs(testing):
    """Return what the system must have: what to call it, how to tell that it is there, Debian's packages."""
    default = os.path.realpath(sys.executable) == os.path.realpath("/usr/bin/python3")
    venv = "python3-venv" if default else "python%d.%d-venv" % sys.version_info[:2]
    noto = "fontconfig（fc-list）和字体 Noto Serif CJK SC、Noto Sans CJK SC"
    building = [
        ("Pango ≥ 1.44（libpango、libpangoft2）", has_pango, ["libpango-1.0-0", "libpangoft2-1.0-0"]),
        ("HarfBuzz 的子集库（libharfbuzz-subset）", has_subset, ["libharfbuzz-subset0"]),
        (noto, has_noto, ["fontconfig", "fonts-noto-cjk"]),
        ("带 ensurepip 的 Python", has_pip, [venv]),
    ]
    more = [
        ("poppler（pdftoppm）", lambda: shutil.which("pdftoppm"), ["poppler-utils"]),
        ("Chromium", has_browser, ["chromium"]),
        ("nginx", find_nginx, ["nginx"]),
        ("Node.js ≥ 18.19（node、npm）", has_node, ["nodejs", "npm"]),
        ("libatomic（驱动浏览器的程序要用）", lambda: library("libatomic.so.1") or sys.platform != "linux", ["libatomic1"]),
    ]
    return building + more if testing else building


def set_up_system(wanted, folder):
    """Install what the system lacks by apt-get; where there is none, say what to install."""
    # An old Pango first: its system has no libharfbuzz-subset either, and apt-get would say only that.
    refuse_old_pango(pango_version() or OLDEST_PANGO, os_release())
    missing = [need for need in wanted if not need[1]()]
    if not missing:
        return
    if not shutil.which("apt-get"):
        raise Stop(without_apt([need[0] for need in missing], folder))
    install_packages([package for need in missing for package in need[2]])
    still = [need[0] for need in missing if not need[1]()]
    if still:
        raise Stop("装过以后仍然缺少：%s。" % "；".join(still))
    refuse_old_pango(pango_version(), os_release())


def install_packages(packages):
    """Install packages as root or through sudo; for others say which command to run."""
    words = "apt-get install -y --no-install-recommends " + " ".join(packages)
    rights = privilege(os.geteuid(), shutil.which("sudo"))
    if rights is None:
        raise Stop("缺少系统软件包，本用户不能安装。请以 root 身份运行：\napt-get update && " + words)
    say("安装系统软件包：" + " ".join(packages))
    quiet = rights + ["env", "DEBIAN_FRONTEND=noninteractive"]
    stale = attempt(quiet + ["apt-get", "-qq", "update"])
    failed = attempt(quiet + words.split() + ["-qq", "-o", "DPkg::Lock::Timeout=120"])
    if failed:
        by_hand = " ".join(rights + ["apt-get update &&"] + rights + [words])
        raise Stop("\n".join(filter(None, ["apt-get 没有装上：", stale, failed, "请自行运行：" + by_hand])))


def privilege(user, sudo):
    """Return what to write before a command that needs root: nothing for root, else sudo; None without either."""
    return [] if user == 0 else ["sudo"] if sudo else None


def without_apt(words, folder):
    """Return what to install and where to put the fonts, for a system that has no apt-get."""
    lines = ["本系统没有 apt-get。请自行装好下列各项，再运行一次："]
    lines += ["  · " + word for word in words]
    if not has_fandol(folder):
        lines.append("  · Fandol 字体（TeX Live 的 fandol 包里有），放进 %s：" % folder)
        lines.append("    " + "、".join(FANDOL))
    lines.append("各系统的软件包名见 docs/install.md。")
    return "\n".join(lines)


def attempt(command, seconds=None):
    """Run a command in silence; return the end of what it said if it failed, else nothing."""
    pipes = dict(stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        done = subprocess.run(command, timeout=seconds, **pipes)
    except (OSError, subprocess.TimeoutExpired) as fault:
        return str(fault)
    said = done.stdout.decode("utf-8", "replace").strip()
    return "\n".join(said.split("\n")[-8:]) or "exit %d" % done.returncode if done.returncode else ""


def program(name):
    """Return the path of a program in .venv."""
    return os.path.join(VENV, "Scripts", name + ".exe") if os.name == "nt" else os.path.join(VENV, "bin", name)


def venv_state():
    """Return `whole`, `no pip` (as uv makes them) or `none`: absent, broken, moved, or of an old or another Python."""
    if read_stamp().get("root", ROOT) != ROOT or attempt([program("python"), "-c", PROBE]):
        return "none"
    return "no pip" if attempt([program("python"), "-c", "import pip"]) else "whole"


def read_stamp():
    """Return what was installed into .venv, empty where nobody wrote it down."""
    try:
        with open(STAMP, encoding="utf-8") as file:
            stamp = json.load(file)
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def write_stamp(stamp):
    with open(STAMP, "w", encoding="utf-8") as file:
        json.dump(dict(stamp, root=ROOT), file, indent=1, sort_keys=True)


def set_up_venv(lock):
    """Bring .venv to a lock (`run`, or `test`, which holds all of it) and the package itself into it."""
    make_venv()
    stamp = read_stamp()
    wanted = {name: digest("requirements/%s.txt" % name) for name in ("run", "test")}
    if stamp.get(lock) != wanted[lock]:
        say("安装 Python 软件包：requirements/%s.txt" % lock)
        pip("--require-hashes", "-r", "requirements/%s.txt" % lock)
        stamp = {name: wanted[name] for name in ("run", lock)}
        write_stamp(stamp)
    project = digest("pyproject.toml")
    if stamp.get("project") != project or not os.path.exists(program("bulletin")):
        say("安装 bulletin 本身到 .venv")
        pip("--no-deps", "--no-build-isolation", "-e", ".")
        write_stamp(dict(stamp, project=project))


def compile_modules():
    """Compile our modules that changed, as pip does with all others: a Python that may not keep them is slow to start."""
    attempt([program("python"), "-m", "compileall", "-qq", os.path.join(ROOT, "src", "bulletin_gen")])


def make_venv():
    """Make .venv, or give it its pip, if it isn't whole."""
    state = venv_state()
    if state == "whole":
        return
    if state == "no pip":
        say("为 .venv 装上 pip")
        failed = attempt([program("python"), "-m", "ensurepip"])
    else:
        say("建立 .venv（Python %d.%d.%d）" % sys.version_info[:3])
        failed = attempt([sys.executable, "-m", "venv", "--clear", VENV])
    if failed:
        raise Stop(".venv 建不起来：\n%s" % failed)


def pip(*arguments):
    """Install by pip as this machine sets it up, but for `--user`, which has no sense in a .venv."""
    command = [program("python"), "-m", "pip", "install", "-qq", "--no-input", "--disable-pip-version-check"]
    if subprocess.call(command + list(arguments), cwd=ROOT, env=dict(os.environ, PIP_USER="0")):
        raise Stop("pip 没有装上，原因见上。请检查网络和磁盘，或用 pip config 换一个软件源。")


def set_up_node():
    """Bring node_modules to its lock: checkers of finished pages, which run without any script of their packages."""
    wanted = digest("package-lock.json")
    folder = os.path.join(ROOT, "node_modules")
    if read_stamp().get("node") == wanted and os.path.isdir(folder):
        return
    say("安装网页检查工具：package-lock.json")
    if subprocess.call(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], cwd=ROOT):
        raise Stop("npm 没有装上，原因见上。请检查网络和磁盘，或用 npm config 换一个软件源。")
    os.makedirs(folder, exist_ok=True)
    write_stamp(dict(read_stamp(), node=wanted))


def digest(path):
    with open(os.path.join(ROOT, path), "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def fonts_folder(environment):
    """Return the folder of the open fonts, and the environment in which the command and the tests find it."""
    shared = environment.get("XDG_DATA_HOME", "")
    home = environment.get("HOME", os.path.expanduser("~"))
    base = shared if os.path.isabs(shared) else os.path.join(home, ".local", "share")
    folder = os.path.join(base, "bulletin", "fonts")
    home_is_there = os.path.isabs(home) and os.path.isdir(home)
    if has_fandol(folder) or (writable(folder) and (base == shared or home_is_there)):
        return folder, environment
    base = os.path.join(VENV, "share")
    return os.path.join(base, "bulletin", "fonts"), dict(environment, XDG_DATA_HOME=base)


def writable(folder):
    """Tell whether a folder that is there can be written; one that isn't counts by the folder above it."""
    above = os.path.dirname(folder)
    return os.access(folder, os.W_OK | os.X_OK) if os.path.exists(folder) or above == folder else writable(above)


def has_fandol(folder):
    """Tell whether the open fonts lie in a folder; whether they are whole is told by `bulletin fonts --install`."""
    return all(os.path.isfile(os.path.join(folder, name)) for name in FANDOL)


def set_up_fonts(folder, environment):
    """Put the open fonts into their folder by the command itself, which says what it does."""
    if has_fandol(folder):
        return
    if subprocess.call([program("bulletin"), "fonts", "--install", "--fonts", folder], cwd=ROOT, env=environment):
        raise Stop("开放字体没有装上，原因见上。")
    if folder.startswith(VENV):
        say("家目录不能写，字体在 %s；自己运行 bulletin 时请加 --fonts 和这个文件夹。" % folder)


def run_tests(rest, environment):
    """Run every check and all tests, even when one fails; return 1 if any did."""
    browser = find_browser(environment)
    if browser:
        environment = dict(environment, CHROMIUM=browser)
    else:
        say(NO_BROWSER)
    pytest = ["pytest", "-n", "auto"] + ([] if browser else ["-m", "not browser"]) + rest
    failed = []
    for words in (*CHECKS, pytest):
        say("检查：" + " ".join(words))
        if subprocess.call([program(words[0])] + words[1:], cwd=ROOT, env=environment):
            failed.append(words[0])
    if failed:
        say("没有通过：" + "、".join(failed))
    return 1 if failed else 0


def say(text):
    """Print in the terminal's encoding, or in UTF-8 where that has no Chinese."""
    try:
        data = text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        data = text.encode("utf-8")
    sys.stdout.buffer.write(data + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
