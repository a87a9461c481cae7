"""Copy the front-end assets that npm installed to where the server finds them.

The copies are git-ignored and rebuilt by `make install`; the wheel carries them. Each comes with
the licence text of its package, because we distribute it.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ROOT / "node_modules"
TARGET = ROOT / "src" / "headway" / "web" / "static" / "vendor"

INTER = "@fontsource-variable/inter"

# name in the static folder: path inside node_modules
ASSETS = {
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    "htmx.LICENSE.txt": "htmx.org/LICENSE",
    "inter-latin-wght-normal.woff2": f"{INTER}/files/inter-latin-wght-normal.woff2",
    "inter-latin-ext-wght-normal.woff2": f"{INTER}/files/inter-latin-ext-wght-normal.woff2",
    "inter.LICENSE.txt": f"{INTER}/LICENSE",
}


def main() -> int:
    missing = [source for source in ASSETS.values() if not (PACKAGES / source).is_file()]
    if missing:
        listed = ", ".join(missing)
        print(f"Missing in node_modules: {listed}. Run `npm ci` first.", file=sys.stderr)
        return 1
    if TARGET.exists():
        shutil.rmtree(TARGET)
    TARGET.mkdir(parents=True)
    for name, source in ASSETS.items():
        shutil.copyfile(PACKAGES / source, TARGET / name)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
