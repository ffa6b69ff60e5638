"""The command line."""

import argparse

argparse.ArgumentParser(prog="plain_hatchling").parse_args()
