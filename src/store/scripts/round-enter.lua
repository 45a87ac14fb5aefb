-- A channel's round as it stands, with Redis's clock; notes that a person did something in it.
-- KEYS: 1 the round, 2 who did something when, 3 set for a while once the person has deleted their data    ARGV: 1 id of the round that is meant, 2 user id, 3 now in ms, 4 seconds
-- that this is kept
local time = redis.call('TIME')
if redis.call('HGET', KEYS[1], 'id') == ARGV[1] and redis.call('EXISTS', KEYS[3]) == 0 then
  redis.call('ZADD', KEYS[2], ARGV[3], ARGV[2])
  redis.call('EXPIRE', KEYS[2], ARGV[4])
end
return { time[1] * 1000 + math.floor(time[2] / 1000), cjson.encode(redis.call('HGETALL', KEYS[1])) }
