# Sourced by start and install of the servers here.
set -euo pipefail
PATH=$PATH:/usr/sbin # where nginx is

servers=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

# Where `install` puts what comes from npm and Maven: below the build's output, which git ignores.
installed=$(cd "$servers/../../../.." && pwd)/target/servers

not_installed() {
  echo "not installed: $1"
  exit 69
}

# How start is called: PORT on loopback, and how long polls are held where the server decides it, in whole seconds.
arguments() {
  port=${1:-}
  hold=${2:-10}
  if ! [[ "$port" =~ ^[0-9]+$ && "$hold" =~ ^[0-9]+$ ]]; then
    echo "usage: start PORT [HOLD_SECONDS]" >&2
    exit 64
  fi
}

# As many connections as this user may have.
raise_file_limit() {
  ulimit -n "$(ulimit -Hn)"
}

# The channels that a run with one channel has, and one with up to 50.
channels() {
  echo default
  seq -f 'c%g' 0 49
}

need_node() {
  command -v node >/dev/null || not_installed "Node.js 18 or later is needed for $1"
  [ -d "$installed/$1/node_modules" ] || not_installed "run simulations/src/test/servers/install $1"
}

need_class_path() {
  command -v java >/dev/null || not_installed "a JDK is needed for $1"
  [ -s "$installed/$1/classpath" ] || not_installed "run simulations/src/test/servers/install $1"
  class_path=$(cat "$installed/$1/classpath")
}
