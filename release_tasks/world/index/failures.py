"""What went wrong between an index and us, told without any address that may hold a login."""

from __future__ import annotations

import requests
from urllib3.exceptions import HTTPError

from release_tasks.core.errors import ActionError, UnreachableError, UsageError
from release_tasks.core.index import IndexEndpoint
from release_tasks.world.index.patience import BUSY, retry_after

CREDENTIALS_REMEDY = "look at the section of ~/.pypirc, the keyring (keyring set ADDRESS USER), TWINE_USERNAME and TWINE_PASSWORD"
TRANSPORT_ERRORS = (requests.RequestException, HTTPError)


class RefusedLoginError(UsageError):
    """An index takes no login of ours: it is there, the release may be well, and our settings are wrong."""


class FileError(ActionError):
    """An index lists a file that it does not give, or gives other bytes than it lists."""


def refused_login(there: IndexEndpoint, what: str) -> RefusedLoginError:
    """Make the error of a login that an index refuses, reading or writing."""
    return RefusedLoginError(
        what, where=there.shown, expected="a login with the right for it", remedy=CREDENTIALS_REMEDY
    )


def must_be_ok(response: requests.Response, there: IndexEndpoint) -> None:
    """Refuse an answer that is none.

    :raises RefusedLoginError: 401 or 403.
    :raises UnreachableError: any other status than 200.
    """
    status = response.status_code
    if status in (401, 403):
        raise refused_login(there, f"the index refuses us ({status})")
    if status != 200:
        asked = retry_after(response) if status in BUSY else None
        later = f" and asks us to come again in {asked:g} s" if asked else ""
        raise UnreachableError(
            f"the index answers {status}{later}",
            where=there.listing,
            remedy="run the same command again when it is well",
        )


def unreachable(error: requests.RequestException | HTTPError, there: IndexEndpoint) -> UnreachableError:
    """Make an error of what the network says; its own text is not shown, it may hold a login."""
    return UnreachableError(
        _what(error), where=there.listing, remedy="look at the network, then run the same command again"
    )


def _what(error: Exception) -> str:
    causes = list(_chain(error))
    named = {type(each).__name__ for each in causes}
    if named & {"SSLError", "CertificateError", "SSLCertVerificationError"}:
        return "the index does not prove who it is (TLS)"
    if named & {"Timeout", "ReadTimeout", "ConnectTimeout", "ReadTimeoutError", "ConnectTimeoutError"}:
        return "the index does not answer in time"
    if named & {"ProtocolError", "IncompleteRead"} and not named & {"ConnectionRefusedError"}:
        return "the answer broke off before its end"
    words = [each.strerror for each in causes if isinstance(each, OSError) and each.strerror]
    return f"the index cannot be reached: {words[-1] if words else type(error).__name__}"


def _chain(error: BaseException) -> list[BaseException]:
    """The error, and all that led to it."""
    found: list[BaseException] = []
    inner: BaseException | None = error
    while inner is not None and inner not in found:
        found.append(inner)
        inner = inner.__cause__ or inner.__context__
    return found
