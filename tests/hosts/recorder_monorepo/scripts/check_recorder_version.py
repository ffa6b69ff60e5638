"""Exit with status 1 unless pyproject.toml and Cargo.toml of the recorder state one version."""

import re
import sys
from pathlib import Path

RECORDER = Path(__file__).resolve().parents[1] / "trace-python-recorder"


def stated(manifest: Path) -> str:
    """Give the first version that the manifest states at the start of a line."""
    match = re.search(r'^version = "([^"]+)"', manifest.read_text(encoding="utf-8"), re.MULTILINE)
    if match is None:
        sys.exit(f"{manifest}: states no version")
    return match[1]


def main() -> None:
    """Compare the two manifests."""
    python, rust = stated(RECORDER / "pyproject.toml"), stated(RECORDER / "Cargo.toml")
    if python != rust:
        sys.exit(f"pyproject.toml states {python}, Cargo.toml states {rust}")
    print(python)


if __name__ == "__main__":
    main()
