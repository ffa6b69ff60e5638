"""Messages that really go out through apprise, to services on this machine; and what is said when they do not."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator

import pytest
from listening import Heard, mail_service, web_service

from release_tasks.core.announcing import EXTRA, Message
from release_tasks.core.errors import ActionError, ReleaseTasksError, UnreachableError
from release_tasks.world.announce.sending import send

MESSAGE = Message(subject="demo 1.3.0", text="**demo** is released.\n\n- faster", markup="markdown")
SECRET = "s3cret-webhook"


@pytest.fixture
def web() -> Iterator[Heard]:
    with web_service() as heard:
        yield heard


@pytest.fixture
def mail() -> Iterator[Heard]:
    with mail_service() as heard:
        yield heard


def by_mail(mail: Heard, *further: str) -> str:
    to = "&".join(("from=release@demo.example", "to=list@demo.example", *further))
    return f"mailto://{mail.host}?{to}"


def failed(address: str, message: Message = MESSAGE) -> ReleaseTasksError:
    with pytest.raises(ReleaseTasksError) as caught:
        send(address, message, "demo")
    assert SECRET not in str(caught.value)
    assert "127.0.0.1" not in str(caught.value)
    return caught.value


def test_a_web_service_gets_subject_and_text(web: Heard) -> None:
    send(web.address(SECRET), MESSAGE, "demo")
    ((path, said),) = web.posts
    assert path == f"/{SECRET}"
    assert (said["title"], said["message"]) == (MESSAGE.subject, MESSAGE.text)


def test_a_list_gets_a_mail_that_everybody_can_read(mail: Heard) -> None:
    send(by_mail(mail), MESSAGE, "demo")
    (got,) = mail.mails
    assert (got["Subject"], got["To"], got["From"]) == (
        "demo 1.3.0",
        "list@demo.example",
        "release@demo.example",
    )
    plain, html = got.get_body(("plain",)), got.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert "- faster" in plain.get_content()
    assert "<strong>demo</strong>" in html.get_content()


def test_a_chat_gets_all_of_long_notes_in_several_messages(web: Heard) -> None:
    long = Message(subject="demo 1.3.0", text="one line\n" * 6000, markup="text")
    send(web.address(SECRET), long, "demo")
    assert len(web.posts) > 1
    assert "".join(said["message"] for _, said in web.posts).count("one line") == 6000


@pytest.mark.parametrize("status", [400, 401, 404, 429])
def test_a_refusal_is_no_announcement(web: Heard, status: int) -> None:
    web.status = status
    error = failed(web.address(SECRET))
    assert isinstance(error, ActionError)
    assert error.what == f"it was refused (HTTP {status})"


@pytest.mark.parametrize(
    ("status", "what"),
    [
        (500, "the service has trouble (HTTP 500), and may have taken it"),
        (408, "the service has trouble (HTTP 408), and may have taken it"),
        (None, "the service gave no answer, and may have taken it"),
    ],
)
def test_after_trouble_and_silence_nobody_knows(web: Heard, status: int | None, what: str) -> None:
    web.status = status
    error = failed(web.address(SECRET))
    assert isinstance(error, UnreachableError)
    assert error.what == what


def test_where_nobody_listens_nothing_was_said() -> None:
    with web_service() as gone:
        pass
    assert isinstance(failed(gone.address(SECRET)), ActionError)
    error = failed(by_mail(gone))
    assert (type(error), error.what) == (ActionError, "the service cannot be reached")


def test_mail_that_a_server_refuses_and_mail_that_it_is_silent_about(mail: Heard) -> None:
    mail.status = 554
    error = failed(by_mail(mail))
    assert (type(error), error.what) == (ActionError, "the mail server refused it (554)")
    mail.status = None
    assert isinstance(failed(by_mail(mail)), UnreachableError)


def test_mail_that_one_of_two_got_is_not_sent_again_unasked(mail: Heard) -> None:
    mail.full = "grace@demo.example"
    error = failed(by_mail(mail, "to=list@demo.example,grace@demo.example"))
    assert (type(error), error.what) == (UnreachableError, "only a part of it went out")


@pytest.mark.parametrize("address", [f"nonsense {SECRET}", f"discord://{SECRET}", "discord://"])
def test_what_apprise_cannot_read_is_told_without_repeating_it(address: str) -> None:
    error = failed(address)
    assert isinstance(error, ActionError)
    assert "no address that apprise knows" in error.what


def test_nothing_of_an_address_is_logged_whoever_listens(
    web: Heard, mail: Heard, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    send(web.address(SECRET), MESSAGE, "demo")
    send(by_mail(mail), MESSAGE, "demo")
    web.status = 404
    failed(web.address(SECRET))
    failed(f"json://user:{SECRET}@127.0.0.1:9/{SECRET}")
    assert caplog.text == ""
    assert capsys.readouterr() == ("", "")
    theirs = logging.getLogger("apprise")
    assert theirs.propagate
    assert theirs.level != logging.DEBUG


def test_without_apprise_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "apprise", None)
    error = failed("json://127.0.0.1:9/x")
    assert (error.what, error.remedy) == ("apprise is not installed", EXTRA)
