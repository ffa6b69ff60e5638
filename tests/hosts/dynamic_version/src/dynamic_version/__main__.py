"""The command line."""

import argparse

argparse.ArgumentParser(prog="dynamic_version").parse_args()
