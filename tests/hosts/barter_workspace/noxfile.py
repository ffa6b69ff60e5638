"""Sessions of the trading engine."""

import nox


@nox.session(python=False, default=True)
def lint(session: nox.Session) -> None:
    """Check that the workspace compiles."""
    session.run("cargo", "check", "--offline", "--quiet")


try:
    import release_tasks.nox
except ImportError:  # contributors without it lose the release sessions, and only those
    pass
else:
    release_tasks.nox.register()
