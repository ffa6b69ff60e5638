"""What a release workflow will build, read from its text."""

from __future__ import annotations

from textwrap import dedent
from typing import Any

import pytest
import yaml

from release_tasks.core.coverage.expected import ExpectedWheels
from release_tasks.core.coverage.matrix import NotUnderstoodError, jobs_of
from release_tasks.core.coverage.workflow import workflow_wheels


def parsed(text: str) -> Any:
    return yaml.load(dedent(text), Loader=yaml.BaseLoader)  # noqa: S506  # it makes text only


def read(text: str, **options: Any) -> ExpectedWheels:
    return workflow_wheels("release.yml", parsed(text), options)


def cells(text: str, **options: Any) -> list[str]:
    found = read(text, **options)
    assert not found.unread
    return sorted(f"{platform} {python}".strip() for platform, python in found.cells)


def matrix(text: str) -> list[Any]:
    return list(jobs_of({"matrix": parsed(text)}))


def test_a_matrix_makes_the_product_of_its_lists() -> None:
    assert matrix("{os: [a, b], py: ['1', '2']}") == [
        {"os": "a", "py": "1"},
        {"os": "a", "py": "2"},
        {"os": "b", "py": "1"},
        {"os": "b", "py": "2"},
    ]
    assert jobs_of(None) == [{}]
    assert jobs_of({"fail-fast": "false"}) == [{}]


def test_excluded_jobs_are_not_made() -> None:
    assert matrix("{os: [a, b], py: ['1', '2'], exclude: [{os: a}, {os: b, py: '1'}]}") == [
        {"os": "b", "py": "2"}
    ]


def test_included_tables_add_to_the_jobs_that_they_do_not_change_and_else_make_one() -> None:
    """The example is GitHub's own, in other words: what an earlier include added may be changed, axes may not."""
    assert matrix(
        """
        fruit: [apple, pear]
        animal: [cat, dog]
        include:
          - color: green
          - {color: pink, animal: cat}
          - {fruit: apple, shape: circle}
          - {fruit: banana}
          - {fruit: banana, animal: cat}
        """
    ) == [
        {"fruit": "apple", "animal": "cat", "color": "pink", "shape": "circle"},
        {"fruit": "apple", "animal": "dog", "color": "green", "shape": "circle"},
        {"fruit": "pear", "animal": "cat", "color": "pink"},
        {"fruit": "pear", "animal": "dog", "color": "green"},
        {"fruit": "banana"},
        {"fruit": "banana", "animal": "cat"},
    ]
    assert matrix("{include: [{a: x}, {a: y}]}") == [{"a": "x"}, {"a": "y"}]


@pytest.mark.parametrize(
    "text",
    ["${{ fromJSON(needs.plan.outputs.matrix) }}", "{os: '${{ fromJSON(inputs.os) }}'}", "{include: x}"],
)
def test_a_matrix_that_only_a_run_can_tell_is_not_guessed(text: str) -> None:
    with pytest.raises(NotUnderstoodError):
        matrix(text)


MATURIN = """
linux:
  runs-on: ${{ matrix.platform.runner }}
  strategy:
    matrix:
      platform:
        - {runner: ubuntu-22.04, target: x86_64}
        - {runner: ubuntu-22.04, target: aarch64}
        - {runner: ubuntu-22.04, target: armv7}
        - {runner: ubuntu-22.04, target: i686-unknown-linux-gnu}
  steps:
    - uses: actions/checkout@v4
    - uses: actions/setup-python@v5
      with: {python-version: 3.x}
    - uses: PyO3/maturin-action@v1
      with:
        target: ${{ matrix.platform.target }}
        args: --release --out dist --find-interpreter
        manylinux: auto
musl:
  runs-on: ubuntu-latest
  steps:
    - uses: PyO3/maturin-action@v1
      with: {target: x86_64, manylinux: musllinux_1_2, args: --release -i 3.12 python3.13 3.13t --out dist}
    - uses: PyO3/maturin-action@v1
      with: {args: --target aarch64-unknown-linux-musl -i pypy3.11}
windows:
  runs-on: windows-latest
  strategy: {matrix: {target: [x64, x86, aarch64]}}
  steps:
    - uses: PyO3/maturin-action@v1
      with: {target: '${{ matrix.target }}'}
macos:
  runs-on: macos-14
  strategy: {matrix: {target: [x86_64, aarch64-apple-darwin]}}
  steps:
    - uses: PyO3/maturin-action@v1
      with: {target: '${{ matrix.target }}'}
sdist:
  runs-on: ubuntu-latest
  steps:
    - uses: PyO3/maturin-action@v1
      with: {command: sdist, args: --out dist}
release:
  runs-on: ubuntu-latest
  needs: [linux, musl, windows, macos, sdist]
  steps:
    - uses: PyO3/maturin-action@v1
      with: {command: upload, args: dist/*}
"""


def test_maturins_action() -> None:
    assert cells(MATURIN) == [
        "linux-aarch64",
        "linux-armv7l",
        "linux-i686",
        "linux-x86_64",
        "macos-arm64",
        "macos-x86_64",
        "musllinux-aarch64 pypy3.11",
        "musllinux-x86_64 3.12",
        "musllinux-x86_64 3.13",
        "musllinux-x86_64 3.13t",
        "windows-amd64",
        "windows-arm64",
        "windows-x86",
    ]
    assert read(MATURIN).source == "release.yml"


def test_a_whole_target_needs_no_known_runner() -> None:
    text = """
    wheels:
      runs-on: ${{ inputs.runner }}
      strategy: {matrix: {target: [aarch64-pc-windows-msvc, x86_64-unknown-linux-musl, x86_64-apple-darwin]}}
      steps: [{uses: PyO3/maturin-action@v1, with: {target: '${{ matrix.target }}', manylinux: auto}}]
    """
    assert cells(text) == ["macos-x86_64", "musllinux-x86_64", "windows-arm64"]


def test_a_fat_binary_serves_both_kinds_of_mac() -> None:
    text = """
    mac:
      runs-on: macos-13
      steps: [{uses: PyO3/maturin-action@v1, with: {target: universal2-apple-darwin}}]
    """
    assert cells(text) == ["macos-arm64", "macos-x86_64"]


@pytest.mark.parametrize(
    ("label", "platform"),
    [
        ("ubuntu-24.04", "linux-x86_64"),
        ("ubuntu-24.04-arm", "linux-aarch64"),
        ("[self-hosted, linux, arm64]", "linux-aarch64"),
        ("{labels: ubuntu-latest}", "linux-x86_64"),
        ("macos-latest", "macos-arm64"),
        ("macos-13", "macos-x86_64"),
        ("macos-15-intel", "macos-x86_64"),
        ("macos-14-large", "macos-x86_64"),
        ("macos-14-xlarge", "macos-arm64"),
        ("windows-2022", "windows-amd64"),
        ("windows-11-arm", "windows-arm64"),
        ("namespace-profile-macos-15", "macos-arm64"),
        ("depot-ubuntu-24.04-arm-8", "linux-aarch64"),
        (
            "'${{ github.repository == ''o/r'' && ''big-windows-2022-x86-64'' || ''windows-latest'' }}'",
            "windows-amd64",
        ),
    ],
)
def test_a_runner_builds_for_itself(label: str, platform: str) -> None:
    assert cells(f"wheels: {{runs-on: {label}, steps: [{{run: maturin build --release}}]}}") == [platform]


PLAIN = """
wheels:
  runs-on: ${{ matrix.os }}
  strategy:
    matrix:
      os: [ubuntu-latest, windows-latest]
      python-version: ["3.12", "3.13"]
      exclude: [{os: windows-latest, python-version: "3.12"}]
      include: [{os: macos-14, python-version: "3.13"}]
  steps:
    - uses: actions/setup-python@v5
      with: {python-version: '${{ matrix.python-version }}'}
    - run: pip install build maturin
    - run: COMMAND
"""


@pytest.mark.parametrize(
    "command",
    ["python -m build --wheel", "python -m build", "uv build", "maturin build --out dist", "pip wheel ."],
)
def test_a_plain_matrix_builds_for_the_python_that_it_sets_up(command: str) -> None:
    assert cells(PLAIN.replace("COMMAND", command)) == [
        "linux-x86_64 3.12",
        "linux-x86_64 3.13",
        "macos-arm64 3.13",
        "windows-amd64 3.13",
    ]


@pytest.mark.parametrize(
    "command", ["python -m build --sdist", "uv build --sdist", "maturin sdist", "pytest", "pip install build"]
)
def test_what_builds_no_wheel_is_no_promise(command: str) -> None:
    assert read(PLAIN.replace("COMMAND", command)) == ExpectedWheels()


def test_a_command_may_go_on_in_the_next_line_and_promise_two_kinds_of_linux() -> None:
    text = """
    wheels:
      runs-on: ubuntu-latest
      strategy:
        matrix:
          platform:
            - {target: aarch64-unknown-linux-musl, compatibility: manylinux2014 musllinux_1_1}
            - {target: arm-unknown-linux-musleabihf, compatibility: linux}
            - {target: riscv64gc-unknown-linux-gnu, compatibility: manylinux_2_31}
      steps:
        - run: |
            python3 -m pip install maturin
            maturin build --release -o dist \\
              --target ${{ matrix.platform.target }} \\
              --compatibility ${{ matrix.platform.compatibility }} \\
              --features all
    """
    assert cells(text) == ["linux-aarch64", "linux-riscv64", "musllinux-aarch64", "musllinux-armv6l"]


def test_a_matrix_of_lists() -> None:
    text = """
    wheels:
      runs-on: ${{ matrix.place[0] }}
      strategy:
        matrix:
          place: [[ubuntu-22.04, manylinux_x86_64], [ubuntu-24.04-arm, musllinux_aarch64], [macos-13, macosx_x86_64], [windows-2022, win_amd64]]
          python: [cp312, cp313t]
          exclude: [{place: [windows-2022, win_amd64], python: cp313t}]
      steps:
        - uses: pypa/cibuildwheel@v3.0
          env: {CIBW_BUILD: "${{ matrix.python }}-${{ matrix.place[1] }}"}
    """
    assert cells(text) == [
        "linux-x86_64 3.12",
        "linux-x86_64 3.13t",
        "macos-x86_64 3.12",
        "macos-x86_64 3.13t",
        "musllinux-aarch64 3.12",
        "musllinux-aarch64 3.13t",
        "windows-amd64 3.12",
    ]


def test_conditions_on_matrix_and_runner_are_kept_and_on_events_taken_as_given() -> None:
    text = """
    wheels:
      runs-on: ${{ matrix.os }}
      strategy: {matrix: {os: [ubuntu-latest, macos-14], libc: [gnu, musl], exclude: [{os: macos-14, libc: musl}]}}
      steps:
        - {run: maturin build -i 3.11, if: "matrix.os == 'ubuntu-latest' && matrix.libc != 'musl'"}
        - {run: maturin build -i 3.10, if: "matrix.libc != 'gnu'"}
        - {run: maturin build -i 3.12, if: "${{ startsWith(matrix.os, 'macos') }}"}
        - {run: maturin build -i 3.13, if: "runner.os == 'macOS' && github.event_name == 'push'"}
        - {run: maturin build -i 3.14, if: "!contains(matrix.os, 'mac') && matrix.libc == 'gnu'"}
    """
    assert cells(text) == [
        "linux-x86_64 3.10",
        "linux-x86_64 3.11",
        "linux-x86_64 3.14",
        "macos-arm64 3.12",
        "macos-arm64 3.13",
    ]


def test_cibuildwheel_with_its_defaults() -> None:
    text = """
    wheels:
      runs-on: ${{ matrix.os }}
      strategy: {matrix: {os: [ubuntu-latest, windows-latest, macos-14]}}
      steps: [{uses: pypa/cibuildwheel@v3.0}]
    """
    assert cells(text) == ["linux-x86_64", "macos-arm64", "musllinux-x86_64", "windows-amd64"]


def test_cibuildwheel_with_archs_and_patterns() -> None:
    text = """
    wheels:
      runs-on: ubuntu-latest
      env: {CIBW_SKIP: "*-musllinux_aarch64 pp*"}
      steps:
        - run: python -m cibuildwheel --output-dir wheelhouse
          env: {CIBW_BUILD: "cp31{2,3}-* cp313t-*", CIBW_ARCHS_LINUX: x86_64 aarch64}
    """
    assert cells(text) == [
        f"{platform} {python}"
        for platform in ("linux-aarch64", "linux-x86_64", "musllinux-x86_64")
        for python in ("3.12", "3.13", "3.13t")
    ]


def test_an_option_that_only_a_run_can_tell_is_as_if_it_were_not_stated() -> None:
    text = """
    wheels:
      runs-on: ubuntu-latest
      steps:
        - uses: pypa/cibuildwheel@v3.0
          env: {CIBW_ARCHS: "i686 ${{ inputs.more }}", CIBW_SKIP: "*-musllinux*"}
    """
    assert cells(text) == ["linux-x86_64"]


def test_cibuildwheel_reads_pyproject_where_the_workflow_is_silent() -> None:
    text = """
    wheels:
      runs-on: macos-14
      strategy: {matrix: {python: ["312", "313"]}}
      steps:
        - uses: pypa/cibuildwheel@v3.0
          env: {CIBW_BUILD: "cp${{ matrix.python }}-*"}
    """
    macos = {"archs": ["universal2"]}
    assert cells(text, skip="*-win32", macos=macos, build="cp39-*") == [
        "macos-arm64 3.12",
        "macos-arm64 3.13",
        "macos-x86_64 3.12",
        "macos-x86_64 3.13",
    ]


@pytest.mark.parametrize(
    ("job", "why"),
    [
        ("{runs-on: '${{ inputs.runner }}', steps: [{run: maturin build}]}", "runs-on: ${{ inputs.runner }}"),
        ("{runs-on: big-iron, steps: [{run: maturin build}]}", "runs-on: big-iron"),
        (
            "{runs-on: ubuntu-latest, strategy: {matrix: '${{ fromJSON(x) }}'}, steps: [{run: uv build}]}",
            "its matrix is ${{ fromJSON(x) }}",
        ),
        (
            "{runs-on: ubuntu-latest, steps: [{uses: PyO3/maturin-action@v1, with: {target: mips64}}]}",
            "target: mips64",
        ),
        (
            "{runs-on: ubuntu-latest, steps: [{uses: PyO3/maturin-action@v1, with: {target: '${{ env.T }}'}}]}",
            "target: ${{ env.T }}",
        ),
        (
            "{uses: other/repo/.github/workflows/wheels.yml@v1}",
            "it is other/repo/.github/workflows/wheels.yml@v1, of another repository",
        ),
        (
            "{runs-on: ubuntu-latest, steps: [{run: maturin build, if: matrix.deploy}]}",
            "if: matrix.deploy",
        ),
    ],
)
def test_what_only_a_run_can_tell_is_named_and_nothing_is_guessed(job: str, why: str) -> None:
    found = read(f"wheels: {job}")
    assert found.cells == frozenset()
    assert found.unread == (f"job wheels of release.yml: {why}",)


def test_jobs_that_build_no_wheels_may_run_anywhere() -> None:
    assert (
        read("publish: {runs-on: big-iron, steps: [{uses: pypa/gh-action-pypi-publish@release/v1}]}")
        == ExpectedWheels()
    )
