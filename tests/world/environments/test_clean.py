from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tiny_wheel import MODULE, write_wheel

from release_tasks.core.environments import InstallerName
from release_tasks.core.errors import ActionError, CommandError
from release_tasks.core.project import Command
from release_tasks.world.environments.clean import CleanEnvironment, clean_environment, without_credentials
from release_tasks.world.environments.installers import find_uv, make_installer
from release_tasks.world.environments.isolation import cut_off, neutral, users_own
from release_tasks.world.processes.children import Children

INSTALLERS: tuple[InstallerName, ...] = ("uv", "virtualenv", "venv")


@contextmanager
def environment(installer: InstallerName, cache: Path) -> Iterator[tuple[CleanEnvironment, list[str]]]:
    """A clean environment of the running Python, and the lines that it prints."""
    if installer == "uv" and find_uv() is None:
        pytest.skip("this machine lacks uv")
    lines: list[str] = []
    made = make_installer(installer, cache / "cache")
    with clean_environment(Path(sys.executable), made, Children(), lines.append) as clean:
        yield clean, lines


@pytest.mark.parametrize("installer", INSTALLERS)
def test_a_wheel_is_installed_used_and_gone(tmp_path: Path, installer: InstallerName) -> None:
    wheel = write_wheel(tmp_path, scripts={"tiny-says": "tiny:says"}, files={
        "tiny/__init__.py": "def says():\n    import sys\n    print('I am in', sys.prefix)\n",
    })  # fmt: skip
    with environment(installer, tmp_path) as (clean, lines):
        clean.install_file(wheel)
        clean.complete("tiny==1.0")
        proof = clean.prove("tiny", "tiny")
        assert (proof.relative, proof.version, proof.source) == ("tiny/__init__.py", "1.0", wheel.name)
        assert proof.origin.is_relative_to(clean.folder)
        clean.run_command(Command(argv=("tiny-says",)))
        assert lines[-1] == f"I am in {clean.folder / 'env'}"
    assert not clean.folder.exists()


def test_nothing_of_ours_shines_through(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A package of the same name on PYTHONPATH, in the working folder, and beside the project stays unseen."""
    (tmp_path / "tiny.py").write_text("raise SystemExit('the wrong one')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("VIRTUAL_ENV", str(tmp_path))
    monkeypatch.setenv("TWINE_PASSWORD", "s3cret")
    monkeypatch.setenv("PIP_TARGET", str(tmp_path / "elsewhere"))
    monkeypatch.chdir(tmp_path)
    wheel = write_wheel(tmp_path)
    with environment("uv", tmp_path) as (clean, lines):
        clean.install_file(wheel)
        assert clean.prove("tiny", "tiny").relative == "tiny/__init__.py"
        program = "import os, tiny; print(tiny.ANSWER, os.getcwd(), os.environ.get('TWINE_PASSWORD'))"
        clean.run_command(Command(argv=("python", "-c", program)))
        assert lines[-1] == f"42 {clean.folder / 'neutral'} None"


@pytest.mark.parametrize("installer", ["uv", "virtualenv"])
def test_a_wheel_needs_no_index_and_takes_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, installer: InstallerName
) -> None:
    """Index settings that lead nowhere do not matter where nothing has to be fetched."""
    for name in ("PIP_INDEX_URL", "UV_DEFAULT_INDEX", "UV_INDEX_URL"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/simple/")
    with environment(installer, tmp_path) as (clean, _):
        clean.install_file(write_wheel(tmp_path))
        clean.complete("tiny==1.0")
        clean.prove("tiny", "tiny")


@pytest.mark.parametrize("installer", ["uv", "virtualenv"])
def test_dependencies_come_from_where_the_user_has_packages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, installer: InstallerName
) -> None:
    mirror = tmp_path / "mirror"
    mirror.mkdir()
    write_wheel(mirror, name="tiny_dependency", files={"tiny_dependency.py": ""})
    decoy = write_wheel(mirror, files={"tiny/__init__.py": "DECOY = True"})
    for tool in ("PIP", "UV"):
        monkeypatch.setenv(f"{tool}_FIND_LINKS", str(mirror))
        monkeypatch.setenv(f"{tool}_NO_INDEX", "1")
    wheel = write_wheel(
        tmp_path, requires=["tiny-dependency"], files={**MODULE, "tiny/more.py": "import tiny_dependency"}
    )
    with environment(installer, tmp_path) as (clean, _):
        clean.install_file(wheel)
        clean.complete("tiny==1.0")
        assert clean.prove("tiny.more", "tiny").source == wheel.name
        assert "DECOY" not in clean.prove("tiny", "tiny").origin.read_text()
    assert decoy.exists()


def test_a_dependency_that_cannot_be_had_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UV_NO_INDEX", "1")
    with environment("uv", tmp_path) as (clean, _):
        clean.install_file(write_wheel(tmp_path, requires=["not-to-be-had"]))
        with pytest.raises(CommandError) as caught:
            clean.complete("tiny==1.0")
        assert "not-to-be-had" in caught.value.tail


def test_an_import_that_fails_shows_why(tmp_path: Path) -> None:
    wheel = write_wheel(tmp_path, files={"tiny/__init__.py": "import no_such_module"})
    with environment("uv", tmp_path) as (clean, _):
        clean.install_file(wheel)
        with pytest.raises(CommandError) as caught:
            clean.prove("tiny", "tiny")
        assert "No module named 'no_such_module'" in caught.value.tail


def test_an_import_from_elsewhere_is_no_proof(tmp_path: Path) -> None:
    """A .pth file inside the wheel leads out of the environment: the import works, the proof does not."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "tiny.py").touch()
    wheel = write_wheel(tmp_path, files={"tiny.pth": f"{outside}\n"})
    with environment("uv", tmp_path) as (clean, _):
        clean.install_file(wheel)
        with pytest.raises(ActionError, match="from outside the clean environment") as caught:
            clean.prove("tiny", "tiny")
        assert caught.value.where == str(outside / "tiny.py")


def test_variables_of_isolation(monkeypatch: pytest.MonkeyPatch) -> None:
    given = {
        "PYTHONPATH": "x", "PYTHONHOME": "x", "CONDA_PREFIX": "x", "UV_PUBLISH_PASSWORD": "x", "PIP_REQUIRE_VIRTUALENV": "1",
        "PIP_INDEX_URL": "mirror", "UV_INDEX_MIRROR_PASSWORD": "for-the-mirror", "PIP_CERT": "ca", "PIP_CONFIG_FILE": "mine",
        "SSL_CERT_FILE": "ca", "HTTPS_PROXY": "proxy", "PYTHONUTF8": "1",
    }  # fmt: skip
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    always = {"SSL_CERT_FILE", "HTTPS_PROXY", "PYTHONUTF8"}
    assert always == given.keys() & neutral().keys()
    assert {*always, "PIP_CERT", "PIP_CONFIG_FILE"} == given.keys() & cut_off().keys()
    assert cut_off()["PIP_CONFIG_FILE"] == os.devnull
    theirs = {"PIP_CERT", "PIP_CONFIG_FILE", "PIP_INDEX_URL", "UV_INDEX_MIRROR_PASSWORD"}
    assert always | theirs == given.keys() & users_own().keys()
    assert users_own()["PIP_CONFIG_FILE"] == "mine"


def test_credentials_are_taken_out_of_addresses() -> None:
    text = "Looking in indexes: https://me:pw@index.example/simple, https://index.example/x@y"
    shown = "Looking in indexes: https://index.example/simple, https://index.example/x@y"
    assert without_credentials(text) == shown


def test_credentials_in_what_a_command_prints_are_not_passed_on(tmp_path: Path) -> None:
    program = "import sys; print('http://me:s3cret@index.example/'); sys.exit(int(sys.argv[1]))"
    with environment("uv", tmp_path) as (clean, lines):
        clean.run_command(Command(argv=("python", "-c", program, "0")))
        with pytest.raises(CommandError) as caught:
            clean.run_command(Command(argv=("python", "-c", program, "1")))
    assert lines[-1] == "http://index.example/"
    assert caught.value.tail == "http://index.example/"
