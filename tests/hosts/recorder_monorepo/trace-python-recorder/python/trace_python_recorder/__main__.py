"""The command line of the recorder."""

import argparse

from . import format_version


def main() -> None:
    """Parse the arguments; there is nothing to record in a sample."""
    epilog = f"recordings have format {format_version()}"
    argparse.ArgumentParser(prog="trace_python_recorder", epilog=epilog).parse_args()


if __name__ == "__main__":
    main()
