# Sourced by start of the gateways here.
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"

profiles="right short-timeout buffering no-keep-alive no-upstream-keep-alive connection-limit"

# How start is called: PORT on loopback, the server's HOST:PORT, and one of the profiles. Each profile but `right` breaks one thing.
# The environment may change the numbers:
#   READ_TIMEOUT  seconds without a byte from the server, after which the gateway gives a poll up: 75, or 1 with short-timeout
#   CONNECTIONS   clients at a time: as many as open files allow, or 20 with connection-limit
gateway_arguments() {
  port=${1:-}
  upstream=${2:-}
  profile=${3:-right}
  if ! [[ "$port" =~ ^[0-9]+$ && "$upstream" =~ ^[A-Za-z0-9.-]+:[0-9]+$ && " $profiles " == *" $profile "* ]]; then
    echo "usage: start PORT HOST:PORT [${profiles// /|}]" >&2
    exit 64
  fi
  read_timeout=75
  raise_file_limit
  connections=$(($(ulimit -n) / 2 - 50)) # a client takes a connection on each side
  case $profile in
    short-timeout) read_timeout=1 ;;
    connection-limit) connections=20 ;;
  esac
  read_timeout=${READ_TIMEOUT:-$read_timeout}
  connections=${CONNECTIONS:-$connections}
  if ! [[ "$read_timeout" =~ ^[1-9][0-9]*$ && "$connections" =~ ^[1-9][0-9]*$ ]]; then
    echo "READ_TIMEOUT and CONNECTIONS must be whole numbers above 0" >&2
    exit 64
  fi
}
