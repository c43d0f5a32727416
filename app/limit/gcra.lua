-- Takes one from the bucket KEYS[1] and returns 0, or returns how many microseconds it stays empty.
-- ARGV: every (microseconds), burst. The key holds when the bucket is full again, and expires then.
-- The clock is Redis' own, so nodes whose clocks differ agree.
local every, burst = tonumber(ARGV[1]), tonumber(ARGV[2])
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local whole = every * burst

local full = tonumber(redis.call('GET', KEYS[1])) or now
full = math.min(math.max(full, now), now + whole) + every

local wait = full - whole - now
if wait > 0 then
  return wait
end
redis.call('SET', KEYS[1], full, 'PX', math.ceil((full - now) / 1000))
return 0
