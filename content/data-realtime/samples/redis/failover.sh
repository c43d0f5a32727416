#!/bin/sh
# A confirmed write that the replica never saw.
p=${PORT_A:-16642} q=${PORT_B:-16643} dir=$(mktemp -d)
old="redis-cli -p $p" new="redis-cli -p $q"

redis-server --port $p --dir $dir --save "" > /dev/null & a=$!
redis-server --port $q --dir $dir --save "" \
  --replicaof 127.0.0.1 $p > /dev/null & b=$!
until $new info replication 2> /dev/null | grep -q link_status:up
do sleep 0.1; done

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
kill $b; wait 2> /dev/null; rm -r "$dir"
