from __future__ import annotations

import base64
import hashlib
import io
import subprocess
import sys
import tarfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import requests
from interpreters import interpreter
from tiny_wheel import MODULE, write_wheel

from release_tasks.core.actions import InstallFromIndex
from release_tasks.core.environments import InstallerName, Interpreter
from release_tasks.core.errors import ActionError, UnreachableError, UsageError
from release_tasks.core.events import Event, Events, OutputLine
from release_tasks.core.index import IndexEndpoint, IndexFile
from release_tasks.core.project import Command
from release_tasks.world.environments.index_installs import install_from_index, install_from_index_by
from release_tasks.world.environments.installers import installer_name

INSTALLERS = ("uv", "virtualenv")


def silent(_: Event) -> None:
    """Hear nothing."""


@contextmanager
def pypiserver(folder: Path) -> Iterator[str]:
    """A real pypiserver on a folder: gives its simple root."""
    port = _free_port()
    argv = [
        sys.executable,
        "-m",
        "pypiserver",
        "run",
        "-p",
        str(port),
        "-i",
        "127.0.0.1",
        "--disable-fallback",
    ]
    server = subprocess.Popen([*argv, str(folder)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        simple = f"http://127.0.0.1:{port}/simple/"
        deadline = time.monotonic() + 20
        while True:
            try:
                requests.get(simple, timeout=1)
                break
            except requests.ConnectionError:
                assert time.monotonic() < deadline, "pypiserver does not start"
                time.sleep(0.05)
        yield simple
    finally:
        server.terminate()
        server.wait()


def _free_port() -> int:
    with ThreadingHTTPServer(("127.0.0.1", 0), SimpleHTTPRequestHandler) as server:
        return server.server_port


@dataclass
class GuardedIndex:
    """A static index of one project behind a password; ``status`` makes it ill."""

    folder: Path
    status: int = 200
    hits: list[str] = field(default_factory=list)

    @contextmanager
    def serve(self) -> Iterator[int]:
        index = self
        wanted = "Basic " + base64.b64encode(b"me:s3cret").decode()

        class Handler(SimpleHTTPRequestHandler):
            def __init__(self, *arguments: Any) -> None:
                super().__init__(*arguments, directory=str(index.folder))

            def do_GET(self) -> None:
                index.hits.append(self.path)
                if index.status != 200:
                    self.send_error(index.status)
                elif self.headers.get("Authorization") != wanted:
                    self.send_response(401)
                    self.send_header("WWW-Authenticate", 'Basic realm="index"')
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                else:
                    super().do_GET()

            def log_message(self, *_: object) -> None:
                """Keep the test's output clean."""

        with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
            thread = threading.Thread(target=server.serve_forever, daemon=True)
            thread.start()
            yield server.server_port
            server.shutdown()
            thread.join()


def listed(file: Path, simple: str) -> IndexFile:
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    return IndexFile(
        name=file.name,
        url=f"{simple.replace('/simple/', '/packages/')}{file.name}",
        version="1.0",
        sha256=sha256,
    )


def action(simple: str, *files: Path, shown: str = "") -> InstallFromIndex:
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    endpoint = IndexEndpoint(
        role="testpypi", repository="", upload=simple, simple=simple, shown=shown or simple
    )
    return InstallFromIndex(
        endpoint=endpoint,
        name="tiny",
        version="1.0",
        files=tuple(listed(file, simple) for file in files),
        interpreters=(Interpreter(version=version, full=f"{version}.0", executable=interpreter(version)),),
        import_name="tiny",
        command=Command(argv=("{python}", "-m", "tiny")),
        bound_to="digest",
    )


def write_sdist(folder: Path) -> Path:
    """A small real sdist, written by hand; hatchling builds it."""
    sdist = folder / "tiny-1.0.tar.gz"
    manifest = (
        '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n'
        '[project]\nname = "tiny"\nversion = "1.0"\n'
    )
    info = "Metadata-Version: 2.1\nName: tiny\nVersion: 1.0\n"
    with tarfile.open(sdist, "w:gz") as archive:
        for name, text in {**MODULE, "pyproject.toml": manifest, "PKG-INFO": info}.items():
            member = tarfile.TarInfo(f"tiny-1.0/{name}")
            member.size = len(text.encode())
            archive.addfile(member, io.BytesIO(text.encode()))
    return sdist


@pytest.fixture
def stock(tmp_path: Path) -> Path:
    folder = tmp_path / "stock"
    folder.mkdir()
    return folder


@pytest.mark.parametrize("installer", INSTALLERS)
def test_the_versions_files_are_installed_by_hash(
    stock: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, installer: InstallerName
) -> None:
    """A decoy where the user's settings point at is not even looked at; what it depends on comes from there."""
    wheel = write_wheel(stock, requires=["tiny-dependency"])
    mirror = tmp_path / "mirror"
    mirror.mkdir()
    write_wheel(mirror, name="tiny_dependency", files={"tiny_dependency.py": ""})
    write_wheel(mirror, files={**MODULE, "tiny/__main__.py": "raise SystemExit('decoy')"})
    for tool in ("PIP", "UV"):
        monkeypatch.setenv(f"{tool}_FIND_LINKS", str(mirror))
        monkeypatch.setenv(f"{tool}_NO_INDEX", "1")
    with pypiserver(stock) as simple:
        entry = install_from_index_by(installer, action(simple, wheel), Events(silent))
    assert (entry.kind, entry.bound_to) == ("index-install", "digest")
    assert [each["passed"] for each in entry.data["results"]] == [True]
    assert entry.data["files"] == {wheel.name: hashlib.sha256(wheel.read_bytes()).hexdigest()}


@pytest.mark.parametrize("installer", INSTALLERS)
def test_other_bytes_under_the_same_name_are_refused(stock: Path, installer: InstallerName) -> None:
    wheel = write_wheel(stock)
    with pypiserver(stock) as simple:
        planned = action(simple, wheel)
        write_wheel(stock, files={**MODULE, "tiny/evil.py": ""})
        with pytest.raises(ActionError, match=r"(?i)hash"):
            install_from_index_by(installer, planned, Events(silent))


@pytest.mark.parametrize("installer", INSTALLERS)
def test_a_password_goes_to_the_index_and_nowhere_else(stock: Path, installer: InstallerName) -> None:
    wheel = write_wheel(stock)
    (stock / "simple" / "tiny").mkdir(parents=True)
    (stock / "simple" / "tiny" / "index.html").write_text(f'<a href="../../{wheel.name}">{wheel.name}</a>')
    index, told = GuardedIndex(stock), list[str]()

    def hear(event: Event) -> None:
        assert isinstance(event, OutputLine)
        told.append(event.text)

    with index.serve() as port:
        shown = f"http://127.0.0.1:{port}/simple/"
        planned = action(shown.replace("//", "//me:s3cret@"), wheel, shown=shown)
        entry = install_from_index_by(installer, planned, Events(hear))
        refused = replace(planned, files=(replace(planned.files[0], sha256="0" * 64),))
        with pytest.raises(ActionError) as caught:
            install_from_index_by(installer, refused, Events(hear))
    assert f"/{wheel.name}" in index.hits
    assert "s3cret" not in f"{told} {entry} {caught.value}"


def test_an_sdist_where_no_wheel_fits(stock: Path) -> None:
    """What its build needs is not on the index that is verified, and comes from the user's own."""
    foreign = write_wheel(stock, tag="cp39-cp39-win_arm64")
    sdist = write_sdist(stock)
    with pypiserver(stock) as simple:
        entry = install_from_index(action(simple, sdist, foreign), Events(silent))
        assert [each["passed"] for each in entry.data["results"]] == [True]
        planned = action(simple, sdist)
        spoilt = replace(planned, files=(replace(planned.files[0], sha256="0" * 64),))
        with pytest.raises(ActionError, match="not the bytes that the index lists"):
            install_from_index(spoilt, Events(silent))
        with pytest.raises(ActionError, match="no wheel for Python"):
            install_from_index(action(simple, foreign), Events(silent))


@pytest.mark.parametrize("installer", INSTALLERS)
def test_an_sdist_behind_a_password_is_installed_too(stock: Path, installer: InstallerName) -> None:
    sdist = write_sdist(stock)
    (stock / "simple" / "tiny").mkdir(parents=True)
    (stock / "simple" / "tiny" / "index.html").write_text(f'<a href="../../{sdist.name}">{sdist.name}</a>')
    told = list[str]()
    with GuardedIndex(stock).serve() as port:
        shown = f"http://127.0.0.1:{port}/simple/"
        planned = action(shown.replace("//", "//me:s3cret@"), sdist, shown=shown)
        planned = replace(
            planned, files=(replace(planned.files[0], url=f"http://127.0.0.1:{port}/{sdist.name}"),)
        )
        entry = install_from_index_by(installer, planned, Events(lambda event: told.append(str(event))))
    (result,) = entry.data["results"]
    assert (result["file"], result["sha256"]) == (sdist.name, planned.files[0].sha256)
    assert "s3cret" not in f"{told} {entry}"


def test_a_python_that_the_release_is_not_for_is_told_and_not_tried(stock: Path) -> None:
    wheel = write_wheel(stock)
    with pypiserver(stock) as simple:
        planned = action(simple, wheel)
        here = planned.interpreters[0]
        old = Interpreter(version="3.7", full="3.7.9", executable=stock / "no-such-python")
        newer = replace(planned.files[0], requires_python=">=3.8")
        both = replace(planned, files=(newer,), interpreters=(old, here))
        entry = install_from_index(both, Events(silent))
        assert [each["python"] for each in entry.data["results"]] == [here.version]
        assert entry.data["not_applicable"] == {"3.7": "Requires-Python is >=3.8"}
        with pytest.raises(ActionError, match="for none of the Pythons here") as caught:
            install_from_index(replace(both, interpreters=(old,)), Events(silent))
        assert caught.value.expected == "Requires-Python >=3.8"


@pytest.mark.parametrize(
    ("files", "module", "told"),
    [
        ({"other/__init__.py": "", "other/more.py": "", "_tiny.py": "1/0"}, "other", "site-packages/other/__init__.py"),
        ({"Tiny/__init__.py": "", "tests/__init__.py": "1/0", "tests/t.py": "", "tests/u.py": ""}, "Tiny", "site-packages/Tiny/__init__.py"),
        ({"tiny-stubs/__init__.pyi": ""}, "", "installed, without a module to import"),
    ],
)  # fmt: skip
def test_what_to_import_is_found_in_what_was_installed(
    stock: Path, files: dict[str, str], module: str, told: str
) -> None:
    wheel = write_wheel(stock, files=files)
    with pypiserver(stock) as simple:
        planned = replace(action(simple, wheel), import_name="", command=None)
        (result,) = install_from_index(planned, Events(silent)).data["results"]
    assert (result["file"], result["origin"]) == (wheel.name, told)
    assert result["seconds"] > 0


def test_an_extra_brings_what_it_needs(stock: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wheel = write_wheel(stock, requires=['tiny-extra; extra == "more"'], provides=["more"])
    mirror = tmp_path / "mirror"
    mirror.mkdir()
    write_wheel(mirror, name="tiny_extra", files={"tiny_extra.py": ""})
    for tool in ("PIP", "UV"):
        monkeypatch.setenv(f"{tool}_FIND_LINKS", str(mirror))
        monkeypatch.setenv(f"{tool}_NO_INDEX", "1")
    needs_it = Command(argv=("{python}", "-c", "import tiny_extra"))
    with pypiserver(stock) as simple:
        planned = replace(action(simple, wheel), command=needs_it)
        with pytest.raises(ActionError, match="tiny_extra"):
            install_from_index(planned, Events(silent))
        install_from_index(replace(planned, extras=("more",)), Events(silent))


def test_an_index_that_is_down_is_unreachable(stock: Path) -> None:
    shown = f"http://127.0.0.1:{_free_port()}/simple/"
    planned = action(shown.replace("//", "//me:s3cret@"), write_wheel(stock), shown=shown)
    with pytest.raises(UnreachableError, match="cannot be reached") as caught:
        install_from_index(planned, Events(silent))
    assert caught.value.where == shown
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize(
    ("status", "error", "says"),
    [
        (503, UnreachableError, "503"),
        (404, ActionError, "does not know tiny"),
        (401, UsageError, "refuses us"),
    ],
)
def test_an_index_that_is_ill_or_refuses_is_told_apart(
    stock: Path, status: int, error: type[Exception], says: str
) -> None:
    with GuardedIndex(stock, status=status).serve() as port:
        planned = action(f"http://127.0.0.1:{port}/simple/", write_wheel(stock))
        with pytest.raises(error, match=says):
            install_from_index(planned, Events(silent))


def test_the_installer_is_the_machines_own() -> None:
    assert installer_name() in ("uv", "virtualenv", "venv")
