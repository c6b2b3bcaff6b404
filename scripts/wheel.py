"""`make wheel`: builds the wheel, looks what is in it, installs it alone, and talks with it to the sandbox that it brings.

Its own virtual environment has nothing but the wheel and what the wheel asks for, and no part of this folder.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("webwork_tracker", "webwork_tracker_api")
# Runs in the new environment, with the sandbox's address as its argument.
USE = """
import sys
from webwork_tracker import TaskStatus, WebWork
with WebWork("a-token", workspace_id=1, project_id=100, base_url=sys.argv[1]) as ww:
    task = ww.tasks.update(500, status=TaskStatus.DOING)
    assert [task.status for task in ww.tasks.list()] == [TaskStatus.DOING]
    assert ww.project_viewers.get(100).firstname == "John"
"""


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="webwork-wheel-") as name:
        folder = Path(name)
        wheel = build(folder)
        print(f"ok     {wheel.name} is built")
        found = list(unexpected(wheel))
        if found:
            sys.exit("\n".join(found))
        print("ok     both packages are in it, each with py.typed, and nothing else")
        python = install(wheel, folder / "venv")
        print("ok     installed alone in a clean environment")
        use(python, folder)
        print("ok     it talks to the sandbox that it brings")


def build(folder: Path) -> Path:
    """Build the wheel into `folder`."""
    _run(sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "--no-deps", "-w", str(folder), str(ROOT))
    (wheel,) = folder.glob("*.whl")
    return wheel


def unexpected(wheel: Path) -> Iterator[str]:
    """What is too much in the wheel, and what is missing, a line each."""
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    sources = {ROOT / "src": PACKAGES[0], ROOT / "generated": PACKAGES[1]}
    wanted = {
        path.relative_to(top).as_posix()
        for top, package in sources.items()
        for path in (top / package).rglob("*")
        if path.is_file()
        and not any(part == "__pycache__" or part.startswith(".") for part in path.relative_to(top).parts)
    }
    yield from (f"missing in the wheel: {name}" for name in sorted(wanted - names))
    yield from (f"unexpected in the wheel: {name}" for name in sorted(names - wanted) if ".dist-info/" not in name)
    yield from (f"no py.typed in {package}" for package in PACKAGES if f"{package}/py.typed" not in names)


def install(wheel: Path, venv: Path) -> Path:
    """Install the wheel with no extras; return the environment's Python."""
    _run(sys.executable, "-m", "venv", str(venv))
    python = venv / "bin" / "python"
    _run(str(python), "-m", "pip", "--disable-pip-version-check", "install", str(wheel))
    return python


def use(python: Path, folder: Path) -> None:
    """Start the sandbox of the installed package, and do a few calls with its client."""
    # -I: neither the current folder nor PYTHONPATH is looked into.
    command = [str(python), "-I", "-m", "webwork_tracker.sandbox", "--port", "0"]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True) as sandbox:
        try:
            assert sandbox.stdout is not None
            address = re.search(r"http://\S+", sandbox.stdout.readline())
            if address is None:
                sys.exit("the sandbox did not start")
            _run(str(python), "-I", "-W", "error", "-c", USE, address[0], cwd=folder)
        finally:
            sandbox.terminate()


def _run(*command: str, cwd: Path | None = None) -> None:
    done = subprocess.run(command, cwd=cwd, text=True, capture_output=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command[:6])} …\n{done.stdout}{done.stderr}")


if __name__ == "__main__":
    main()
