"""Real projects with rich sets of wheels, on the index that pip is configured with."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import requests
from indexing import page_of
from packaging.version import Version
from twine.repository import WAREHOUSE_WEB
from two_readers import by_them, by_us

from release_tasks.__main__ import main
from release_tasks.core.address import Login, split_login
from release_tasks.core.errors import ExitCode
from release_tasks.core.index import IndexEndpoint
from release_tasks.world.index.client import fetch_metadata
from release_tasks.world.index.connection import Connection
from release_tasks.world.index.downloads import fetch

pytestmark = pytest.mark.network

PROJECTS = ("maturin", "pydantic-core", "cryptography", "orjson")


@pytest.fixture(scope="module")
def there() -> IndexEndpoint:
    simple = configured()
    shown, _ = split_login(simple)
    try:
        requests.get(f"{simple.rstrip('/')}/{PROJECTS[0]}/", timeout=20, stream=True).close()
    except requests.RequestException as error:
        pytest.skip(f"the index that pip is configured with cannot be reached: {type(error).__name__}")
    return IndexEndpoint(role="pypi", repository="", upload=shown, simple=simple, shown=shown)


def configured() -> str:
    """The index of this machine: pip's setting, else the public one."""
    if stated := os.environ.get("PIP_INDEX_URL"):
        return stated
    ask = (sys.executable, "-m", "pip", "config", "get", "global.index-url")
    done = subprocess.run(ask, capture_output=True, text=True, check=False)
    return done.stdout.strip() or f"{WAREHOUSE_WEB}simple/"


@pytest.mark.parametrize("project", PROJECTS)
def test_a_page_reads_as_pypi_simple_reads_it(there: IndexEndpoint, project: str) -> None:
    pypi_simple = pytest.importorskip("pypi_simple", reason="pypi-simple, the other reader, is not installed")
    address, login = split_login(there.simple)
    with pypi_simple.PyPISimple(address.rstrip("/"), auth=as_pair(login)) as client:
        theirs = [
            each
            for each in client.get_project_page(project).packages
            if each.package_type in ("wheel", "sdist")
        ]
    page = page_of(there, project)
    assert [*map(by_us, page.files)] == [*map(by_them, theirs)]
    assert len(page.files) > 100
    assert page.status in ("", "active")


def as_pair(login: Login | None) -> tuple[str, str] | None:
    return (login.user, login.password) if login else None


@pytest.mark.parametrize("project", PROJECTS)
def test_the_newest_release_is_found_and_one_file_of_it_is_what_is_listed(
    there: IndexEndpoint, project: str, tmp_path: Path
) -> None:
    page = page_of(there, project)
    newest = str(max(Version(each.version) for each in page.files if not each.yanked))
    files = page.of(newest)
    assert len(files) > 10
    assert Version(page.before(newest)) < Version(newest)
    with Connection(there) as index:
        (file, *_) = (each for each in files if each.name.endswith(".tar.gz"))
        got = fetch(file, index, tmp_path)
        assert got.sha256 == file.sha256
        assert got.size
        (wheel, *_) = (each for each in files if each.name.endswith(".whl"))
        metadata = fetch_metadata(wheel, index)
        assert bool(metadata) is wheel.has_metadata


HEALTHY = (
    "docopt==0.6.2",  # an sdist alone, from before Requires-Python
    "dataclasses==0.8",  # for a Python of former days alone
    "numpy==1.19.5",  # its sdist is a .zip
    "pillow==9.4.0",  # built again, with build numbers
    "bcrypt==5.0.0",  # left a PyPy that has ended
    "cryptography==49.0.0",  # left platforms for good
    "aiohttp==3.14.0",  # a wheel for any system beside many, for systems that no table has
)
ILL = (
    ("attrs==21.1.0", "files", "yanked"),
    ("black==23.10.0", "coverage", "served by 23.9.1, and not any more"),  # no wheels for macOS, by accident
)


def listed(release: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    simple = configured()
    where = () if simple.startswith(WAREHOUSE_WEB) else ("--index", simple)
    code = main(("verify-pypi", release, "--only", "listed", *where))
    return code, capsys.readouterr().out


@pytest.mark.parametrize("release", HEALTHY)
def test_a_healthy_release_of_old_raises_no_alarm(
    there: IndexEndpoint, release: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, told = listed(release, capsys)
    assert code == ExitCode.FINE, told


@pytest.mark.parametrize(("release", "kind", "says"), ILL)
def test_what_went_wrong_is_seen(
    there: IndexEndpoint, release: str, kind: str, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, told = listed(release, capsys)
    assert code == ExitCode.FAILED, told
    (line,) = (each for each in told.splitlines() if each.strip().startswith("failed"))
    assert kind in line
    assert says in line
