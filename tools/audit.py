"""What pip-audit's report says, in words: `python -m tools.audit REPORT WORDS`, both files.

A service that cannot be reached, or an index that does not serve vulnerabilities (each package is "not found"
then), must not look as if nothing were wrong.
"""

import json
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any


def verdict(report: Mapping[str, Any] | None, words: str) -> tuple[bool, str]:
    """Whether no vulnerability was found, and what to print; no report means that pip-audit could not work."""
    if report is None:
        last = (words.strip().splitlines() or ["it said nothing"])[-1]
        return True, f"-- skipped: pip-audit could not work here: {last}"
    asked: Sequence[Mapping[str, Any]] = report["dependencies"]
    known = [each for each in asked if "skip_reason" not in each]
    if not known:
        why = asked[0]["skip_reason"] if asked else "no package was asked about"
        return True, f"-- skipped: the vulnerability service answered for none of {len(asked)} packages ({why})"
    lines = [
        f"{each['name']} {each['version']}: {found['id']}{_mended(found.get('fix_versions', ()))}"
        for each in known
        for found in each.get("vulns", ())
    ]
    unknown = [each["name"] for each in asked if "skip_reason" in each]
    if unknown:
        lines.append(f"not audited, for the service does not know them: {', '.join(unknown)}")
    vulnerable = sum(bool(each.get("vulns")) for each in known)
    lines.append(f"{len(known)} packages audited, {vulnerable} with a known vulnerability")
    return not vulnerable, "\n".join(lines)


def _mended(versions: Sequence[str]) -> str:
    return f", mended in {', '.join(versions)}" if versions else ", not mended yet"


def main(report: str, words: str) -> int:
    """Print it; 1 for a vulnerability where AUDIT=strict asks for that."""
    try:
        read = json.loads(Path(report).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        read = None
    clean, said = verdict(read, Path(words).read_text(encoding="utf-8"))
    sys.stdout.write(f"{said}\n")
    return int(not clean and os.environ.get("AUDIT") == "strict")


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
