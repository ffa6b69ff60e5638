"""Run by unittest, with nothing built."""

import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "python"))

from barter_python import positions  # noqa: E402


class Positions(unittest.TestCase):
    """What a position adds up to."""

    def test_bought_and_sold_is_nothing(self):
        self.assertEqual(positions.net([3, -3]), 0)
