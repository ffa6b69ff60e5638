"""Names of platforms, and the tags that installers accept there."""

from __future__ import annotations

import pytest
from packaging.tags import mac_platforms

from release_tasks.core.coverage.platforms import (
    KNOWN,
    UnknownPlatformError,
    needed,
    platform_named,
    platforms_of,
    ranks,
)


@pytest.mark.parametrize("name", KNOWN)
def test_a_plain_name_is_its_own_and_has_tags(name: str) -> None:
    assert platform_named(name) == name
    assert ranks(name)


@pytest.mark.parametrize(
    ("spelled", "name"),
    [
        ("linux-arm64", "linux-aarch64"),
        ("Linux_AMD64", "linux-x86_64"),
        ("manylinux-x86_64", "linux-x86_64"),
        ("linux-x86-64", "linux-x86_64"),
        ("linux-armv7", "linux-armv7l"),
        ("alpine-x64", "musllinux-x86_64"),
        ("linux-musl-aarch64", "musllinux-aarch64"),
        ("macosx-aarch64", "macos-arm64"),
        ("darwin-x64", "macos-x86_64"),
        ("win_amd64", "windows-amd64"),
        ("windows-x86_64", "windows-amd64"),
        ("win32", "windows-x86"),
        ("windows-i686", "windows-x86"),
        ("windows-aarch64", "windows-arm64"),
        ("manylinux_2_28_x86_64", "manylinux_2_28_x86_64"),
        ("macosx_11_0_arm64", "macosx_11_0_arm64"),
    ],
)
def test_other_spellings_mean_the_same(spelled: str, name: str) -> None:
    assert platform_named(spelled) == name


@pytest.mark.parametrize(
    ("spelled", "nearest"),
    [
        ("windwos-amd64", "windows-amd64"),
        ("linux", "linux-x86_64"),
        ("macos-i686", "macos-x86_64"),
        ("macos-armv7", "macos-arm64"),
        ("amiga", ""),
        ("manylinux_2_16_aarch64", "linux-aarch64"),
    ],
)
def test_what_is_no_platform_is_refused_with_the_nearest_that_is(spelled: str, nearest: str) -> None:
    with pytest.raises(UnknownPlatformError) as caught:
        platform_named(spelled)
    assert caught.value.nearest == nearest
    with pytest.raises(UnknownPlatformError):
        ranks("amiga")


def test_newer_systems_take_what_older_ones_take_and_like_their_own_best() -> None:
    tags = ranks("manylinux_2_28_x86_64")
    assert list(tags)[:2] == ["manylinux_2_28_x86_64", "manylinux_2_27_x86_64"]
    assert tags["manylinux_2_17_x86_64"] + 1 == tags["manylinux2014_x86_64"]
    assert list(tags)[-1] == "manylinux1_x86_64"
    assert "manylinux_2_29_x86_64" not in tags
    assert tags.keys() < ranks("linux-x86_64").keys()
    assert "musllinux_1_1_x86_64" in ranks("musllinux-x86_64")
    assert not ranks("musllinux-x86_64").keys() & ranks("linux-x86_64").keys()


def test_wheels_for_aarch64_begin_with_glibc_2_17() -> None:
    assert list(ranks("linux-aarch64"))[-2:] == ["manylinux_2_17_aarch64", "manylinux2014_aarch64"]


def test_a_tag_that_pypi_refuses_serves_nobody() -> None:
    assert not platforms_of("linux_x86_64")
    assert not platforms_of("macosx_11_1_arm64")
    assert platforms_of("linux_armv6l") == ("linux-armv6l", "musllinux-armv6l"), (
        "the tag says nothing of the C library"
    )


def test_macs_are_what_packaging_says() -> None:
    assert list(ranks("macosx_13_0_arm64")) == list(mac_platforms((13, 0), "arm64"))


def test_one_tag_may_be_for_two_platforms() -> None:
    assert platforms_of("macosx_10_12_universal2") == ("macos-x86_64", "macos-arm64")
    assert platforms_of("manylinux2014_s390x") == ("linux-s390x",)
    assert platforms_of("win32") == ("windows-x86",)
    assert platforms_of("ios_13_0_arm64_iphoneos") == ()


@pytest.mark.parametrize(
    ("tag", "least"),
    [
        ("manylinux2014_x86_64", "glibc 2.17"),
        ("manylinux1_i686", "glibc 2.5"),
        ("manylinux_2_34_x86_64", "glibc 2.34"),
        ("musllinux_1_2_aarch64", "musl 1.2"),
        ("macosx_11_0_arm64", "macOS 11.0"),
        ("win_amd64", ""),
        ("any", ""),
    ],
)
def test_the_least_system_is_told(tag: str, least: str) -> None:
    assert needed(tag) == least
