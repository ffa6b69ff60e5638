"""Tasks of the trading engine."""

from invoke import task


@task
def check(context):
    """Check that the workspace compiles."""
    context.run("cargo check --offline --quiet")


try:
    import release_tasks.invoke
except ImportError:  # contributors without it lose the release tasks, and only those
    pass
else:
    ns = release_tasks.invoke.namespace(__name__)
