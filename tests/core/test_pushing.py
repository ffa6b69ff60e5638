"""Reading what git push says."""

from __future__ import annotations

from release_tasks.core.pushing import Refusal, by_pull_request, refusals, unanswered, words_of_origin

SAID = """\
remote: error: GH013: Repository rule violations found for refs/heads/main.
remote:
remote: - Changes must be made through a pull request.
To https://git.example/demo.git
!\tHEAD:refs/heads/main\t[remote rejected] (push declined due to repository rule violations)
!\trefs/tags/v1:refs/tags/v1\t[remote rejected] (atomic push failure)
=\trefs/tags/v0:refs/tags/v0\t[up to date]
Done
error: failed to push some refs to 'https://git.example/demo.git'
"""


def test_the_ref_with_a_reason_of_its_own_is_named() -> None:
    assert refusals(SAID) == (
        Refusal(ref="refs/heads/main", reason="push declined due to repository rule violations"),
    )


def test_if_none_has_a_reason_of_its_own_all_are_named() -> None:
    said = "!\ta:refs/heads/a\t[rejected] (atomic push failed)\n!\tb:refs/heads/b\t[rejected] (atomic push failed)\n"
    assert [each.ref for each in refusals(said)] == ["refs/heads/a", "refs/heads/b"]


def test_remedies_fit_the_reason() -> None:
    assert "pull --rebase origin main" in Refusal(ref="refs/heads/main", reason="non-fast-forward").remedy(
        "origin"
    )
    assert "--tags upstream v1" in Refusal(ref="refs/tags/v1", reason="already exists").remedy("upstream")
    assert Refusal(ref="refs/tags/v1", reason="").remedy("origin") == "git push --dry-run origin v1"


def test_a_branch_that_github_protects_takes_a_pull_request() -> None:
    pushed = ("HEAD:refs/heads/main", "refs/tags/v1:refs/tags/v1")
    way = by_pull_request(refusals(SAID)[0], words_of_origin(SAID), pushed)
    assert way.startswith(
        "take tag and commit back (git tag -d v1 && git reset --soft HEAD~1), state release-by = "
    )
    classic = Refusal(ref="refs/heads/main", reason="protected branch hook declined")
    assert 'release-by = "pull-request"' in by_pull_request(
        classic, "GH006: Required status check", pushed[:1]
    )


def test_a_pull_request_helps_only_where_one_is_wanted() -> None:
    branch, tag = (
        Refusal(ref=f"refs/{each}", reason="rule violations") for each in ("heads/main", "tags/v1")
    )
    wanted = "GH013: Changes must be made through a pull request."
    assert by_pull_request(branch, wanted, ())
    assert not by_pull_request(tag, wanted, ())
    assert not by_pull_request(branch, "GH013: Commits must have verified signatures.", ())
    assert not by_pull_request(branch, "make a pull request on our own server", ())


def test_origin_s_own_words() -> None:
    assert words_of_origin(SAID) == (
        "GH013: Repository rule violations found for refs/heads/main."
        " - Changes must be made through a pull request."
    )


def test_a_refusal_is_an_answer() -> None:
    assert not unanswered(SAID)
    assert unanswered("fatal: unable to access 'https://git.example/': Could not resolve host: git.example")
