"""Who gathers which fact and who performs which action: rows of names, so that a run loads only what it needs."""

from __future__ import annotations

from collections.abc import Mapping

from release_tasks.core.given import Maker

PROVIDERS: Mapping[str, Maker] = {
    "release_tasks.core.work_tree:WorkTree": Maker("release_tasks.world.project.work_tree:work_tree"),
    "release_tasks.core.work_tree:Manifests": Maker("release_tasks.world.project.work_tree:manifests"),
    "release_tasks.core.history.past:History": Maker("release_tasks.world.git.past:history"),
    "release_tasks.core.formats.pins:PinningManifests": Maker("release_tasks.core.formats.pins:pinning"),
    "release_tasks.core.project:Project": Maker("release_tasks.world.project.project:project"),
    "release_tasks.core.coverage.expected:ExpectedWheels": Maker(
        "release_tasks.world.project.expected:expected_wheels"
    ),
    "release_tasks.core.target:BuiltTag": Maker("release_tasks.world.project.target:built_tag"),
    "release_tasks.core.target:NotedTarget": Maker("release_tasks.world.project.target:noted"),
    "release_tasks.core.target:Target": Maker("release_tasks.world.project.target:target"),
    "release_tasks.core.sources:SourceFiles": Maker("release_tasks.world.sources.sources:source_files"),
    "release_tasks.core.sources:VersionSources": Maker("release_tasks.world.sources.sources:version_sources"),
    "release_tasks.core.prose:ProseBehind": Maker("release_tasks.world.sources.prose:prose_behind"),
    "release_tasks.core.cargo:CargoWorkspace": Maker("release_tasks.world.sources.cargo:cargo_workspace"),
    "release_tasks.core.news:ChangelogFile": Maker("release_tasks.world.project.changelog:changelog_file"),
    "release_tasks.core.news:ChangelogAtLastRelease": Maker(
        "release_tasks.world.project.changelog:changelog_at_last_release"
    ),
    "release_tasks.core.news:Fragments": Maker("release_tasks.world.project.fragments:fragments"),
    "release_tasks.core.news:Today": Maker("release_tasks.world.project.changelog:today"),
    "release_tasks.core.git:GitState": Maker("release_tasks.world.git.state:git_state"),
    "release_tasks.core.git:HeadMessage": Maker("release_tasks.world.git.state:head_message"),
    "release_tasks.core.git:Tags": Maker("release_tasks.world.git.state:tags"),
    "release_tasks.core.git:LastRelease": Maker("release_tasks.world.git.history:last_release"),
    "release_tasks.core.git:CommitsSince": Maker("release_tasks.world.git.history:commits_since"),
    "release_tasks.core.git:ReleasedChanges": Maker("release_tasks.world.git.history:released_changes"),
    "release_tasks.core.git:RemoteRefs": Maker("release_tasks.world.git.origin:remote_refs", online=True),
    "release_tasks.core.git:ReleaseTree": Maker("release_tasks.world.git.tree:release_tree"),
    "release_tasks.core.github:GitHub": Maker("release_tasks.world.github.repository:github"),
    "release_tasks.core.github:GitHubApi": Maker("release_tasks.world.github.client:api"),
    "release_tasks.core.github.checks:CommitChecks": Maker(
        "release_tasks.world.github.checks:commit_checks", online=True
    ),
    "release_tasks.core.github.publisher:LastPublisher": Maker(
        "release_tasks.world.index.last_publisher:last_publisher", online=True
    ),
    "release_tasks.core.github.workflow:ReleaseWorkflow": Maker(
        "release_tasks.world.github.workflow:release_workflow"
    ),
    "release_tasks.core.github.environments:ReleaseEnvironments": Maker(
        "release_tasks.world.github.environments:release_environments", online=True
    ),
    "release_tasks.core.github.tracker:Blockers": Maker(
        "release_tasks.world.github.tracker:blockers", online=True
    ),
    "release_tasks.core.github.releasing:ReleasesOfTag": Maker(
        "release_tasks.world.github.releasing:releases_of_tag", online=True
    ),
    "release_tasks.core.github.releasing:AssetDigests": Maker(
        "release_tasks.world.github.releasing:asset_digests", online=True
    ),
    "release_tasks.core.github.release_page:ReleasePage": Maker(
        "release_tasks.core.github.release_page:ReleasePage"
    ),
    "release_tasks.core.github.tracked_release:TrackedRelease": Maker(
        "release_tasks.core.github.tracked_release:TrackedRelease"
    ),
    "release_tasks.core.github.closing:ReleaseIssues": Maker(
        "release_tasks.world.github.release_issues:release_issues", online=True
    ),
    "release_tasks.core.github.publishing_log:PublishingLog": Maker(
        "release_tasks.world.github.logs:publishing_log", online=True
    ),
    "release_tasks.core.github.artifacts:RunArtifacts": Maker(
        "release_tasks.world.github.artifacts:run_artifacts", online=True
    ),
    "release_tasks.core.github.ci_files:CiFiles": Maker("release_tasks.world.github.artifacts:ci_files"),
    "release_tasks.core.github.ci_files:CiChecks": Maker("release_tasks.world.github.artifacts:ci_checks"),
    "release_tasks.core.branches:CommitsMissing": Maker(
        "release_tasks.world.git.missing:commits_missing", online=True
    ),
    "release_tasks.core.github.pulls:ReleasePull": Maker(
        "release_tasks.world.github.pulls:release_pull", online=True
    ),
    "release_tasks.core.github.proposal:Proposal": Maker("release_tasks.core.github.proposal:Proposal"),
    "release_tasks.core.github.hotfixes:HotfixPulls": Maker(
        "release_tasks.world.github.hotfixes:hotfix_pulls", online=True
    ),
    "release_tasks.core.github.following:UsualLength": Maker(
        "release_tasks.world.github.runs:usual_length", online=True
    ),
    "release_tasks.core.github.reruns:FailedLogs": Maker(
        "release_tasks.world.github.reruns:failed_logs", online=True
    ),
    "release_tasks.core.github.release_run:ReleaseRun": Maker(
        "release_tasks.core.github.release_run:ReleaseRun"
    ),
    "release_tasks.core.github.reruns:AnotherAttempt": Maker(
        "release_tasks.core.github.reruns:AnotherAttempt"
    ),
    "release_tasks.core.github.files_of_ci:FilesOfCi": Maker(
        "release_tasks.core.github.files_of_ci:FilesOfCi"
    ),
    "release_tasks.core.github.approval_grounds:Grounds": Maker(
        "release_tasks.core.github.approval_grounds:Grounds"
    ),
    "release_tasks.core.github.runs:TagRun": Maker("release_tasks.world.github.runs:tag_run", online=True),
    "release_tasks.core.github.trial:TrialRun": Maker(
        "release_tasks.world.github.dispatching:trial_run", online=True
    ),
    "release_tasks.core.github.reviews:RunReviews": Maker(
        "release_tasks.world.github.reviews:run_reviews", online=True
    ),
    "release_tasks.core.github.dispatching:DispatchedRun": Maker(
        "release_tasks.world.github.dispatching:dispatched_run", online=True
    ),
    "release_tasks.core.artifacts:Artifacts": Maker("release_tasks.world.builds.artifacts:artifacts"),
    "release_tasks.core.artifacts:StrictCheck": Maker("release_tasks.world.builds.artifacts:strict_check"),
    "release_tasks.core.distributions.audits:BinaryAudit": Maker(
        "release_tasks.world.builds.audits:binary_audit"
    ),
    "release_tasks.core.environments:Interpreters": Maker(
        "release_tasks.world.environments.interpreters:interpreters"
    ),
    "release_tasks.core.index:Indexes": Maker("release_tasks.world.index.listing:indexes"),
    "release_tasks.core.index:IndexPage": Maker("release_tasks.world.index.listing:index_page", online=True),
    "release_tasks.core.distributions.predecessor:Predecessor": Maker(
        "release_tasks.world.index.predecessor:predecessor"
    ),
    "release_tasks.core.index:IndexFiles": Maker(
        "release_tasks.world.index.listing:index_files", online=True
    ),
    "release_tasks.core.provenance:Provenances": Maker(
        "release_tasks.world.index.provenance:provenances", online=True
    ),
    "release_tasks.core.provenance:ExpectedPublisher": Maker(
        "release_tasks.world.index.provenance:expected_publisher", online=True
    ),
    "release_tasks.core.index.contents:CoreMetadataFiles": Maker(
        "release_tasks.world.index.contents:core_metadata", online=True
    ),
    "release_tasks.core.index.contents:Contents": Maker(
        "release_tasks.world.index.contents:contents", online=True
    ),
    "release_tasks.core.coverage.dropped:Dropped": Maker("release_tasks.core.coverage.dropped:dropped"),
    "release_tasks.core.gate.release:ListedRelease": Maker("release_tasks.core.gate.release:ListedRelease"),
    "release_tasks.core.gate.index_install:IndexInstall": Maker(
        "release_tasks.core.gate.index_install:IndexInstall"
    ),
    "release_tasks.core.github.checklist_issue:Tracker": Maker(
        "release_tasks.world.github.checklist_issue:tracker", online=True
    ),
    "release_tasks.core.github.verification:VerifyWorkflow": Maker(
        "release_tasks.world.github.verification:verify_workflow", online=True
    ),
    "release_tasks.core.github.verification:OtherSystems": Maker(
        "release_tasks.core.github.verification:OtherSystems"
    ),
    "release_tasks.core.github.checklist_issue:Tracking": Maker(
        "release_tasks.world.ledger.elsewhere:tracking"
    ),
    "release_tasks.core.ledger:Elsewhere": Maker("release_tasks.world.ledger.elsewhere:elsewhere"),
    "release_tasks.core.ledger:Ledger": Maker("release_tasks.world.ledger.elsewhere:ledger"),
    "release_tasks.core.release_tag:ReleaseTag": Maker("release_tasks.core.release_tag:ReleaseTag"),
    "release_tasks.core.validation:Validation": Maker("release_tasks.core.validation:Validation"),
    "release_tasks.core.publishing:LocalPublishing": Maker("release_tasks.core.publishing:LocalPublishing"),
    "release_tasks.core.ledger:EarlierRuns": Maker("release_tasks.world.ledger.ledger:earlier_runs"),
    "release_tasks.core.announcing:Addresses": Maker("release_tasks.world.announce.channels:addresses"),
    "release_tasks.core.telling:Telling": Maker("release_tasks.core.telling:Telling"),
    "release_tasks.core.announcing:Announcements": Maker(
        "release_tasks.world.announce.messages:announcements"
    ),
    "release_tasks.core.left_for_later:LeftForLater": Maker("release_tasks.core.left_for_later:LeftForLater"),
    "release_tasks.core.github.follow_ups:FollowUpIssue": Maker(
        "release_tasks.world.github.follow_ups:follow_up_issue", online=True
    ),
    "release_tasks.core.github.pulls:TodoPulls": Maker(
        "release_tasks.world.github.pulls:todo_pulls", online=True
    ),
    "release_tasks.core.todo:TodoFile": Maker("release_tasks.world.git.todo:todo_file"),
}
"""By the name of the fact's class, ``module:Class``, who gathers it."""

PERFORMERS: Mapping[str, Maker] = {
    "release_tasks.core.writing:WriteFiles": Maker("release_tasks.world.files.writing:write_files"),
    "release_tasks.core.target:NoteTarget": Maker("release_tasks.world.project.target:note"),
    "release_tasks.core.commands:RunCommands": Maker("release_tasks.world.processes.commands:run_commands"),
    "release_tasks.core.commands:MakeDocs": Maker("release_tasks.world.builds.docs:make_docs"),
    "release_tasks.core.news:CollectFragments": Maker("release_tasks.world.project.fragments:collect"),
    "release_tasks.core.cargo:CargoResolve": Maker("release_tasks.world.sources.cargo:cargo_resolve"),
    "release_tasks.core.actions:Build": Maker("release_tasks.world.builds.build:build"),
    "release_tasks.core.actions:Smoke": Maker("release_tasks.world.environments.smoke:smoke"),
    "release_tasks.core.actions:Commit": Maker("release_tasks.world.git.changes:commit"),
    "release_tasks.core.actions:CreateTag": Maker("release_tasks.world.git.changes:create_tag"),
    "release_tasks.core.actions:Push": Maker("release_tasks.world.git.origin:push"),
    "release_tasks.core.branches:StartBranch": Maker("release_tasks.world.git.branches:start_branch"),
    "release_tasks.core.branches:Fetch": Maker("release_tasks.world.git.branches:fetch"),
    "release_tasks.core.branches:FastForward": Maker("release_tasks.world.git.branches:fast_forward"),
    "release_tasks.core.github.pulls:OpenPull": Maker("release_tasks.world.github.pulls:open_pull"),
    "release_tasks.core.github.hotfixes:MergePulls": Maker("release_tasks.world.github.hotfixes:merge_pulls"),
    "release_tasks.core.actions:Upload": Maker("release_tasks.world.index.upload:upload"),
    "release_tasks.core.actions:InstallFromIndex": Maker(
        "release_tasks.world.environments.index_installs:install_from_index"
    ),
    "release_tasks.core.github.reruns:Rerun": Maker("release_tasks.world.github.reruns:rerun"),
    "release_tasks.core.github.dispatching:DispatchWorkflow": Maker(
        "release_tasks.world.github.dispatching:dispatch_workflow"
    ),
    "release_tasks.core.github.releasing:DraftRelease": Maker(
        "release_tasks.world.github.releasing:draft_release"
    ),
    "release_tasks.core.github.releasing:EditRelease": Maker(
        "release_tasks.world.github.releasing:edit_release"
    ),
    "release_tasks.core.github.releasing:AttachFiles": Maker(
        "release_tasks.world.github.attaching:attach_files"
    ),
    "release_tasks.core.github.releasing:PublishRelease": Maker(
        "release_tasks.world.github.releasing:publish_release"
    ),
    "release_tasks.core.github.checklist_issue:KeepTracker": Maker(
        "release_tasks.world.github.checklist_issue:keep_tracker"
    ),
    "release_tasks.core.github.ci_files:DownloadArtifacts": Maker(
        "release_tasks.world.github.artifacts:download_artifacts"
    ),
    "release_tasks.core.github.reviews:ReviewDeployment": Maker(
        "release_tasks.world.github.reviews:review_deployment"
    ),
    "release_tasks.core.github.trial:RemoveBranch": Maker("release_tasks.world.git.removal:remove_branch"),
    "release_tasks.core.github.closing:SettleIssues": Maker(
        "release_tasks.world.github.closing:settle_issues"
    ),
    "release_tasks.core.github.closing:MoveItems": Maker("release_tasks.world.github.closing:move_items"),
    "release_tasks.core.github.closing:CloseMilestone": Maker(
        "release_tasks.world.github.closing:close_milestone"
    ),
    "release_tasks.core.ledger:Record": Maker("release_tasks.world.ledger.ledger:record"),
    "release_tasks.core.announcing:Announce": Maker("release_tasks.world.announce.telling:announce"),
    "release_tasks.core.github.follow_ups:WriteFollowUps": Maker(
        "release_tasks.world.github.follow_ups:write_follow_ups"
    ),
    "release_tasks.core.todo:AddToTodo": Maker("release_tasks.world.git.todo:add_to_todo"),
}
"""By the name of the action's class, who performs it."""
