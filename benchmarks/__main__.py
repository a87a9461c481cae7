"""`make bench`: print the ratios. ARGS="--large 20000 --cycles 2" for a quicker look, ARGS="graph"
for the alignment graph only, with "--nodes 100000" a smaller one, ARGS="measurements" for how
values of KPIs go in, ARGS="kpis" for pages and a recompute of very many, with "--kpis 2000" fewer,
ARGS="maps" for how strategy maps are laid out, ARGS="links" for how often their arrows are found,
ARGS="packs" for the files of board packs, ARGS="rooms" for news and rooms of meetings.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile

from headway.kit.testing.postgres import Cluster


def main() -> None:
    """Run each part in a process of its own, so that none warms another up."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument(
        "part",
        nargs="?",
        choices=["graph", "measurements", "kpis", "maps", "links", "packs", "rooms"],
        help="only this part",
    )
    parser.add_argument("--nodes", type=int, default=1_000_000, help="objectives in the graph")
    parser.add_argument("--kpis", type=int, default=100_000, help="KPIs in the large one")
    parser.add_argument("--large", type=int, default=100_000, help="people in the large one")
    parser.add_argument("--cycles", type=int, default=8, help="cycles in both organisations")
    parser.add_argument("--skip-growth", action="store_true", help="leave the large one out")
    options = parser.parse_args()
    failed = 0
    if options.part == "graph":
        failed += _graph(options.nodes)
        sys.exit(f"{failed} of the parts failed; see above." if failed else 0)
    if options.part == "kpis":
        failed += _kpis(options.kpis)
        sys.exit(f"{failed} of the parts failed; see above." if failed else 0)
    if options.part == "maps":
        failed += _maps()
        sys.exit(f"{failed} of the parts failed; see above." if failed else 0)
    if options.part == "links":
        failed += _links()
        sys.exit(f"{failed} of the parts failed; see above." if failed else 0)
    if options.part == "rooms":
        failed += _rooms()
        sys.exit(f"{failed} of the parts failed; see above." if failed else 0)
    if options.part == "packs":
        failed += _packs()
        sys.exit(f"{failed} of the parts failed; see above." if failed else 0)
    if options.part == "measurements":
        failed += _measurements()
        sys.exit(f"{failed} of the parts failed; see above." if failed else 0)
    with tempfile.TemporaryDirectory() as folder:
        print("SQLite, the demo organisation; CPU time per request, against a bare handler")
        print("that runs the same SQL and returns the same bytes (budget: pages 3, check-in 2)")
        failed += _part("benchmarks.requests", folder, "")
        print("\nStart and idle memory (budget: 3 s, 150 MB)")
        failed += _part("benchmarks.startup", folder, "")
    failed += _maps()
    failed += _links()
    failed += _packs()
    failed += _rooms()
    if not options.skip_growth:
        print(f"\nPostgreSQL: pages of 1 000 against {options.large:,} people (budget: 1.3)")
        with Cluster(durable=True) as cluster, tempfile.TemporaryDirectory() as folder:
            url = cluster.create_database("bench")
            failed += _part(
                "benchmarks.growth", folder, url, str(options.large), str(options.cycles)
            )
        failed += _graph(options.nodes)
        failed += _measurements()
        failed += _kpis(options.kpis)
    sys.exit(f"{failed} of the parts failed; see above." if failed else 0)


def _measurements() -> int:
    print("\nPostgreSQL: 26 000 measurements of 100 KPIs (budget: 0.5 of COPY)")
    with Cluster(durable=True) as cluster, tempfile.TemporaryDirectory() as folder:
        failed = _part("benchmarks.measurements", folder, cluster.create_database("bench"))
    print("\nSQLite: 26 000 measurements of 100 KPIs (budget: 0.5 of executemany)")
    with tempfile.TemporaryDirectory() as folder:
        failed += _part("benchmarks.measurements", folder, "")
    return failed


def _links() -> int:
    print("\nArrows held against simulated data, 4 000 runs each")
    with tempfile.TemporaryDirectory() as folder:
        return _part("benchmarks.links", folder, "")


def _maps() -> int:
    print("\nStrategy maps of random links (budget: 200 ms for 20 goals and 40 links)")
    with tempfile.TemporaryDirectory() as folder:
        return _part("benchmarks.maps", folder, "")


def _packs() -> int:
    print("\nFiles of board packs, CPU time, against the same libraries that write bare rows")
    with tempfile.TemporaryDirectory() as folder:
        return _part("benchmarks.packs", folder, "")


def _rooms() -> int:
    print("\nRooms of meetings, CPU time per request, against a bare handler (budget: 3)")
    with tempfile.TemporaryDirectory() as folder:
        return _part("benchmarks.rooms", folder, "")


def _kpis(kpis: int) -> int:
    print(f"\nPostgreSQL: pages of 1 000 KPIs against {kpis:,} (budget: 1.3, bare 3)")
    with Cluster(durable=True) as cluster, tempfile.TemporaryDirectory() as folder:
        failed = _part("benchmarks.kpis", folder, cluster.create_database("bench"), str(kpis))
    kpis = min(kpis, 10_000)
    print(f"\nSQLite: pages of 1 000 KPIs against {kpis:,} (budget: 1.3, bare 3)")
    with tempfile.TemporaryDirectory() as folder:
        failed += _part("benchmarks.kpis", folder, "", str(kpis))
    return failed


def _graph(nodes: int) -> int:
    print(f"\nA stored alignment graph of {nodes:,} objectives (budget: recompute 2)")
    with Cluster(durable=True) as cluster, tempfile.TemporaryDirectory() as folder:
        failed = _part("benchmarks.graph", folder, cluster.create_database("bench"), str(nodes))
    with tempfile.TemporaryDirectory() as folder:
        failed += _part("benchmarks.graph", folder, "", str(nodes))
    return failed


def _part(module: str, folder: str, url: str, *arguments: str) -> int:
    """Run a part; 1 when it failed, else 0."""
    env = {
        **os.environ,
        "HEADWAY_DATA_DIR": folder,
        "HEADWAY_DATABASE_URL": url,
        "HEADWAY_DEMO": "true",
        "DJANGO_SETTINGS_MODULE": "headway.settings",
    }
    done = subprocess.run([sys.executable, "-m", module, *arguments], env=env, check=False)
    return int(done.returncode != 0)


if __name__ == "__main__":
    main()
