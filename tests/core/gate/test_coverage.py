"""Whether a release serves what it is expected to serve."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from release_tasks.core.coverage.dropped import Drop, Dropped
from release_tasks.core.coverage.earlier import Earlier, earlier, later, requirements
from release_tasks.core.coverage.expected import ExpectedWheels, also, stated
from release_tasks.core.findings import Finding, Table
from release_tasks.core.gate.coverage import judge_coverage
from release_tasks.core.gate.verdicts import Failed, NotOffered, Passed, Verdict
from release_tasks.core.index import IndexFile, IndexPage
from release_tasks.core.tables import table_lines

LINUX, MAC, WINDOWS = "manylinux_2_17_x86_64", "macosx_11_0_arm64", "win_amd64"
ALL = [f"cp{python}-cp{python}-{place}" for python in (312, 313) for place in (LINUX, MAC, WINDOWS)]


def listed(version: str, tags: Sequence[str], requires: str = ">=3.12") -> tuple[IndexFile, ...]:
    names = [f"d-{version}-{each}.whl" for each in tags] + [f"d-{version}.tar.gz"]
    return tuple(IndexFile(name=each, url="", version=version, requires_python=requires) for each in names)


def judged(
    tags: Sequence[str],
    before: Sequence[str] | None = None,
    expected: ExpectedWheels | None = None,
    *,
    requires: str = ">=3.12",
    required_before: str = ">=3.12",
    later: Sequence[Sequence[str]] = (),
    dropped: Dropped | None = None,
) -> Verdict:
    last = (
        Earlier(version="0.9", listed=listed("0.9", before, required_before)) if before is not None else None
    )
    return judge_coverage(
        "d 1.0",
        requirements(listed("1.0", tags, requires)),
        last,
        expected or ExpectedWheels(),
        later=[requirements(listed("1.1", each, requires)) for each in later],
        dropped=dropped,
        settle=lambda names: f"name {' and '.join(names)}",
    )


def failed(verdict: Verdict) -> tuple[Finding, ...]:
    assert isinstance(verdict, Failed), verdict
    assert all(each.subject and each.expected and each.found and each.remedy for each in verdict.findings)
    return verdict.findings


def table_of(verdict: Verdict) -> Table:
    (found,) = (each for each in verdict.evidence if isinstance(each, Table))
    return found


def told(verdict: Verdict) -> list[str]:
    return [each.what for each in verdict.evidence]


def test_the_same_cells_as_before_pass_with_a_table() -> None:
    verdict = judged(ALL, ALL)
    assert isinstance(verdict, Passed)
    table = table_of(verdict)
    assert told(verdict)[:2] == [
        "9 platforms, 6 Pythons: wheels for 6, the sdist for 48",
        "coverage of d 1.0",
    ]
    lines = table_lines(table)
    assert lines[0].split() == ["3.12", "3.13", "3.14", "3.14t", "3.15", "3.15t"]
    assert lines[1].split() == ["linux-x86_64", "(glibc", "2.17)", "cp312", "cp313", *["sdist"] * 4]
    assert table.rows[0][1].value == f"d-1.0-cp312-cp312-{LINUX}.whl"


def test_a_platform_that_was_lost_fails_and_names_the_files_of_then() -> None:
    verdict = judged([each for each in ALL if MAC not in each], ALL)
    assert not any("gone" in each for each in told(verdict)), "it is a failure, and told once"
    (finding,) = failed(verdict)
    assert (finding.kind, finding.subject) == ("served by 0.9, and not any more", "macos-arm64")
    assert finding.expected.startswith(
        "3.12, 3.13, as in 0.9: d-0.9-cp312-cp312-macosx_11_0_arm64.whl, d-0.9-cp313"
    )
    assert finding.found == "the sdist only"


def test_a_python_that_was_lost_is_one_finding_for_all_platforms() -> None:
    (finding,) = failed(judged(ALL[3:], ALL))
    assert finding.subject == "linux-x86_64, macos-arm64, windows-amd64"
    assert finding.expected.startswith("3.12, as in 0.9: ")


def doubted(verdict: Verdict) -> tuple[Finding, ...]:
    assert isinstance(verdict, Passed), verdict
    assert all(each.subject and each.expected and each.found and each.remedy for each in verdict.doubts)
    return verdict.doubts


def test_a_python_that_has_ended_and_went_everywhere_is_a_doubt_and_no_failure() -> None:
    old = [f"cp313-cp313t-{LINUX}", f"pp310-pypy310_pp73-{MAC}", f"cp39-cp39-{WINDOWS}"]
    verdict = judged(ALL, [*ALL, *old], requires=">=3.9", required_before=">=3.9")
    (doubt,) = doubted(verdict)
    assert doubt.subject == "3.13t on linux-x86_64; pypy3.10 on macos-arm64; 3.9 on windows-amd64"
    assert doubt.kind == "not served any more since 0.9; nobody keeps it up"


def test_a_python_that_has_ended_and_went_in_one_place_alone_is_lost() -> None:
    old = [f"cp313-cp313t-{LINUX}", f"cp313-cp313t-{MAC}"]
    (finding,) = failed(judged([*ALL, old[0]], [*ALL, *old]))
    assert (finding.subject, finding.expected[:5]) == ("macos-arm64", "3.13t")


def test_beside_a_failure_a_doubt_is_told() -> None:
    verdict = judged(ALL[1:], [*ALL, f"cp313-cp313t-{LINUX}"])
    assert len(failed(verdict)) == 1
    assert "3.13t on linux-x86_64: not served any more since 0.9; nobody keeps it up" in told(verdict)


def test_what_no_later_release_serves_either_was_meant_to_go() -> None:
    fewer = [each for each in ALL if MAC not in each]
    (doubt,) = doubted(judged(fewer, ALL, later=[fewer, fewer]))
    assert doubt.subject == "3.12, 3.13 on macos-arm64"
    assert doubt.kind == "not served any more since 0.9; no later release serves it either"
    (finding,) = failed(judged(fewer, ALL, later=[fewer, ALL]))
    assert finding.subject == "macos-arm64"
    (finding,) = failed(judged(fewer, ALL, later=[fewer, [*fewer, ALL[1]]]))
    assert finding.expected.startswith("3.12, as in 0.9"), "it came back on 3.12, so that was an accident"
    assert judged(ALL, ALL, later=[fewer]) == judged(ALL, ALL)


def dropping(**cells: str) -> Dropped:
    """Each is a platform by its first word, or a Python: ``macos="why"``, ``cp312="why"``."""
    places = {"macos": ("macos-arm64", ""), "windows": ("windows-amd64", ""), "cp312": ("", "3.12")}
    return Dropped(
        cells=tuple(
            Drop(platform=places[name][0], python=places[name][1], why=why) for name, why in cells.items()
        )
    )


def test_what_a_person_says_was_dropped_is_told_with_the_reason_and_is_no_failure() -> None:
    verdict = judged([each for each in ALL if MAC not in each], ALL, dropped=dropping(macos="no runner"))
    (doubt,) = doubted(verdict)
    assert doubt.kind == "not served any more since 0.9; said to be dropped: no runner"
    assert (doubt.subject, doubt.found) == ("3.12, 3.13 on macos-arm64", "the sdist only")
    assert doubt.remedy.endswith("installers there get the sdist only, or an older version")
    assert not any("not gone" in each for each in told(verdict))


def test_the_rest_of_what_was_lost_still_fails_and_says_how_it_is_named() -> None:
    left = [each for each in ALL if MAC not in each and WINDOWS not in each]
    verdict = judged(left, ALL, dropped=dropping(macos="no runner"))
    (finding,) = failed(verdict)
    assert finding.subject == "windows-amd64"
    assert finding.remedy.endswith("; if it is meant to go: name windows-amd64")
    assert "3.12, 3.13 on macos-arm64: not served any more since 0.9; said to be dropped: no runner" in told(
        verdict
    )


def test_each_reason_is_told_by_itself() -> None:
    left = [each for each in ALL[3:] if MAC not in each]
    kinds = [each.kind for each in doubted(judged(left, ALL, dropped=dropping(macos="one", cp312="other")))]
    assert [each.rpartition(": ")[2] for each in kinds] == ["other", "one"]


def test_what_is_said_to_be_dropped_and_was_not_lost_is_told() -> None:
    verdict = judged(ALL, ALL, dropped=replace(dropping(macos="no runner"), sdist="too large"))
    assert isinstance(verdict, Passed)
    assert not verdict.doubts
    assert "said to be dropped, and not gone: macos-arm64, sdist" in told(verdict)


def test_nobody_drops_what_settings_expect() -> None:
    verdict = judged([ALL[0]], ALL[:2], stated(["macos-arm64"], ["3.12"]), dropped=dropping(macos="?"))
    (finding,) = failed(verdict)
    assert (finding.kind, finding.subject) == ("no wheel where one is expected", "macos-arm64")
    assert not any("said to be dropped" in each for each in told(verdict)), "it is a failure, and told once"


def test_a_wheel_for_any_system_does_not_hide_that_one_of_a_systems_own_is_gone() -> None:
    both = [*ALL, "py3-none-any"]
    (finding,) = failed(judged([each for each in both if MAC not in each], both))
    assert (finding.subject, finding.found) == ("macos-arm64", "a wheel for any system only")
    assert finding.expected.startswith("3.12, 3.13, as in 0.9: d-0.9-cp312-cp312-macosx_11_0_arm64.whl")
    named = stated(["linux-x86_64", "macos-arm64"], ["3.12", "3.13"])
    (finding,) = failed(judged([each for each in both if MAC not in each], both, named))
    assert finding.subject == "macos-arm64", "settings that name it do not let it go"


def test_a_release_that_nobody_may_install_is_not_judged_and_one_of_former_days_is() -> None:
    verdict = judged(["py3-none-any"], requires="<3")
    assert isinstance(verdict, NotOffered)
    assert verdict.finding.found == "Requires-Python is <3"
    former = judged(["py3-none-any"], requires=">=3.6,<3.8")
    assert isinstance(former, Passed)
    assert table_of(former).columns == ("", "3.6", "3.7")


def test_a_system_without_a_row_that_lost_its_wheels_is_a_doubt() -> None:
    android = "cp313-cp313-android_{}_arm64_v8a"
    (doubt,) = doubted(judged(ALL, [*ALL, android.format(21), f"cp312-cp312-{MAC}"]))
    assert doubt.subject == "android_arm64_v8a"
    assert doubted(judged([*ALL, android.format(24)], [*ALL, android.format(21)])) == ()


def test_a_python_that_requires_python_leaves_out_is_told_and_no_loss() -> None:
    verdict = judged(ALL[3:], ALL, requires=">=3.13")
    assert isinstance(verdict, Passed)
    assert "left out by Requires-Python since 0.9: 3.12" in told(verdict)


def test_a_python_that_nobody_built_yet_is_no_failure_and_what_is_new_is_told() -> None:
    verdict = judged([*ALL, f"cp314-cp314-{LINUX}"], ALL)
    assert isinstance(verdict, Passed)
    assert "gained since 0.9: 3.14 on linux-x86_64" in told(verdict)


def test_a_newer_least_system_is_told() -> None:
    newer = [each.replace("2_17", "2_34") for each in ALL]
    assert "linux-x86_64 needs glibc 2.34 since 0.9; glibc 2.17 was enough" in told(judged(newer, ALL))
    assert not any("needs" in each for each in told(judged(ALL, newer)))
    assert not any("needs" in each for each in told(judged(ALL, ["py2-none-any"]))), "it served nobody before"
    pure = told(judged(ALL[:1], ["py3-none-any"]))
    assert "linux-x86_64 needs glibc 2.17 since 0.9; any was enough" in pure


def test_a_row_says_each_least_system_that_its_cells_need() -> None:
    mixed = [ALL[0], ALL[3].replace("2_17", "2_34")]
    assert table_of(judged(mixed)).rows[0][0].text == "linux-x86_64 (glibc 2.17 / 2.34)"


def test_wheels_where_the_sdist_was_gone_before() -> None:
    sdists = judge_coverage("d 1.0", {"d-1.0.tar.gz": ""}, None, ExpectedWheels())
    assert isinstance(sdists, NotOffered)
    gone = judge_coverage("d 1.0", {}, Earlier(version="0.9", listed=listed("0.9", [])), ExpectedWheels())
    (finding,) = failed(gone)
    assert (finding.subject, finding.found) == ("all platforms", "no file")


def test_a_pure_wheel_is_all_that_anybody_can_expect() -> None:
    verdict = judged(["py3-none-any"])
    assert isinstance(verdict, Passed)
    assert table_lines(table_of(verdict))[1].split()[:3] == ["all", "platforms", "any"]
    assert isinstance(judged(["py3-none-any"], ALL), Passed)


def test_a_pure_wheel_that_gave_way_to_one_platform_is_a_loss_on_all_others() -> None:
    (finding,) = failed(judged([f"py3-none-{LINUX}"], ["py3-none-any"]))
    assert "linux-x86_64" not in finding.subject.split(", ")
    assert "windows-arm64" in finding.subject.split(", ")
    assert "all Pythons" in finding.expected


def test_a_first_release_of_which_nobody_says_what_is_expected_is_not_judged() -> None:
    verdict = judged(ALL)
    assert isinstance(verdict, NotOffered)
    assert verdict.finding.kind == "nothing says which platforms are expected"
    assert "platforms = " in verdict.finding.remedy
    assert verdict.finding.found == "none of these"
    unread = judged(ALL, None, ExpectedWheels(unread=("job mac: its matrix is made",)))
    assert isinstance(unread, NotOffered)
    assert unread.finding.found == "job mac: its matrix is made"
    assert table_of(verdict).rows


def test_what_settings_state_has_to_be_there() -> None:
    expected = stated(["linux-x86_64", "linux-aarch64"], ["3.12", "3.13", "/opt/python"])
    (finding,) = failed(judged(ALL, None, expected))
    assert (finding.subject, finding.expected) == (
        "linux-aarch64",
        "a wheel for 3.12, 3.13, named by the settings",
    )
    assert isinstance(judged(ALL, None, stated(["linux-x86_64", "macos-arm64"], ["3.12"])), Passed)


def test_settings_that_name_both_sides_let_the_rest_go() -> None:
    fewer = [each for each in ALL if MAC not in each]
    verdict = judged(fewer, ALL, stated(["linux-x86_64", "windows-amd64"], ["3.12", "3.13"]))
    assert isinstance(verdict, Passed)
    assert "gone since 0.9, as the settings say: 3.12, 3.13 on macos-arm64" in told(verdict)


def test_settings_that_name_one_side_leave_the_other_to_the_release_before() -> None:
    only_platforms = stated(["linux-x86_64"], ())
    assert failed(judged(ALL[3:], ALL, only_platforms))[0].kind == "served by 0.9, and not any more"
    assert (
        failed(judged(ALL, ALL, stated(["linux-s390x"], ())))[0].expected == "a wheel, named by the settings"
    )
    (finding,) = failed(judged(ALL, ALL, stated((), ["3.14"])))
    assert (finding.subject, finding.kind) == ("Python 3.14", "no wheel where one is expected")
    assert isinstance(judged(ALL, ALL, stated((), ["3.13", "3.11"])), Passed), (
        "3.11 is outside Requires-Python"
    )


def test_what_is_missing_is_not_told_as_lost_too() -> None:
    expected = ExpectedWheels(cells=frozenset({("macos-arm64", "3.12")}), source="release.yml")
    found = failed(judged([each for each in ALL if MAC not in each], ALL, expected))
    assert [(each.kind, each.expected) for each in found] == [
        ("no wheel where one is expected", "a wheel for 3.12, named by release.yml"),
        ("served by 0.9, and not any more", "3.13, as in 0.9: d-0.9-cp313-cp313-macosx_11_0_arm64.whl"),
    ]


def test_two_sources_add_up_and_what_was_not_understood_is_told() -> None:
    workflow = ExpectedWheels(
        cells=frozenset({("linux-x86_64", "")}), source="release.yml", unread=("job mac: its matrix is made",)
    )
    both = also(stated((), ["3.12"]), workflow)
    assert (both.source, both.platforms, both.pythons) == (
        "the settings and release.yml",
        ("linux-x86_64",),
        ("3.12",),
    )
    seen = told(judged(ALL, ALL, both))
    assert "the settings and release.yml: some platform (3.12), linux-x86_64" in seen
    assert "not understood, and left out: job mac: its matrix is made" in seen


def test_wheels_for_other_systems_are_named() -> None:
    verdict = judged([*ALL, "cp313-cp313-ios_13_0_arm64_iphoneos"], ALL)
    assert "for none of these platforms: d-1.0-cp313-cp313-ios_13_0_arm64_iphoneos.whl" in told(verdict)


def test_a_pypy_is_a_column_with_its_own_abi() -> None:
    verdict = judged([*ALL, f"pp311-pypy311_pp73-{LINUX}"], requires=">=3.11")
    lines = table_lines(table_of(verdict))
    assert lines[0].split()[-1] == "pypy3.11"
    assert lines[1].split()[-1] == "pp73"


def test_rare_platforms_are_rows_where_a_file_is_or_somebody_asks() -> None:
    def first_cells(verdict: Verdict) -> list[str]:
        return [row[0].value for row in table_of(verdict).rows]

    assert "linux-s390x" not in first_cells(judged(ALL, ALL))
    assert "linux-s390x" in first_cells(judged(ALL, [*ALL, "cp312-cp312-manylinux2014_s390x"]))
    assert "musllinux-riscv64" in first_cells(judged(ALL, ALL, stated(["musllinux-riscv64"], ())))
    assert "manylinux_2_28_x86_64" in first_cells(judged(ALL, ALL, stated(["manylinux_2_28_x86_64"], ())))


def test_the_release_before_is_what_users_got() -> None:
    page = IndexPage(
        endpoint=None,  # type: ignore[arg-type]  # nobody asks where it came from
        project="d",
        files=(
            *listed("0.9", ALL),
            *listed("1.0", ALL),
            *(replace(each, yanked=True) for each in listed("0.9.1", ALL)),
        ),
    )
    last = earlier(page, "1.0")
    assert last is not None
    assert (last.version, len(last.files)) == ("0.9", 7)
    assert earlier(page, "0.9") is None
    assert [max(each) for each in later(page, "0.8")] == ["d-0.9.tar.gz", "d-1.0.tar.gz"]
    assert [*later(page, "1.0")] == []
