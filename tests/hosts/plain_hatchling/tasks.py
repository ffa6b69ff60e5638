"""Tasks of plain-hatchling."""

from invoke import task


@task
def hello(context):
    """Say so."""
    print("hello")


try:
    import release_tasks.invoke
except ImportError:  # contributors without it lose the release tasks, and only those
    pass
else:
    ns = release_tasks.invoke.namespace(__name__)
