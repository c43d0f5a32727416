#!/bin/sh
# A confirmed write that the replica never saw.
dir=$(mktemp -d) old="redis-cli -p 16642" new="redis-cli -p 16643"

redis-server --port 16642 --dir $dir --save "" > /dev/null & a=$!
redis-server --port 16643 --dir $dir --save "" \
  --replicaof 127.0.0.1 16642 > /dev/null & b=$!
until $new info replication 2> /dev/null | grep -q link_status:up
do sleep 0.1; done
echo "-- Redis $($old info server | tr -d '\r' |
  sed -n 's/redis_version://p') (Debian)"

# WAIT counts replicas for the writes of its own connection only.
pay() { printf 'SET %s yes\nWAIT 1 500\n' "$1" | $old | paste -sd ' '; }
echo "old: SET paid:1, WAIT 1 500 → $(pay paid:1)"

kill -STOP $b                           # the replica hangs,
$old client kill type replica > /dev/null   # its link is cut
echo "old: SET paid:2, WAIT 1 500 → $(pay paid:2)"

kill -9 $a                              # the primary is lost,
kill -CONT $b                           # the replica takes over
$new replicaof no one > /dev/null
echo "new: GET paid:1 → $($new --no-raw get paid:1)"
echo "new: GET paid:2 → $($new --no-raw get paid:2)"
kill $b; wait 2> /dev/null
