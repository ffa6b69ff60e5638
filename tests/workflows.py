"""A host whose origin is on GitHub, and the workflow that releases it."""

from __future__ import annotations

from pathlib import Path

from hosting import Host, make_host

RELEASE = """\
name: release
on:
  push:
    tags: ["{tag}"]
  workflow_dispatch:
permissions: {{}}
jobs:
  sdist:
    runs-on: ubuntu-latest
    steps:
      - run: python -m build --sdist
      - uses: actions/upload-artifact@v7
        with: {{ name: sdist, path: dist/* }}
  wheels:
    strategy: {{ matrix: {{ os: [linux, windows] }} }}
    runs-on: ${{{{ matrix.os }}}}
    steps:
      - run: python -m build --wheel
      - uses: actions/upload-artifact@v7
        with: {{ name: "wheels-${{{{ matrix.os }}}}", path: dist/* }}
  testpypi:
    needs: [sdist, wheels]
    runs-on: ubuntu-latest
    environment: testpypi
    permissions: {{ id-token: write }}
    steps:
      - uses: actions/download-artifact@v8
        with: {{ path: dist, merge-multiple: true }}
      - uses: pypa/gh-action-pypi-publish@release/v1
        with: {{ repository-url: "https://testpypi.index.example/legacy/" }}
  publish:
    needs: testpypi
    runs-on: ubuntu-latest
    environment: pypi-production
    permissions: {{ id-token: write }}
    steps:
      - uses: actions/download-artifact@v8
        with: {{ path: dist, merge-multiple: true }}
      - uses: pypa/gh-action-pypi-publish@release/v1
"""
ADDRESS = "https://github.com/ada/demo.git"


TABLES = {
    "recorder_monorepo": ("pyproject.toml", "[tool.release-tasks.packages.recorder]"),
    "barter_workspace": ("release-tasks.toml", "[packages.barter-python]"),
}
"""Where the settings of a host's package are; elsewhere in pyproject.toml, and without any."""


def on_github(name: str, folder: Path, workflow: str = RELEASE, settings: str = "") -> Host:
    """Make a host whose origin is at GitHub by its written address, and here in truth; a release workflow is in it.

    ``workflow`` holds ``{tag}``, in whose place the pattern of the package's tags is put; ``settings`` are
    lines for the package's table.
    """
    host = make_host(name, folder)
    host.git("config", f"url.{host.origin}.insteadOf", ADDRESS)
    host.git("remote", "set-url", "origin", ADDRESS)
    form = host.package.tag.replace("{version}", "*")
    host.write(".github/workflows/release.yml", workflow.format(tag=form))
    if settings:
        _state(host, settings)
    host.commit("ci: release")
    host.git("push", "--quiet", "origin", "main")
    return host


def _state(host: Host, settings: str) -> None:
    path, head = TABLES.get(host.name, ("pyproject.toml", "[tool.release-tasks]"))
    text = host.read(path)
    text = text if f"{head}\n" in text else f"{text}\n{head}\n"
    host.write(path, text.replace(f"{head}\n", f"{head}\n{settings}", 1))
