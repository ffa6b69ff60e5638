"""The command line of the bindings."""

import argparse

from ._core import fee

argparse.ArgumentParser(prog="barter_python", epilog=f"a trade costs {fee()} basis points").parse_args()
