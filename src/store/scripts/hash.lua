-- A hash of text, with Redis's clock.
-- KEYS: 1 the hash
local time = redis.call('TIME')
return { time[1] * 1000 + math.floor(time[2] / 1000), cjson.encode(redis.call('HGETALL', KEYS[1])) }
