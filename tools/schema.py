"""Write the tables that a new database starts from: src/headway/kit/schema/*.sql."""

from __future__ import annotations

import tempfile
from pathlib import Path

from headway.kit.testing.postgres import Cluster
from headway.kit.testing.schema import migrated, of_postgres, of_sqlite

FOLDER = Path(__file__).resolve().parent.parent / "src" / "headway" / "kit" / "schema"


def main() -> None:
    with tempfile.TemporaryDirectory() as name, Cluster() as cluster:
        folder = Path(name)
        migrated("", folder, first=True)
        (FOLDER / "sqlite.sql").write_text(of_sqlite(folder), encoding="utf-8")
        url = cluster.create_database("fresh")
        migrated(url, folder, first=True)
        written = of_postgres(url, cluster.engine)
        (FOLDER / "postgresql.sql").write_text(written, encoding="utf-8")


if __name__ == "__main__":
    main()
