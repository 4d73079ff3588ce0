# shellcheck shell=bash
# Sourced by run: sets DATABASE_URL to a PostgreSQL, and CACHE_URL to a Redis if one runs.

# Is there a PostgreSQL on this port that lets the user postgres in without a password?
postgresql_answers() {
  .venv/bin/python -c "
import sys, psycopg
try:
    psycopg.connect('postgres://postgres@127.0.0.1:$1/postgres', connect_timeout=3).close()
except psycopg.OperationalError:
    sys.exit(1)"
}

# A server for this run only, in a folder that is thrown away; nothing of it must survive, so fsync is off.
start_postgresql() {
  local programs folder options
  compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || install postgresql
  programs=$(dirname "$(compgen -G '/usr/lib/postgresql/*/bin/initdb' | tail -n 1)")
  folder=$(mktemp -d)
  chown postgres "$folder"
  options="-p $1 -c listen_addresses=127.0.0.1 -c unix_socket_directories=$folder -c fsync=off"
  as_postgres() { (cd / && setpriv --reuid=postgres --regid=postgres --init-groups "$@"); }
  as_postgres "$programs/initdb" -D "$folder/data" -U postgres --auth=trust >/dev/null
  as_postgres "$programs/pg_ctl" -D "$folder/data" -l "$folder/log" -o "$options" -w start >/dev/null
  # shellcheck disable=SC2064  # the folder of now
  trap "as_postgres '$programs/pg_ctl' -D '$folder/data' -m immediate stop >/dev/null; rm -rf '$folder'" EXIT
}

port=5432
if ! postgresql_answers "$port"; then
  port=54329
  start_postgresql "$port"
fi
export DATABASE_URL="postgres://postgres@127.0.0.1:$port/postgres"

if (exec 3<>/dev/tcp/127.0.0.1/6379) 2>/dev/null; then
  export CACHE_URL="redis://127.0.0.1:6379/9"
fi
echo "DATABASE_URL=$DATABASE_URL CACHE_URL=${CACHE_URL:-}"
