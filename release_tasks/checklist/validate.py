"""Stage validate: the tree that will be released is tested, built, looked into, and installed."""

from __future__ import annotations

from release_tasks.checklist import item, listed_again, metadata
from release_tasks.core.actions import Build, Smoke
from release_tasks.core.artifacts import Artifacts, StrictCheck, built, problems
from release_tasks.core.commands import RunCommands
from release_tasks.core.coverage.expected import ExpectedWheels
from release_tasks.core.distributions.audits import BinaryAudit
from release_tasks.core.distributions.predecessor import Predecessor
from release_tasks.core.environments import Interpreters, missing_interpreters
from release_tasks.core.findings import Evidence
from release_tasks.core.git import GitState, LastRelease, ReleaseTree
from release_tasks.core.given import Lazy
from release_tasks.core.ledger import Ledger
from release_tasks.core.model import Change, Done, Fail, Ok, Outcome, Skip, Warn, fail
from release_tasks.core.project import Project
from release_tasks.core.request import Request
from release_tasks.core.sources import VersionSources
from release_tasks.core.target import Target
from release_tasks.core.validation import digest_of, install_standing, tests_standing
from release_tasks.core.work_tree import Manifests
from release_tasks.judgement.guards import strangers, tree_in_question, under_way
from release_tasks.judgement.review import review
from release_tasks.judgement.statements import version_differs

check_version = listed_again(metadata.check_version, stage="validate")


@item(source="https://packaging.python.org/en/latest/flow/")
def tests(
    request: Request,
    project: Project,
    target: Target,
    git: GitState,
    tree: ReleaseTree,
    last: Lazy[LastRelease],
    ledger: Ledger,
) -> Outcome:
    """The project's own tests pass on the tree that will be released."""
    if findings := under_way(git) or strangers(tree):
        return Fail(findings=findings)
    if not project.tests:
        return Skip(reason='no test commands are stated (tests = ["…"] in [tool.release-tasks])')
    asked = tree_in_question(request, target, tree, last)
    standing = tests_standing(ledger, project, asked)
    if standing.entry is not None:
        return Done(evidence=(Evidence(what=f"passed at {standing.entry.at}", seen_on=f"tree {asked[:12]}"),))
    action = RunCommands(
        kind="tests",
        commands=project.tests,
        folder=project.root,
        bound_to=tree.tree,
        values=project.values(target.version),
        stales=(Ledger, ReleaseTree, Manifests, VersionSources),
    )
    return Change(
        actions=(action,), because=f"no test run on tree {tree.tree[:12]} is on record", stale=standing.stale
    )


@item(
    source="https://packaging.python.org/en/latest/tutorials/packaging-projects/#generating-distribution-archives"
)
def build(
    request: Request,
    project: Project,
    target: Target,
    sources: Lazy[VersionSources],
    git: Lazy[GitState],
    tree: Lazy[ReleaseTree],
    last: Lazy[LastRelease],
    artifacts: Artifacts,
) -> Outcome:
    """Sdist and wheels are built from the tree that will be released."""
    if request.dist is not None:
        return Skip(reason=f"--dist: the files in {request.dist} are taken as they are")
    at = tree.get()
    mixed = version_differs(project, sources.get(), target, request.command("bump", target.version))
    if findings := under_way(git.get()) or strangers(at) + mixed:
        return Fail(findings=findings)
    asked = tree_in_question(request, target, at, last)
    if built(artifacts, asked, project.name, target.version):
        files = tuple(
            Evidence(what=each.file.name, seen_on=f"sha256:{each.file.sha256[:12]}")
            for each in artifacts.of(target.version)
        )
        return Done(evidence=(Evidence(what=f"{len(files)} files", seen_on=f"tree {asked[:12]}"), *files))
    action = Build(
        commands=project.build,
        folder=project.path,
        dist=project.dist,
        manifest=project.manifest,
        name=project.name,
        version=target.version,
        tree=at.tree,
        values=project.values(target.version),
    )
    earlier = artifacts.manifest
    stale = f"dist was built from tree {earlier.tree[:12]}; it is {at.tree[:12]} now" if earlier else ""
    return Change(actions=(action,), because=f"nothing was built from tree {at.tree[:12]}", stale=stale)


@item(source="https://packaging.python.org/en/latest/specifications/binary-distribution-format/")
def artifacts(
    request: Request,
    project: Project,
    target: Target,
    files: Artifacts,
    strict: StrictCheck,
    expected: Lazy[ExpectedWheels],
    before: Lazy[Predecessor],
    audit: Lazy[BinaryAudit],
) -> Outcome:
    """Each built file is what its name promises, and nothing that users had is lost."""
    if not files.distributions and not files.unreadable:
        return _nothing_built(request, files, target)
    if findings := problems(files, strict, project.name, target.version, bound=request.dist is None):
        return Fail(findings=findings)
    seen = tuple(
        Evidence(what=each.file.name, seen_on=f"sha256:{each.file.sha256[:12]}")
        for each in files.distributions
    )
    whole = project.publish == "local" and project.states("publish")
    looked = review(project, target.version, files, expected.get(), before.get(), audit.get(), whole=whole)
    evidence = (Evidence(what=f"{len(seen)} files hold what their names say"), *seen, *looked.seen)
    if looked.broken:
        return Fail(findings=(*looked.broken, *looked.lost), evidence=evidence)
    return Warn(findings=tuple(looked.lost), evidence=evidence) if looked.lost else Ok(evidence=evidence)


@item(source="https://packaging.python.org/en/latest/specifications/recording-installed-packages/")
def smoke(
    request: Request,
    project: Project,
    target: Target,
    files: Artifacts,
    pythons: Interpreters,
    ledger: Ledger,
) -> Outcome:
    """Each built file installs in a clean environment of each Python, and works."""
    if findings := missing_interpreters(pythons):
        return Fail(findings=findings)
    mine = files.of(target.version)
    if not mine:
        return _nothing_built(request, files, target)
    bound_to = digest_of(each.file for each in mine)
    standing = install_standing(ledger, "smoke", bound_to, pythons, project.smoke)
    if standing.entry is not None:
        results = standing.entry.data["results"]
        told = tuple(
            Evidence(what=f"Python {each['python']}: {each['file']} from {each['origin']}")
            for each in results
        )
        return Done(
            evidence=(Evidence(what=f"{len(told)} clean installs", seen_on=f"digest {bound_to[:12]}"), *told)
        )
    action = Smoke(
        files=tuple((each.path, each.file) for each in mine),
        interpreters=pythons.found,
        import_name=project.import_name,
        command=project.smoke,
        name=project.name,
        version=target.version,
        bound_to=bound_to,
        values=project.values(target.version),
    )
    return Change(
        actions=(action,), because="no clean install of these files is on record", stale=standing.stale
    )


def _nothing_built(request: Request, files: Artifacts, target: Target) -> Fail:
    """There is nothing to look at: not built yet, or not in the folder that was given."""
    given = request.dist is not None
    return fail(
        f"no sdist or wheel of {target.version}",
        str(files.folder),
        expected="the files that were built",
        remedy="--dist with the folder that holds them"
        if given
        else request.command("validate", "--only", "build"),
        after="" if given else "validate.build",
    )
