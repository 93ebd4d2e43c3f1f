"""Asks whether anything the bot is installed with has a known fault, and says plainly where that could not be asked.

Exits with 1 for a fault alone: whoever works without a network, or with an index that knows no faults, goes on.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

_ASK = ["--require-hashes", "--disable-pip", "--progress-spinner", "off", "--format", "json"]


def asked(requirements: str, more: list[str]) -> tuple[list[dict[str, Any]], str]:
    """What pip-audit found for each package, and the last line of what it said."""
    with TemporaryDirectory() as folder:
        report = Path(folder, "report.json")
        command = [sys.executable, "-m", "pip_audit", "-r", requirements, *_ASK, "--output", str(report), *more]
        said = subprocess.run(command, capture_output=True, text=True, check=False).stderr.strip().splitlines()
        found = json.loads(report.read_text()) if report.exists() and report.stat().st_size else {"dependencies": []}
        return found["dependencies"], said[-1] if said else "no answer"


def main(requirements: str, *more: str) -> int:
    packages, said = asked(requirements, list(more))
    known = [each for each in packages if "vulns" in each]
    faulty = [(each, fault) for each in known for fault in each["vulns"]]
    for each, fault in faulty:
        mended = ", ".join(fault["fix_versions"]) or "no version yet"
        print(f"{each['name']} {each['version']}: {fault['id']}, mended in {mended}")
    if not known:
        why = packages[0]["skip_reason"] if packages else said
        print(f"Known faults of dependencies: NOT REACHED, nothing was checked ({why[:200]}).")
    elif len(known) < len(packages):
        print(
            f"Known faults of dependencies: {len(packages) - len(known)} of {len(packages)} packages could not be checked:"
        )
        print(", ".join(each["name"] for each in packages if each not in known))
    else:
        print(f"Known faults of dependencies: {len(known)} packages checked, {len(faulty)} faults.")
    return int(bool(faulty))


if __name__ == "__main__":
    sys.exit(main(*(sys.argv[1:] or ["requirements.txt"])))
