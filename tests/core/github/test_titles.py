"""What jobs and steps are called in a run, and which artifacts they will hand on."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from release_tasks.core.github.titles import handed_on, job_title, step_title
from release_tasks.core.github.workflow_reading import read_workflow


def job(text: str) -> dict[str, Any]:
    made: dict[str, Any] = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506  # text only
    return made


MATRIX = "strategy: { matrix: { os: [linux, windows], python: ['3.12', '3.13'] } }\n"
UPLOAD = "uses: actions/upload-artifact@v7\nwith: { name: %s }"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("runs-on: linux", "wheels"),
        (MATRIX, "wheels (*)"),
        (f"{MATRIX}name: Build wheels", "Build wheels (*)"),
        (f"{MATRIX}name: Build on ${{{{ matrix.os }}}}", "Build on *"),
        ("name: 'Publish ${{ github.ref_name }} now'", "Publish * now"),
    ],
)
def test_a_jobs_title(text: str, title: str) -> None:
    assert job_title("wheels", job(text)) == title


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("name: Upload", "Upload"),
        ("uses: pypa/gh-action-pypi-publish@release/v1", "Run pypa/gh-action-pypi-publish@release/v1"),
        ("run: |\n  twine check dist/*\n  twine upload dist/*", "Run twine check dist/*"),
        ("run: 'twine upload ${{ env.DIST }}/x'", "Run twine upload */x"),
    ],
)
def test_a_steps_title(text: str, title: str) -> None:
    assert step_title(job(text)) == title


def handed(*steps: str, of: str = "") -> tuple[str, ...]:
    made = job(of) if of else {}
    return handed_on(made, [job(each) for each in steps])


def test_a_matrix_hands_on_an_artifact_for_each_of_its_jobs() -> None:
    name = "'wheels-${{ matrix.os }}-${{ matrix.python }}'"
    assert handed(UPLOAD % name, of=MATRIX) == (
        "wheels-linux-3.12",
        "wheels-linux-3.13",
        "wheels-windows-3.12",
        "wheels-windows-3.13",
    )
    dynamic = "strategy: { matrix: '${{ fromJSON(needs.plan.outputs.matrix) }}' }"
    assert handed(UPLOAD % name, of=dynamic) == ("wheels-*-*",)
    assert handed(UPLOAD % "'sdist-${{ github.run_attempt }}'") == ("sdist-*",)
    assert handed("uses: actions/upload-artifact@v7") == ("artifact",)


def test_a_step_that_may_be_left_out_promises_nothing() -> None:
    assert handed(f"{UPLOAD % 'logs'}\nif: failure()") == ()
    assert handed(f"{UPLOAD % 'logs'}\nif: inputs.debug") == ()
    assert handed(f"{UPLOAD % 'dist'}\nif: always()") == ("dist",)
    assert handed(f"{UPLOAD % 'dist'}\nif: '!cancelled()'") == ("dist",)
    one = f"{UPLOAD % 'sdist'}\nif: matrix.os == 'linux'"
    assert handed(one, of=MATRIX) == ("sdist",)
    assert handed(one.replace("linux", "plan9"), of=MATRIX) == ()


def test_a_bare_file_gives_its_artifact_its_name() -> None:
    bare = "uses: actions/upload-artifact@v7\nwith: { archive: false, path: 'dist/*.whl', name: ignored }"
    assert handed(bare) == ("*.whl",)
    assert handed(bare.replace("*.whl", "demo-1.0.tar.gz")) == ("demo-1.0.tar.gz",)


def test_jobs_of_a_called_workflow_are_called_after_both() -> None:
    files = {
        "release.yml": job("jobs: { build: { uses: ./build.yml, strategy: { matrix: { os: [a, b] } } } }"),
        "build.yml": job("jobs: { wheels: { name: Wheels, if: github.ref_type == 'tag', steps: [] } }"),
    }
    (made,) = read_workflow(files, "release.yml", "v1").jobs
    assert (made.name, made.title) == ("build / wheels", "build (*) / Wheels")
    assert made.condition == "github.ref_type == 'tag'"
