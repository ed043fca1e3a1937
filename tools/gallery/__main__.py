"""`python -m tools.gallery slack [FOLDER]`: every view and digest layout as a platform's JSON, and as a page."""

import sys
from pathlib import Path

from tools.gallery import discord, slack

DRAWN = {"slack": slack.gallery, "discord": discord.gallery}


def main(arguments: list[str]) -> int:
    """Write the gallery of one platform; the exit status."""
    platform, folder, *_ = [*arguments, "gallery"] if arguments else ["", "gallery"]
    if platform not in DRAWN:
        print(f"Say which gallery: python -m tools.gallery {' | '.join(DRAWN)} [FOLDER]", file=sys.stderr)
        return 2
    for path in DRAWN[platform](Path(folder) / platform):
        print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
