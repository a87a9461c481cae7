#!/bin/sh
# Sees to it that there is a Chromium for the tests marked `browser`: Debian's package, installed
# when missing and allowed. Without one those tests are skipped; under CI=true they fail.
set -eu

for name in chromium chromium-browser google-chrome; do
    command -v "$name" >/dev/null && exit 0
done

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing Chromium for the browser tests (about half a minute)"
    log=$(mktemp)
    export DEBIAN_FRONTEND=noninteractive
    if apt-get -o DPkg::Lock::Timeout=300 update >"$log" 2>&1 &&
        apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends \
            chromium fonts-liberation >>"$log" 2>&1 </dev/null; then
        rm -f "$log"
        exit 0
    fi
    tail -n 5 "$log" >&2
    rm -f "$log"
fi

if [ "${CI:-}" = true ]; then
    echo "Chromium is missing and could not be installed; CI needs it." >&2
    exit 1
fi
echo "Chromium is missing and may not be installed here: the browser tests will be skipped."
