#!/bin/sh
# Sees to it that there is Pango, which draws the PDF of a board pack: Debian's packages, installed
# when missing and allowed. Without it everything else works, and asking for a PDF says what to
# install. Its argument is the Python that has Headway's packages.
set -eu

python=${1:-.venv/bin/python}
has_pango() {
    "$python" -c 'import weasyprint' >/dev/null 2>&1
}

has_pango && exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing Pango for the PDF of board packs (a few seconds)"
    log=$(mktemp)
    export DEBIAN_FRONTEND=noninteractive
    if apt-get -o DPkg::Lock::Timeout=300 update >"$log" 2>&1 &&
        apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends \
            libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 >>"$log" 2>&1 </dev/null &&
        has_pango; then
        rm -f "$log"
        exit 0
    fi
    tail -n 5 "$log" >&2
    rm -f "$log"
fi

if [ "${CI:-}" = true ]; then
    echo "Pango is missing and could not be installed; CI needs it." >&2
    exit 1
fi
echo "Pango is missing and may not be installed here: board packs come as PowerPoint and XLSX, not as PDF."
