#!/bin/sh
# Install what tests use beside the Python packages: system packages on Debian as root and only if they are missing, then axe-core from npm.
set -eu
cd "$(dirname "$0")"
missing=""
for package in chromium fonts-noto-cjk libreoffice-calc nginx-light openssl postgresql; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q "install ok installed" || missing="$missing $package"
done
# Node's own package brings npm along on some machines, Debian's does not.
command -v npm >/dev/null 2>&1 || missing="$missing npm"
if [ -n "$missing" ]; then
    if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" -eq 0 ]; then
        export DEBIAN_FRONTEND=noninteractive
        # Tests start servers of their own: Debian shall not start nginx and PostgreSQL for everybody.
        policy=/usr/sbin/policy-rc.d
        if [ ! -e "$policy" ]; then
            trap 'rm -f "$policy"' EXIT
            printf '#!/bin/sh\nexit 101\n' >"$policy"
            chmod 755 "$policy"
        fi
        apt-get update -qq
        # shellcheck disable=SC2086
        apt-get install -y -qq --no-install-recommends $missing >/dev/null
    else
        echo "not installed, and this is not Debian as root:$missing (tests that need them will skip and say so)"
    fi
fi
if command -v npm >/dev/null 2>&1 && [ ! -e browser/node_modules/.package-lock.json -o browser/package-lock.json -nt browser/node_modules/.package-lock.json ]; then
    npm ci --prefix browser --ignore-scripts --no-audit --no-fund --silent ||
        echo "axe-core could not be installed from npm (accessibility tests will skip and say so)"
fi
