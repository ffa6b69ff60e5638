"""Reading what git push says."""

from __future__ import annotations

from release_tasks.core.pushing import Refusal, refusals, unanswered, words_of_origin

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
    assert "pull --rebase origin main" in Refusal(ref="refs/heads/main", reason="non-fast-forward").remedy
    assert "--tags origin v1" in Refusal(ref="refs/tags/v1", reason="already exists").remedy
    assert Refusal(ref="refs/tags/v1", reason="").remedy == "git push --dry-run origin v1"


def test_origin_s_own_words() -> None:
    assert words_of_origin(SAID) == (
        "GH013: Repository rule violations found for refs/heads/main."
        " - Changes must be made through a pull request."
    )


def test_a_refusal_is_an_answer() -> None:
    assert not unanswered(SAID)
    assert unanswered("fatal: unable to access 'https://git.example/': Could not resolve host: git.example")
