#!/bin/sh
# Installs the real servers that the tests behind the build tag "realtest" start.
# Run it as root on Debian 12 or later. Nothing is left running: every test starts its
# own private copies on loopback.
set -eu
export DEBIAN_FRONTEND=noninteractive
# Packages that bring a service must not start it here.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
	printf '#!/bin/sh\nexit 101\n' >"$policy"
	chmod 755 "$policy"
	trap 'rm -f "$policy"' EXIT
fi
apt-get update -q
apt-get install -q -y --no-install-recommends \
	wordpress php-getid3 php-cli php-mysql php-gd mariadb-server
