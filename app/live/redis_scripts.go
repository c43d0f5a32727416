package live

import (
	"strconv"

	"github.com/redis/go-redis/v9"
)

// Each script is one step: a share, its expiry, the list of nodes and the word to the others never disagree.
// KEYS: the node's share, the sorted set of nodes by the end of their lease.

// held renews a lease and tells the others. ARGV: lease in ms, node, channel, message.
const held = `
local function held()
  local now = redis.call('TIME')
  local ms = now[1] * 1000 + math.floor(now[2] / 1000)
  redis.call('PEXPIRE', KEYS[1], ARGV[1])
  redis.call('ZADD', KEYS[2], ms + ARGV[1], ARGV[2])
  redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', ms)
  redis.call('PEXPIRE', KEYS[2], ARGV[1])
  redis.call('PUBLISH', ARGV[3], ARGV[4])
  return 1
end
`

// changeScript applies a change that continues the share. ARGV further: seq, reset, number of removed fields, these, and
// pairs of field and value. Lua takes a few thousand arguments a call, so long lists go in parts.
var changeScript = redis.NewScript(held + `
local seq, reset, removed = ARGV[5], ARGV[6] == '1', tonumber(ARGV[7])
if reset then
  redis.call('DEL', KEYS[1])
else
  local last = redis.call('HGET', KEYS[1], 'seq') or '0'
  if last == seq then return 1 end
  if string.format('%.0f', last + 1) ~= seq then return 0 end
end
local function each(command, from, to)
  for i = from, to, 1000 do
    redis.call(command, KEYS[1], unpack(ARGV, i, math.min(i + 999, to)))
  end
end
each('HDEL', 8, 7 + removed)
each('HSET', 8 + removed, #ARGV)
redis.call('HSET', KEYS[1], 'seq', seq)
return held()
`)

// renewScript renews the lease of a share that is as of seq. ARGV further: seq.
var renewScript = redis.NewScript(held + `
if redis.call('HGET', KEYS[1], 'seq') ~= ARGV[5] then return 0 end
return held()
`)

// leaveScript drops a share. ARGV: node, channel, message.
var leaveScript = redis.NewScript(`
redis.call('DEL', KEYS[1])
redis.call('ZREM', KEYS[2], ARGV[1])
redis.call('PUBLISH', ARGV[2], ARGV[3])
return 1
`)

// beatScript tells a sign of life if the server takes writes. KEYS: one that is gone at once. ARGV: channel, message.
const beatScript = `redis.call('SET', KEYS[1], '', 'PX', 1) return redis.call('PUBLISH', ARGV[1], ARGV[2])`

func flag(on bool) string {
	if on {
		return "1"
	}
	return "0"
}

// parseSeq reads what a script stored.
func parseSeq(stored string) uint64 {
	seq, _ := strconv.ParseUint(stored, 10, 64)
	return seq
}
