"""The command line of the viewer."""

import argparse

argparse.ArgumentParser(prog="trace_viewer").parse_args()
