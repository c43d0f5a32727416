#!/bin/sh
# Runs every sample on servers of its own and writes its .out file.
cd "$(dirname "$0")" || exit 1
python=${PYTHON:-/usr/bin/python3}
port=16640 at=127.0.0.1:16640

serve() {
  redis-server --port $port --save "" --dir "$(mktemp -d)" \
    --loglevel warning "$@" > /dev/null & pid=$!
  until redis-cli -p $port ping 2> /dev/null | grep -q PONG
  do sleep 0.1; done
}
stop() { redis-cli -p $port shutdown nosave 2> /dev/null; wait $pid; }

serve
for name in expiry presence atomic delivery; do
  redis-cli -p $port flushall > /dev/null
  "$python" -B sessions.py $at $name.redis > $name.out
done
"$python" -B limiter.py $at > limiter.out
stop
serve --cluster-enabled yes
redis-cli -p $port cluster addslotsrange 0 16383 > /dev/null
until redis-cli -p $port cluster info | grep -q cluster_state:ok
do sleep 0.1; done
"$python" -B sessions.py $at slots.redis > slots.out
stop
sh persistence.sh > persistence.out
sh failover.sh > failover.out
