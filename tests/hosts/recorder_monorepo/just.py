"""The recipes of the suite: ``python just.py RECIPE``."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
RECORDER = ROOT / "trace-python-recorder"


def venv(version: str = "3.12", profile: str = "dev") -> None:
    """Say what a developer's environment would be; the tests need none."""
    print(f"an environment of Python {version} ({profile})")


def test() -> None:
    """Test the events crate, and the parity of the manifests."""
    subprocess.run(["cargo", "test", "--quiet", "--locked", "-p", "trace-events"], cwd=RECORDER, check=True)
    subprocess.run([sys.executable, ROOT / "scripts" / "check_recorder_version.py"], check=True)


RECIPES = {"venv": venv, "test": test}

if __name__ == "__main__":
    RECIPES[sys.argv[1]](*sys.argv[2:])
