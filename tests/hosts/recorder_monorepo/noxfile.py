"""Sessions of the suite."""

import sys

import nox


@nox.session(python=False, default=True)
def tests(session: nox.Session) -> None:
    """Run the recorder's tests."""
    session.run(sys.executable, "just.py", "test")


try:
    import release_tasks.nox
except ImportError:  # contributors without it lose the release sessions, and only those
    pass
else:
    release_tasks.nox.register()
