from __future__ import annotations

import hashlib
import io
import sys
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote
from zipfile import ZipFile

import pytest
from interpreters import find_interpreter, interpreter
from serving import OURS, pypiserver
from standin_index import StandInIndex
from tiny_wheel import MODULE, write_wheel

from release_tasks.core.actions import InstallFromIndex
from release_tasks.core.environments import InstallerName, Interpreter
from release_tasks.core.errors import ActionError, UnreachableError, UsageError
from release_tasks.core.events import Event, Events, OutputLine
from release_tasks.core.index import IndexEndpoint, IndexFile
from release_tasks.core.project import Command
from release_tasks.world.environments.index_installs import install_from_index, install_from_index_by
from release_tasks.world.environments.installers import installer_name

SECRETS = (OURS.password, quote(OURS.password, safe=""))
INSTALLERS = ("uv", "virtualenv")
THE_OTHER_SLOWLY = ("uv", pytest.param("virtualenv", marks=pytest.mark.slow))


def silent(_: Event) -> None:
    """Hear nothing."""


@contextmanager
def guarded(*files: Path) -> Iterator[StandInIndex]:
    """An index behind our login."""
    with StandInIndex() as index:
        index.has(*files)
        index.login = OURS
        yield index


def behind_login(index: StandInIndex, file: Path) -> InstallFromIndex:
    planned = action(index.simple(OURS), file, shown=index.simple())
    return replace(planned, files=(replace(planned.files[0], url=f"{index.root}files/{file.name}"),))


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
    with pypiserver(stock) as served:
        entry = install_from_index_by(installer, action(served.simple, wheel), Events(silent))
    assert (entry.kind, entry.bound_to) == ("index-install", "digest")
    assert [each["passed"] for each in entry.data["results"]] == [True]
    assert entry.data["files"] == {wheel.name: hashlib.sha256(wheel.read_bytes()).hexdigest()}


@pytest.mark.parametrize("installer", INSTALLERS)
def test_other_bytes_under_the_same_name_are_refused(stock: Path, installer: InstallerName) -> None:
    wheel = write_wheel(stock)
    with pypiserver(stock) as served:
        planned = action(served.simple, wheel)
        write_wheel(stock, files={**MODULE, "tiny/evil.py": ""})
        with pytest.raises(ActionError, match=r"(?i)hash"):
            install_from_index_by(installer, planned, Events(silent))


@pytest.mark.parametrize("installer", THE_OTHER_SLOWLY)
def test_a_password_goes_to_the_index_and_nowhere_else(stock: Path, installer: InstallerName) -> None:
    wheel, told = write_wheel(stock), list[str]()

    def hear(event: Event) -> None:
        assert isinstance(event, OutputLine)
        told.append(event.text)

    with guarded(wheel) as index:
        planned = behind_login(index, wheel)
        entry = install_from_index_by(installer, planned, Events(hear))
        refused = replace(planned, files=(replace(planned.files[0], sha256="0" * 64),))
        with pytest.raises(ActionError) as caught:
            install_from_index_by(installer, refused, Events(hear))
    assert f"/files/{wheel.name}" in index.asked("file")
    assert not any(each in f"{told} {entry} {caught.value}" for each in SECRETS)


def test_an_sdist_where_no_wheel_fits(stock: Path) -> None:
    """What its build needs is not on the index that is verified, and comes from the user's own."""
    foreign = write_wheel(stock, tag="cp39-cp39-win_arm64")
    sdist = write_sdist(stock)
    with pypiserver(stock) as served:
        entry = install_from_index(action(served.simple, sdist, foreign), Events(silent))
        assert [each["passed"] for each in entry.data["results"]] == [True]
        planned = action(served.simple, sdist)
        spoilt = replace(planned, files=(replace(planned.files[0], sha256="0" * 64),))
        with pytest.raises(ActionError, match="not the bytes that the index lists"):
            install_from_index(spoilt, Events(silent))
        with pytest.raises(ActionError, match="no wheel for Python"):
            install_from_index(action(served.simple, foreign), Events(silent))


@pytest.mark.parametrize("installer", THE_OTHER_SLOWLY)
def test_an_sdist_behind_a_password_is_installed_too(stock: Path, installer: InstallerName) -> None:
    sdist, told = write_sdist(stock), list[str]()
    with guarded(sdist) as index:
        planned = behind_login(index, sdist)
        entry = install_from_index_by(installer, planned, Events(lambda event: told.append(str(event))))
    (result,) = entry.data["results"]
    assert (result["file"], result["sha256"]) == (sdist.name, planned.files[0].sha256)
    assert not any(each in f"{told} {entry}" for each in SECRETS)


def test_an_sdist_of_former_days_is_a_zip(stock: Path) -> None:
    sdist, zipped = write_sdist(stock), stock / "tiny-1.0.zip"
    with tarfile.open(sdist) as inside, ZipFile(zipped, "w") as archive:
        for member in inside:
            stream = inside.extractfile(member)
            assert stream
            archive.writestr(member.name, stream.read())
    with pypiserver(stock) as served:
        (result,) = install_from_index(action(served.simple, zipped), Events(silent)).data["results"]
        assert (result["file"], result["passed"]) == (zipped.name, True)
        (result,) = install_from_index(action(served.simple, zipped, sdist), Events(silent)).data["results"]
        assert result["passed"], "of two, installers take the .tar.gz"


def test_a_python_that_the_release_is_not_for_is_told_and_not_tried(stock: Path) -> None:
    wheel = write_wheel(stock)
    with pypiserver(stock) as served:
        planned = action(served.simple, wheel)
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


def test_a_python_that_cannot_tell_what_was_installed_is_told_and_not_tried(stock: Path) -> None:
    wheel = write_wheel(stock)
    with pypiserver(stock) as served:
        planned = action(served.simple, wheel)
        old = Interpreter(version="3.6", full="3.6.15", executable=stock / "no-such-python")
        entry = install_from_index(
            replace(planned, interpreters=(*planned.interpreters, old)), Events(silent)
        )
        assert entry.data["not_applicable"] == {"3.6": "too old to tell what was installed"}
        with pytest.raises(ActionError, match="no Python here can tell") as caught:
            install_from_index(replace(planned, interpreters=(old,)), Events(silent))
        assert caught.value.expected == "a Python 3.8 or newer"


def test_a_name_with_a_dot_is_found_by_older_pythons_too(stock: Path) -> None:
    """An index knows it by its normalized name; before Python 3.10 importlib.metadata did not."""
    old = find_interpreter("3.9") or find_interpreter("3.8")
    if old is None:
        pytest.skip("no Python before 3.10 is here")
    wheel = write_wheel(stock, name="tiny.dotted", files={"tiny/dotted/__init__.py": ""})
    with pypiserver(stock) as served:
        planned = action(served.simple, wheel)
        asked = Interpreter(version="3.9", full="3.9.0", executable=old)
        planned = replace(planned, name="tiny-dotted", import_name="", command=None, interpreters=(asked,))
        (result,) = install_from_index(planned, Events(silent)).data["results"]
    assert result["origin"] == "site-packages/tiny/dotted/__init__.py"


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
    with pypiserver(stock) as served:
        planned = replace(action(served.simple, wheel), import_name="", command=None)
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
    with pypiserver(stock) as served:
        planned = replace(action(served.simple, wheel), command=needs_it)
        with pytest.raises(ActionError, match="tiny_extra"):
            install_from_index(planned, Events(silent))
        install_from_index(replace(planned, extras=("more",)), Events(silent))


@pytest.mark.slow  # the installers try again for a while
def test_an_index_that_is_down_is_unreachable(stock: Path) -> None:
    wheel = write_wheel(stock)
    with guarded(wheel) as gone:
        planned = behind_login(gone, wheel)
    with pytest.raises(UnreachableError, match="cannot be reached") as caught:
        install_from_index(planned, Events(silent))
    assert caught.value.where == gone.simple()
    assert not any(each in str(caught.value) for each in SECRETS)


@pytest.mark.parametrize(
    ("status", "error", "says"),
    [
        pytest.param(503, UnreachableError, "503", marks=pytest.mark.slow),
        (404, ActionError, "does not know tiny"),
        (401, UsageError, "refuses us"),
    ],
)
def test_an_index_that_is_ill_or_refuses_is_told_apart(
    stock: Path, status: int, error: type[Exception], says: str
) -> None:
    wheel = write_wheel(stock)
    with guarded(wheel) as index:
        index.trouble("page", status=status)
        planned = behind_login(index, wheel)
        with pytest.raises(error, match=says):
            install_from_index(planned, Events(silent))


def test_the_installer_is_the_machines_own() -> None:
    assert installer_name() in ("uv", "virtualenv", "venv")
