"""The command line."""

import argparse

argparse.ArgumentParser(prog="plain_setuptools").parse_args()
