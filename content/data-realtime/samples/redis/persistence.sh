#!/bin/sh
# 1,000 confirmed writes, then kill -9. What is back?
port=${PORT_A:-16641}
cli="redis-cli -p $port"

try() {
  dir=$(mktemp -d)
  start() {
    redis-server --port $port --dir "$dir" --save "$save" \
      --appendonly "$aof" --appendfsync "$fsync" \
      --loglevel warning --daemonize no > /dev/null & pid=$!
    until $cli ping 2> /dev/null | grep -q PONG; do sleep 0.1; done
  }
  start
  seq 1000 | sed 's/.*/SET key:& &/' | $cli > /dev/null
  confirmed=$($cli dbsize)
  sleep $rest
  kill -9 $pid; wait $pid 2> /dev/null
  start
  echo "$1: $confirmed confirmed, $($cli dbsize) after kill -9"
  kill -9 $pid; wait $pid 2> /dev/null
  rm -r "$dir"
}

save="3600 1 300 100 60 10000" aof=no fsync=everysec rest=0
try "RDB, default save points"
save="" aof=yes rest=3             # a flush under way holds writes back
try "AOF, fsync every second, 3 s later"
fsync=always rest=0
try "AOF, fsync always"
