-- KEYS[1]  the bucket            ARGV[1]  tokens that fit in it
-- ARGV[2]  tokens a second       ARGV[3]  what this request costs
-- Returns allowed (1 or 0), tokens left, milliseconds until enough.
local size, rate = tonumber(ARGV[1]), tonumber(ARGV[2])
local cost = tonumber(ARGV[3])

local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)

local held = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens = tonumber(held[1]) or size
local at = tonumber(held[2]) or now
tokens = math.min(size, tokens + math.max(0, now - at) * rate / 1000)

local allowed, wait = 0, 0
if tokens >= cost then
  tokens, allowed = tokens - cost, 1
else
  wait = math.ceil((cost - tokens) * 1000 / rate)
end

redis.call('HSET', KEYS[1], 'tokens', tokens, 'at', now)
-- Once full again the bucket says nothing: let it expire then.
redis.call('PEXPIRE', KEYS[1],
           math.max(1, math.ceil((size - tokens) * 1000 / rate)))
return { allowed, math.floor(tokens), wait }
