"""Stage validate: what has to be shown of a tree before it may be released."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import builders as b
from judging import change, findings, kinds, told

from release_tasks.checklist import metadata, validate
from release_tasks.core.actions import Build, Smoke
from release_tasks.core.artifacts import BuiltFile, StrictCheck, Unreadable
from release_tasks.core.commands import RunCommands
from release_tasks.core.coverage.earlier import Earlier
from release_tasks.core.coverage.expected import ExpectedWheels
from release_tasks.core.distributions.audits import BinaryAudit
from release_tasks.core.distributions.contents import contents_of
from release_tasks.core.distributions.predecessor import Predecessor
from release_tasks.core.findings import Finding, Table
from release_tasks.core.given import Lazy
from release_tasks.core.index import IndexFile
from release_tasks.core.model import Change, Done, Ok, Outcome, Skip, Warn
from release_tasks.core.project import Command, Inference
from release_tasks.core.validation import digest_of

FILES = (b.WHEEL, b.SDIST)


def test_check_version_is_the_same_item_in_a_second_stage() -> None:
    assert validate.check_version.id == "validate.check-version"
    assert validate.check_version.judge is metadata.check_version.judge


def run_of_tests(**changes: Any) -> Outcome:
    facts: dict[str, Any] = {
        "request": b.a_request(),
        "project": b.a_project(),
        "target": b.a_target(),
        "last": Lazy(b.a_last),
        "git": b.a_git(),
        "tree": b.a_tree(),
        "ledger": b.a_ledger(),
    }
    return validate.tests.judge(**(facts | changes))


def test_the_projects_own_tests_run_on_the_tree_that_will_be_released() -> None:
    (action,) = change(run_of_tests()).actions
    assert isinstance(action, RunCommands)
    assert (action.describe(), action.bound_to, action.folder) == (("run just test",), b.TREE, b.ROOT)


def test_tests_that_passed_on_this_tree_are_done() -> None:
    assert isinstance(run_of_tests(ledger=b.a_ledger(b.tests_passed())), Done)


def test_tests_on_another_tree_or_by_other_commands_are_stale() -> None:
    assert change(run_of_tests(ledger=b.a_ledger(b.tests_passed("ee" * 20)))).stale == (
        "tests passed on eeeeeeeeeeee; it is 7e7e7e7e7e7e now"
    )
    assert "other commands" in change(run_of_tests(ledger=b.a_ledger(b.tests_passed(b.TREE, "pytest")))).stale


def test_a_look_at_what_is_released_tells_of_the_tree_of_its_tag() -> None:
    out = "ee" * 20
    tag = b.a_tag("v1.3.0", tree=out)
    known: dict[str, Any] = {
        "target": b.a_target(asked=None),
        "last": Lazy(lambda: b.a_last("1.3.0", tag=tag)),
        "request": b.a_request(task="status"),
    }
    passed = {"ledger": b.a_ledger(b.tests_passed(out))}
    built = {"artifacts": b.some_artifacts(*FILES, tree=out)}
    assert isinstance(run_of_tests(**known, **passed), Done)
    assert isinstance(build(**known, **built), Done)
    for other in (
        {"request": b.a_request(task="validate")},
        {"target": b.a_target(asked="1.3.0")},
        {"last": Lazy(b.a_last)},
    ):
        assert isinstance(run_of_tests(**{**known, **other}, **passed), Change)
        assert isinstance(build(**{**known, **other}, **built), Change)


def test_tests_of_a_tree_with_strangers_would_prove_nothing() -> None:
    strangers = b.a_tree(strangers=("?? notes.txt",))
    assert kinds(run_of_tests(tree=strangers)) == ["changed, and not a file of the release"]
    assert kinds(run_of_tests(tree=strangers, project=b.a_project(tests=()))) == [
        "changed, and not a file of the release"
    ]


def test_nothing_is_tested_or_built_in_the_middle_of_a_merge() -> None:
    merging = b.a_git(operation="merge")
    assert kinds(run_of_tests(git=merging)) == ["a merge is under way"]
    assert kinds(build(git=merging)) == ["a merge is under way"]


def test_a_project_without_stated_tests_is_told_so() -> None:
    outcome = run_of_tests(project=b.a_project(tests=()))
    assert isinstance(outcome, Skip)
    assert "tests = " in outcome.reason


def build(*, git: Any = None, tree: Any = None, sources: Any = None, **changes: Any) -> Outcome:
    facts: dict[str, Any] = {
        "request": b.a_request(),
        "project": b.a_project(),
        "target": b.a_target(),
        "last": Lazy(b.a_last),
        "git": Lazy(lambda: git or b.a_git()),
        "sources": Lazy(lambda: sources or b.some_sources("1.3.0")),
        "tree": Lazy(lambda: tree or b.a_tree()),
        "artifacts": b.some_artifacts(),
    }
    return validate.build.judge(**(facts | changes))


def test_files_are_built_from_the_tree_that_will_be_released() -> None:
    wanted = change(build())
    (action,) = wanted.actions
    assert isinstance(action, Build)
    assert (action.tree, action.version, action.dist) == (b.TREE, "1.3.0", b.ROOT / "dist")
    assert action.describe() == ("build sdist and wheel of demo 1.3.0 into /work/demo/dist",)
    assert wanted.stale == ""


def test_the_projects_own_build_is_what_runs() -> None:
    (action,) = change(build(project=b.a_project(build=(Command(argv=("just", "build")),)))).actions
    assert action.describe() == ("run just build",)


def test_files_that_were_built_from_this_tree_are_done_and_named() -> None:
    assert told(build(artifacts=b.some_artifacts(*FILES))) == ["2 files", b.WHEEL.name, b.SDIST.name]


def test_files_of_another_tree_are_stale() -> None:
    wanted = change(build(artifacts=b.some_artifacts(*FILES, tree="ee" * 20)))
    assert wanted.stale == "dist was built from tree eeeeeeeeeeee; it is 7e7e7e7e7e7e now"


def test_nothing_is_built_from_a_tree_with_strangers_or_of_another_version() -> None:
    outcome = build(tree=b.a_tree(strangers=("M src/demo.py",)), sources=b.some_sources("1.2.0"))
    assert kinds(outcome) == ["changed, and not a file of the release", "states another version"]


def test_files_that_were_given_are_not_built_again() -> None:
    def never() -> Any:
        raise AssertionError("a job that only has the files has no tree to look at")

    outcome = validate.build.judge(
        request=b.a_request(dist=b.ROOT / "given"),
        project=b.a_project(),
        target=b.a_target(),
        last=Lazy(never),
        git=Lazy(never),
        sources=Lazy(never),
        tree=Lazy(never),
        artifacts=b.some_artifacts(),
    )
    assert outcome == Skip(reason="--dist: the files in /work/demo/given are taken as they are")


def lazily(value: Any) -> Lazy[Any]:
    return Lazy(lambda: value)


def artifacts(files: Any, *problems: Finding, **changes: Any) -> Outcome:
    facts: dict[str, Any] = {
        "request": b.a_request(),
        "project": b.a_project(publish="ci"),
        "target": b.a_target(),
        "files": files,
        "strict": StrictCheck(problems=problems),
        "expected": ExpectedWheels(),
        "before": Predecessor(unknown="offline: no index was asked"),
        "audit": BinaryAudit(),
    }
    for name in ("expected", "before", "audit"):
        facts[name] = lazily(changes.pop(name, facts[name]))
    return validate.artifacts.judge(**(facts | changes))


def test_files_that_are_what_their_names_say_pass() -> None:
    outcome = artifacts(b.some_artifacts(*FILES))
    assert isinstance(outcome, Ok)
    assert told(outcome) == [
        "2 files hold what their names say",
        b.WHEEL.name,
        b.SDIST.name,
        "coverage of demo 1.3.0, as far as it is built here",
        "not compared with the last release: offline: no index was asked",
    ]


def test_a_fault_in_a_file_fails() -> None:
    strict = Finding(kind="fails the strict metadata check", subject=b.WHEEL.name, remedy="mend the readme")
    assert kinds(artifacts(b.some_artifacts(*FILES), strict)) == ["fails the strict metadata check"]
    assert kinds(artifacts(b.some_artifacts(b.WHEEL))) == ["no sdist of 1.3.0"]
    broken = Unreadable(path=b.ROOT / "dist/x.whl", reason="no zip file")
    assert kinds(artifacts(b.some_artifacts(*FILES, unreadable=(broken,)))) == [
        "cannot be read as an sdist or wheel"
    ]


def test_one_job_of_a_workflow_may_hold_a_wheel_alone() -> None:
    given = b.a_request(dist=b.ROOT / "dist")
    assert isinstance(artifacts(b.some_artifacts(b.WHEEL, manifest=None), request=given), Ok)


LINUX = BuiltFile(name="demo-1.3.0-cp312-cp312-manylinux_2_17_x86_64.whl", sha256="cc" * 32, size=30)
MAC = "demo-1.2.0-cp312-cp312-macosx_11_0_arm64.whl"


def before(*names: str, **changes: Any) -> Predecessor:
    files = tuple(IndexFile(name=each, url="", version="1.2.0") for each in names)
    return Predecessor(release=Earlier(version="1.2.0", listed=files), **changes)


def test_on_one_machine_other_platforms_are_left_to_ci() -> None:
    outcome = artifacts(
        b.some_artifacts(LINUX, b.SDIST),
        before=before(MAC),
        expected=ExpectedWheels(cells=frozenset({("windows-amd64", "3.12")}), source="release.yml"),
    )
    assert isinstance(outcome, Ok)
    (table,) = (each for each in outcome.evidence if isinstance(each, Table))
    assert [row[0].value for row in table.rows] == ["linux-x86_64"]
    assert told(outcome)[4:] == [
        "not built here, and left to CI: macos-arm64, windows-amd64",
        "gained since 1.2.0: 3.12 on linux-x86_64",
    ]


def test_where_settings_say_that_this_machine_publishes_what_is_missing_fails() -> None:
    stated = b.a_project(publish="local", inferred=())
    outcome = artifacts(b.some_artifacts(LINUX, b.SDIST), before=before(MAC), project=stated)
    assert kinds(outcome) == ["served by 1.2.0, and not any more"]
    inferred = replace(stated, inferred=(Inference(key="publish", value="local", because="no workflow"),))
    assert isinstance(artifacts(b.some_artifacts(LINUX, b.SDIST), before=before(MAC), project=inferred), Ok)
    first = artifacts(b.some_artifacts(LINUX, b.SDIST), project=stated)
    assert "coverage was not judged: nothing says which platforms are expected" in told(first)


def test_a_job_that_has_the_sdist_alone_covers_nothing() -> None:
    outcome = artifacts(b.some_artifacts(b.SDIST, manifest=None), request=b.a_request(dist=b.ROOT / "dist"))
    assert not any("coverage" in each for each in told(outcome))


def with_contents(**changes: Any) -> Any:
    contents = contents_of(b.WHEEL.name, "", members=["demo/__init__.py"])
    return b.some_artifacts(
        *FILES,
        distributions=(
            b.a_distribution(b.WHEEL, contents=replace(contents, **changes)),
            b.a_distribution(b.SDIST),
        ),
    )


OLD = contents_of("demo-1.2.0-py3-none-any.whl", "", members=["demo/__init__.py"])


def test_what_was_lost_since_the_last_release_is_a_warning_for_a_person() -> None:
    old = replace(OLD, extras=frozenset({"fast"}))
    last = before(OLD.file, like=b.WHEEL.name, contents=old)
    outcome = artifacts(with_contents(), before=last)
    assert isinstance(outcome, Warn)
    (finding,) = findings(outcome)
    assert (finding.kind, finding.expected) == (
        "extras of the last release are gone",
        "fast, as in demo-1.2.0-py3-none-any.whl",
    )
    assert f"{b.WHEEL.name} compared with {OLD.file}: see above" in told(outcome)


def test_nothing_lost_is_said_and_what_is_new_too() -> None:
    last = before(OLD.file, like=b.WHEEL.name, contents=OLD, uncompared="its files were too large")
    assert told(artifacts(with_contents(requires=frozenset({"rich"})), before=last))[4:] == [
        "contents not compared: its files were too large",
        f"{b.WHEEL.name} compared with {OLD.file}: nothing is lost",
        "new dependencies: rich",
    ]
    same = told(artifacts(with_contents(), before=last))
    assert same[-1] == f"{b.WHEEL.name} compared with {OLD.file}: nothing is lost, nothing is new"


def test_what_is_plainly_broken_fails_with_what_is_lost_besides() -> None:
    last = before(OLD.file, like=b.WHEEL.name, contents=replace(OLD, extras=frozenset({"fast"})))
    outcome = artifacts(with_contents(files=frozenset({"other.py"})), before=last)
    assert kinds(outcome) == [
        "cannot be imported any more: demo is not in it",
        "top-level modules of the last release are gone",
        "extras of the last release are gone",
    ]


def test_what_the_audits_found_fails_and_what_they_left_out_is_told() -> None:
    wrong = Finding(kind="uses what is not in the stable ABI", subject=b.WHEEL.name, remedy="mend it")
    assert kinds(artifacts(b.some_artifacts(*FILES), audit=BinaryAudit(problems=(wrong,)))) == [wrong.kind]
    fine = BinaryAudit(checked=("the stable ABI of x, by abi3audit",), unchecked=("manylinux: not here",))
    assert told(artifacts(b.some_artifacts(*FILES), audit=fine))[-2:] == [
        "checked: the stable ABI of x, by abi3audit",
        "not checked: manylinux: not here",
    ]


def test_a_folder_that_was_given_and_holds_nothing_is_a_failure_of_its_own() -> None:
    given = b.a_request(dist=b.ROOT / "dist")
    for outcome in (
        artifacts(b.some_artifacts(), request=given),
        smoke(files=b.some_artifacts(), request=given),
    ):
        (found,) = findings(outcome)
        assert (found.after, found.remedy) == ("", "--dist with the folder that holds them")


def test_nothing_built_is_only_not_there_yet() -> None:
    (found,) = findings(artifacts(b.some_artifacts()))
    assert (found.kind, found.after) == ("no sdist or wheel of 1.3.0", "validate.build")
    assert found.remedy == "python -m release_tasks validate --only build"


def smoke(*entries: Any, **changes: Any) -> Outcome:
    facts: dict[str, Any] = {
        "request": b.a_request(),
        "project": b.a_project(),
        "target": b.a_target(),
        "files": b.some_artifacts(*FILES),
        "pythons": b.some_pythons("3.12", "3.13"),
        "ledger": b.a_ledger(*entries),
    }
    return validate.smoke.judge(**(facts | changes))


def test_each_file_is_installed_on_each_python() -> None:
    (action,) = change(smoke()).actions
    assert isinstance(action, Smoke)
    assert action.bound_to == digest_of(FILES)
    assert action.describe() == (
        f"install {b.WHEEL.name}, {b.SDIST.name} in a clean Python 3.12",
        f"install {b.WHEEL.name}, {b.SDIST.name} in a clean Python 3.13",
    )


def test_installs_of_these_very_files_are_done() -> None:
    outcome = smoke(b.installs("smoke", digest_of(FILES), "3.12", "3.13"))
    assert told(outcome) == [
        "2 clean installs",
        f"Python 3.12: {b.WHEEL.name} from /env",
        f"Python 3.13: {b.WHEEL.name} from /env",
    ]


def test_installs_of_other_files_on_fewer_pythons_or_with_another_command_are_stale() -> None:
    digest = digest_of(FILES)
    both = b.installs("smoke", digest, "3.12", "3.13")
    for outcome, reason in (
        (smoke(b.installs("smoke", "other", "3.12", "3.13")), "other files were installed"),
        (smoke(b.installs("smoke", digest, "3.12")), "not installed on Python 3.13"),
        (
            smoke(b.installs("smoke", digest, "3.12", "3.13", passed=False)),
            "not installed on Python 3.12, 3.13",
        ),
        (smoke(both, project=b.a_project(smoke=Command(argv=("demo",)))), "with another smoke command"),
    ):
        assert reason in change(outcome).stale


def test_a_python_that_is_not_here_fails() -> None:
    (found,) = findings(smoke(pythons=b.some_pythons("3.12", missing=("3.14",))))
    assert found.subject == "Python 3.14"


def test_no_file_of_the_version_is_only_not_there_yet() -> None:
    (found,) = findings(smoke(files=b.some_artifacts()))
    assert (found.kind, found.after) == ("no sdist or wheel of 1.3.0", "validate.build")
