#!/bin/sh
# Sees to it that there are LibreOffice and poppler, by which the tests of board packs open what
# Headway writes: Debian's packages, installed when missing and allowed. Without them those tests
# are skipped; under CI=true they fail.
set -eu

complete=yes
for name in soffice pdftoppm pdftotext pdfinfo; do
    command -v "$name" >/dev/null || complete=no
done
[ "$complete" = yes ] && exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing LibreOffice and poppler for the tests of board packs (about a minute)"
    log=$(mktemp)
    export DEBIAN_FRONTEND=noninteractive
    if apt-get -o DPkg::Lock::Timeout=300 update >"$log" 2>&1 &&
        apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends \
            libreoffice-calc-nogui libreoffice-impress-nogui poppler-utils fonts-liberation \
            >>"$log" 2>&1 </dev/null; then
        rm -f "$log"
        exit 0
    fi
    tail -n 5 "$log" >&2
    rm -f "$log"
fi

if [ "${CI:-}" = true ]; then
    echo "LibreOffice or poppler is missing and could not be installed; CI needs both." >&2
    exit 1
fi
echo "LibreOffice or poppler is missing and may not be installed here: some tests of board packs will be skipped."
