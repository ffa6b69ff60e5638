"""Platforms and Pythons in the names of jobs."""

from __future__ import annotations

import pytest

from release_tasks.core.coverage.named_in import platform_in, python_in


@pytest.mark.parametrize(
    ("name", "platform", "python"),
    [
        ("smoke (ubuntu-latest, 3.12)", "linux-x86_64", "3.12"),
        ("smoke (macos-13, 3.13t)", "macos-x86_64", "3.13t"),
        ("Verify on macOS arm64", "macos-arm64", ""),
        ("Verify on macOS Intel, 3.12.4", "macos-x86_64", "3.12"),
        ("test (windows-11-arm, cp312)", "windows-arm64", "3.12"),
        ("smoke (linux, aarch64, pp311)", "linux-aarch64", "pypy3.11"),
        ("smoke / win_amd64 / py39", "windows-amd64", "3.9"),
        ("smoke (x86_64-unknown-linux-musl)", "musllinux-x86_64", ""),
        ("Smoke test on Alpine Linux", "musllinux-x86_64", ""),
        ("test windows x86", "windows-x86", ""),
        ("smoke-test (ubuntu-24.04-arm, pypy3.11)", "linux-aarch64", "pypy3.11"),
        ("smoke (manylinux_2_17_x86_64)", "linux-x86_64", ""),
        ("build docs", "", ""),
        ("publish (testpypi)", "", ""),
    ],
)
def test_what_a_name_holds(name: str, platform: str, python: str) -> None:
    assert (platform_in(name), python_in(name)) == (platform, python)
