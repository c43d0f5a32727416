#!/bin/sh
# Runs every sample and writes its .out file. Needs a scratch server:
# PGHOST, PGPORT and PGUSER say where; the database is dropped each time.
set -eu
cd "$(dirname "$0")"
export PGDATABASE=sample
python=${PYTHON:-/usr/bin/python3}

fresh() {
  psql -Xqd postgres -c "SET client_min_messages = error" \
    -c "DROP DATABASE IF EXISTS sample WITH (FORCE)" \
    -c "CREATE DATABASE sample"
}
header() {
  psql -XAtc "SELECT '-- PostgreSQL ' ||
    regexp_replace(current_setting('server_version'), '\((\w+).*', '(\1)')"
}

for name in lost-update write-skew bloat migration; do
  fresh; "$python" -B sessions.py $name.sql > $name.out
done
fresh; "$python" -B retry-run.py > retry.out
for name in constraints indexes; do
  fresh; { header; psql -X -P footer=off < $name.sql 2>&1; } |
    fold -s -w 76 | sed 's/ *$//' > $name.out
done
