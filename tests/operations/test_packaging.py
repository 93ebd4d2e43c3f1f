"""What is shipped is what the program needs: the image's files and packages, its settings, and the machines it runs on."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib.metadata import packages_distributions
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar

import pytest
import yaml
from sqlalchemy import make_url

from bot import __version__
from bot.app import RUN_TIME_FILES
from bot.machine import machine_fault
from bot.settings import Settings
from tests.support.sources import PACKAGES, ROOT, modules, tree
from tests.wire.bot_process import environment_for
from tests.wire.test_web import free_port

DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
NAME = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)", re.MULTILINE)
DEMO = ROOT / "bot" / "demo"


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _pins(file: str = "requirements.txt") -> set[str]:
    return {_normal(name) for name, _version in NAME.findall((ROOT / file).read_text("utf-8"))}


def _imports(path: Path) -> Iterator[str]:
    """The top-level packages a module imports, wherever in it."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (each.name.partition(".")[0] for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


@cache
def _imported() -> dict[str, set[Path]]:
    """Packages of others, and who imports them."""
    found: dict[str, set[Path]] = {}
    for path in modules():
        for name in _imports(path):
            if name not in sys.stdlib_module_names and name not in PACKAGES:
                found.setdefault(name, set()).add(path)
    return found


def test_everything_imported_is_installed_with_the_bot_but_for_the_demo() -> None:
    homes = packages_distributions()
    missing = {
        name: {str(path.relative_to(ROOT)) for path in importers}
        for name, importers in _imported().items()
        if not {_normal(each) for each in homes[name]} & _pins()
        and not all(path.is_relative_to(DEMO) for path in importers)
    }
    assert missing == {}
    assert all(path.is_relative_to(DEMO) for path in _imported()["simcord"])


def test_what_is_for_the_demo_and_for_tests_is_not_installed_with_the_bot() -> None:
    assert not _pins() & {"simcord", "pytest", "hypothesis", "mypy", "ruff", "playwright", "pip-tools"}
    assert "simcord" in _pins("requirements-demo.txt")
    assert _pins() < _pins("requirements-demo.txt") < _pins("requirements-dev.txt")


def test_every_requirement_is_pinned_by_what_it_holds() -> None:
    requirements = re.split(r"^(?=\w)", (ROOT / "requirements.txt").read_text("utf-8"), flags=re.MULTILINE)
    pinned = [each for each in requirements if NAME.match(each)]
    assert [each.splitlines()[0] for each in pinned if "--hash=sha256:" not in each] == []
    assert len(pinned) > 50


def test_the_bot_starts_where_nothing_of_the_demo_is_installed() -> None:
    absent = sorted(_pins("requirements-dev.txt") - _pins())
    blocked = {
        name for name, homes in packages_distributions().items() if {_normal(each) for each in homes} <= {*absent}
    }
    assert {"simcord", "pytest"} <= blocked
    shipped = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for path in modules()
        if not path.is_relative_to(DEMO)
        and path.parent.name not in ("versions", "migrations")
        and path.stem != "__main__"
    ]
    program = (
        f"import sys, importlib; sys.modules.update(dict.fromkeys({sorted(blocked)!r}))\n"
        f"for name in {shipped!r}: importlib.import_module(name)\n"
        "print('all there')"
    )
    ran = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.stderr == ""
    assert (ran.stdout, ran.returncode) == ("all there\n", 0)


# The image


def test_the_image_holds_the_program_and_nothing_else() -> None:
    copied = re.findall(r"^COPY (?!--from)(\S+) (\S+)$", DOCKERFILE, re.MULTILINE)
    assert dict(copied) == {
        "requirements.txt": "/tmp/",
        "LICENSE": "/app/",
        **{each: f"/app/{each}" for each in PACKAGES},
    }
    let_in = re.findall(r"^!(\S+)$", (ROOT / ".dockerignore").read_text("utf-8"), re.MULTILINE)
    assert sorted(let_in) == sorted(name for name, _to in copied)
    assert "\n*\n" in (ROOT / ".dockerignore").read_text("utf-8")


def test_what_the_image_and_the_composition_set_are_settings_there_are() -> None:
    block = re.search(r"^ENV ((?:[^\\\n]*\\\n)+.*)$", DOCKERFILE, re.MULTILINE)
    assert block
    chosen = dict(re.findall(r"([A-Z_]+)=(\S+)", block[1]))
    of_python = {"PATH", "PYTHONPATH", "PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE"}
    names = {each.upper() for each in Settings.model_fields}
    assert chosen.keys() - of_python <= names
    assert chosen.keys() >= of_python
    assert _services()["meetward"]["environment"].keys() <= names


def test_the_containers_may_do_no_more_than_they_need() -> None:
    for name, service in _services().items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert "ports" not in service, name
        assert "privileged" not in service, name
    lines = DOCKERFILE.splitlines()
    assert "USER 10001:10001" in lines
    assert not [each for each in lines[lines.index("USER 10001:10001") :] if each.startswith(("RUN", "COPY", "ADD"))]
    assert "STOPSIGNAL SIGTERM" in lines


def test_what_is_kept_lies_on_the_volume() -> None:
    kept = Settings(_env_file=None)  # type: ignore[call-arg]
    assert {"WORKDIR /data", "VOLUME /data"} <= set(DOCKERFILE.splitlines())
    assert not Path(make_url(kept.database_url).database or "/").is_absolute()
    assert not kept.backup_folder.is_absolute()
    assert not RUN_TIME_FILES.is_absolute()
    assert _services()["meetward"]["volumes"] == ["data:/data"]


def _services() -> dict[str, dict[str, Any]]:
    services: dict[str, dict[str, Any]] = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))["services"]
    assert services.keys() == {"meetward", "postgres"}
    return services


class _Healthy(BaseHTTPRequestHandler):
    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None: ...


def test_the_health_check_tells_a_bot_that_answers_from_one_that_does_not() -> None:
    found = re.search(r'^HEALTHCHECK .* CMD \["python", "-c", "(.*)"\]$', DOCKERFILE, re.MULTILINE)
    assert found

    def code(port: str) -> int:
        environment = environment_for({"HEALTH_PORT": port})
        return subprocess.run(
            [sys.executable, "-c", found[1]], env=environment, capture_output=True, check=False
        ).returncode

    server = HTTPServer(("127.0.0.1", 0), _Healthy)
    thread = Thread(target=server.handle_request)
    thread.start()
    assert code(str(server.server_port)) == 0
    thread.join()
    server.server_close()
    assert _Healthy.asked == ["/healthz"]
    assert code(str(free_port())) == 1
    assert code("") == 0, "there is nothing to ask where the operator turned it off"


# The machine


def test_a_32_bit_machine_is_refused_by_name_before_anything_is_imported() -> None:
    program = (
        "import runpy, sys; sys.maxsize = 2**31 - 1; sys.modules.update(typer=None, discord=None, numpy=None)\n"
        "sys.argv = ['bot', 'run']; runpy.run_module('bot', run_name='__main__')"
    )
    ran = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout) == (3, "")
    assert ran.stderr.startswith("This is a 32-bit system (")
    assert len(ran.stderr.splitlines()) == 1


@pytest.mark.parametrize(("largest", "is_refused"), [(2**31 - 1, True), (2**63 - 1, False), (None, False)])
def test_a_64_bit_machine_is_taken(largest: int | None, is_refused: bool) -> None:
    assert (machine_fault(largest) is not None) is is_refused


def test_the_version_is_that_of_the_package() -> None:
    assert tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"] == __version__
