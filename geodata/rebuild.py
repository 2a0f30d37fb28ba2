"""Rebuilds the derived geodata of the region, or checks that they are as rebuilt. See README.md."""

import argparse
import filecmp
import sys
import tempfile
from pathlib import Path

import areas
import basemap
import checks
import links
from sources import read_towns

REGION = Path(__file__).parents[1] / "src" / "relevo" / "region" / "data"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("packages", type=Path, help="folder that fetch.sh filled")
    parser.add_argument("--check", action="store_true", help="write nothing, fail on a difference")
    options = parser.parse_args()
    committed = REGION / "geo"
    if not options.check:
        build(options.packages, committed)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        build(options.packages, Path(folder))
        names = sorted(path.name for path in Path(folder).iterdir())
        stale = [
            name
            for name in names
            if not (committed / name).exists()
            or not filecmp.cmp(committed / name, Path(folder) / name, shallow=False)
        ]
    print("Not as rebuilt: " + ", ".join(stale) if stale else "All as rebuilt.")
    return 1 if stale else 0


def build(packages: Path, target: Path) -> None:
    """Builds and checks everything, then writes it."""
    found = areas.build(packages, read_towns(packages))
    land = areas.land_by_country(packages)
    nodes = links.build_nodes(REGION, found)
    ways = links.build_links(nodes, land)
    drawing = basemap.build(areas.department_shapes(packages), land, found, nodes)
    checks.borders(REGION, land)
    areas.write(target / "areas.csv", found)
    links.write(target, nodes, ways)
    basemap.write(target, drawing)


if __name__ == "__main__":
    sys.exit(main())
