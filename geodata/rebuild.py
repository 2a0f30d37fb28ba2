"""Rebuilds the derived geodata of the region and checks them. See README.md."""

import argparse
import sys
from pathlib import Path

import areas
from sources import read_towns

TARGET = Path(__file__).parents[1] / "src" / "relevo" / "region" / "data" / "geo"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("packages", type=Path, help="folder that fetch.sh filled")
    options = parser.parse_args()
    towns = read_towns(options.packages)
    areas.write(TARGET / "areas.csv", areas.build(options.packages, towns))
    return 0


if __name__ == "__main__":
    sys.exit(main())
