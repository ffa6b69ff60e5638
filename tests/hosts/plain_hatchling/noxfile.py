"""Sessions of plain-hatchling."""

import nox


@nox.session(python=False, default=True)
def hello(session: nox.Session) -> None:
    """Say so."""
    session.log("hello")


try:
    import release_tasks.nox
except ImportError:  # contributors without it lose the release sessions, and only those
    pass
else:
    release_tasks.nox.register()
