"""Tasks of the suite."""

from invoke import task


@task
def clean(context):
    """Remove what builds leave behind."""
    context.run("git clean -fdX -q")


try:
    import release_tasks.invoke
except ImportError:  # contributors without it lose the release tasks, and only those
    pass
else:
    ns = release_tasks.invoke.namespace(__name__)
