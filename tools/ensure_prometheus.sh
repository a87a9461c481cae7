#!/bin/sh
# Sees to it that there is a Prometheus for the tests of sources: one on the path, or Debian's
# package unpacked below .cache. It is not installed, since Debian would start it as a service.
set -eu

kept=.cache/prometheus
command -v prometheus >/dev/null && exit 0
[ -x "$kept/usr/bin/prometheus" ] && exit 0

if command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null; then
    echo "Fetching Prometheus for the tests of sources (19 MB)"
    folder=$(mktemp -d)
    trap 'rm -rf "$folder"' EXIT
    chmod 755 "$folder"
    log=$folder/log
    fetch() {
        (cd "$folder" && apt-get -o DPkg::Lock::Timeout=300 download prometheus) >>"$log" 2>&1
    }
    renew() {
        [ "$(id -u)" = 0 ] && apt-get -o DPkg::Lock::Timeout=300 update >>"$log" 2>&1
    }
    if fetch || { renew && fetch; }; then
        dpkg-deb -x "$folder"/prometheus_*.deb "$folder/unpacked"
        mkdir -p .cache
        rm -rf "$kept"
        mv "$folder/unpacked" "$kept"
        exit 0
    fi
    tail -n 5 "$log" >&2
fi

echo "Prometheus is missing and could not be fetched: the tests that need it will fail." >&2
echo "Put a prometheus program on the path." >&2
if [ "${CI:-}" = true ]; then exit 1; fi
