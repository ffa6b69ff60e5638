"""Run by unittest."""

import subprocess
import sys
import unittest
from pathlib import Path


class Help(unittest.TestCase):
    """What the command line answers."""

    def test_help_is_there(self):
        sources = Path(__file__).resolve().parents[1] / "src"
        subprocess.run([sys.executable, "-m", "plain_setuptools", "--help"], cwd=sources, check=True)
