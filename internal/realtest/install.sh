#!/bin/sh
# Installs the real servers, and the other reader of Word files, that the tests behind the build tag "realtest" start.
# Run it as root on Debian 12 or later. Nothing is left running: every test starts its
# own private copies on loopback.
set -eu
export DEBIAN_FRONTEND=noninteractive
here=$(cd "$(dirname "$0")" && pwd)
# Packages that bring a service must not start it here.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
	printf '#!/bin/sh\nexit 101\n' >"$policy"
	chmod 755 "$policy"
	trap 'rm -f "$policy"' EXIT
fi
# A Node.js that is there already is left as it is; its headers may lie beside it.
node=
command -v node >/dev/null || node=nodejs
command -v npm >/dev/null || node="$node npm"
headers() {
	for nodedir in "$(dirname "$(dirname "$(readlink -f "$(command -v node)")")")" /usr; do
		[ -e "$nodedir/include/node/node.h" ] && return
	done
	return 1
}
headers || node="$node libnode-dev"
apt-get update -q
# shellcheck disable=SC2086 # a list of packages
apt-get install -q -y --no-install-recommends \
	wordpress php-getid3 php-cli php-mysql php-gd mariadb-server \
	gcc g++ make python3 pandoc $node
headers

# The PDS is a set of npm packages. It lives outside of the tree, in a folder for this lock
# file. None of the packages may run a script; SQLite alone is compiled.
lock=$(sha256sum "$here/bluesky/package-lock.json" | cut -c1-12)
cache=/var/cache/lantoa-realtest
pds=$cache/bluesky-$lock
if [ ! -d "$pds" ]; then
	mkdir -p "$cache"
	rm -rf "$cache"/bluesky-* # of other lock files, and what broke off
	mkdir "$pds.new"
	cp "$here/bluesky/package.json" "$here/bluesky/package-lock.json" "$pds.new"
	(
		cd "$pds.new"
		npm ci --ignore-scripts --no-audit --no-fund
		npm_config_nodedir=$nodedir npm explore better-sqlite3 -- node-gyp rebuild --release --jobs=max
		node -e 'new (require("better-sqlite3"))(":memory:")'
	)
	mv "$pds.new" "$pds"
fi
