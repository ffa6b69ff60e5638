"""Who gathers which fact and who performs which action; looked up by the runner, loaded when needed."""

from __future__ import annotations

from collections.abc import Mapping

from release_tasks.core import (
    actions,
    artifacts,
    cargo,
    changelog,
    environments,
    git,
    github,
    index,
    ledger,
    project,
    provenance,
    sources,
    target,
    validation,
)
from release_tasks.core.changelog import fragments
from release_tasks.core.coverage import expected
from release_tasks.core.distributions import audits, predecessor
from release_tasks.core.gate import release
from release_tasks.core.github import checks, publisher, runs, tracker, workflow
from release_tasks.core.github import environments as github_environments
from release_tasks.core.given import Maker
from release_tasks.core.index import contents

PROVIDERS: Mapping[type, Maker] = {
    project.Project: Maker("release_tasks.world.project.project:project"),
    expected.ExpectedWheels: Maker("release_tasks.world.project.expected:expected_wheels"),
    target.BuiltTag: Maker("release_tasks.world.project.target:built_tag"),
    target.NotedTarget: Maker("release_tasks.world.project.target:noted"),
    target.Target: Maker("release_tasks.world.project.target:target"),
    sources.SourceFiles: Maker("release_tasks.world.sources.sources:source_files"),
    sources.VersionSources: Maker("release_tasks.world.sources.sources:version_sources"),
    cargo.CargoWorkspace: Maker("release_tasks.world.sources.cargo:cargo_workspace"),
    changelog.ChangelogFile: Maker("release_tasks.world.project.changelog:changelog_file"),
    changelog.ChangelogAtLastRelease: Maker(
        "release_tasks.world.project.changelog:changelog_at_last_release"
    ),
    fragments.Fragments: Maker("release_tasks.world.project.fragments:fragments"),
    changelog.Today: Maker("release_tasks.world.project.changelog:today"),
    git.GitState: Maker("release_tasks.world.git.state:git_state"),
    git.Tags: Maker("release_tasks.world.git.state:tags"),
    git.LastRelease: Maker("release_tasks.world.git.history:last_release"),
    git.CommitsSince: Maker("release_tasks.world.git.history:commits_since"),
    git.RemoteRefs: Maker("release_tasks.world.git.origin:remote_refs", online=True),
    git.ReleaseTree: Maker("release_tasks.world.git.tree:release_tree"),
    github.GitHub: Maker("release_tasks.world.github.repository:github"),
    github.GitHubApi: Maker("release_tasks.world.github.client:api"),
    checks.CommitChecks: Maker("release_tasks.world.github.checks:commit_checks", online=True),
    publisher.LastPublisher: Maker("release_tasks.world.index.last_publisher:last_publisher", online=True),
    workflow.ReleaseWorkflow: Maker("release_tasks.world.github.workflow:release_workflow"),
    github_environments.ReleaseEnvironments: Maker(
        "release_tasks.world.github.environments:release_environments", online=True
    ),
    tracker.Blockers: Maker("release_tasks.world.github.tracker:blockers", online=True),
    tracker.ReleasesOfTag: Maker("release_tasks.world.github.tracker:releases_of_tag", online=True),
    runs.TagRun: Maker("release_tasks.world.github.runs:tag_run", online=True),
    artifacts.Artifacts: Maker("release_tasks.world.builds.artifacts:artifacts"),
    artifacts.StrictCheck: Maker("release_tasks.world.builds.artifacts:strict_check"),
    audits.BinaryAudit: Maker("release_tasks.world.builds.audits:binary_audit"),
    environments.Interpreters: Maker("release_tasks.world.environments.interpreters:interpreters"),
    index.Indexes: Maker("release_tasks.world.index.listing:indexes"),
    index.IndexPage: Maker("release_tasks.world.index.listing:index_page", online=True),
    predecessor.Predecessor: Maker("release_tasks.world.index.predecessor:predecessor"),
    index.IndexFiles: Maker("release_tasks.world.index.listing:index_files", online=True),
    provenance.Provenances: Maker("release_tasks.world.index.provenance:provenances", online=True),
    provenance.ExpectedPublisher: Maker(
        "release_tasks.world.index.provenance:expected_publisher", online=True
    ),
    contents.CoreMetadataFiles: Maker("release_tasks.world.index.contents:core_metadata", online=True),
    contents.Contents: Maker("release_tasks.world.index.contents:contents", online=True),
    release.ListedRelease: Maker("release_tasks.core.gate.release:ListedRelease"),
    ledger.Ledger: Maker("release_tasks.world.ledger.ledger:ledger"),
    validation.Validation: Maker("release_tasks.core.validation:Validation"),
}

PERFORMERS: Mapping[type, Maker] = {
    actions.WriteFiles: Maker("release_tasks.world.files.writing:write_files"),
    actions.NoteTarget: Maker("release_tasks.world.project.target:note"),
    actions.RunCommands: Maker("release_tasks.world.processes.commands:run_commands"),
    actions.MakeDocs: Maker("release_tasks.world.builds.docs:make_docs"),
    actions.CollectFragments: Maker("release_tasks.world.project.fragments:collect"),
    actions.CargoResolve: Maker("release_tasks.world.sources.cargo:cargo_resolve"),
    actions.Build: Maker("release_tasks.world.builds.build:build"),
    actions.Smoke: Maker("release_tasks.world.environments.smoke:smoke"),
    actions.Commit: Maker("release_tasks.world.git.changes:commit"),
    actions.CreateTag: Maker("release_tasks.world.git.changes:create_tag"),
    actions.Push: Maker("release_tasks.world.git.origin:push"),
    actions.Upload: Maker("release_tasks.world.index.upload:upload"),
    actions.InstallFromIndex: Maker("release_tasks.world.environments.index_installs:install_from_index"),
    actions.Record: Maker("release_tasks.world.ledger.ledger:record"),
}
