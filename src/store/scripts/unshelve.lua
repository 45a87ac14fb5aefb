-- Takes a deck off a shelf, unless what stands there of it is newer than what is known.
-- KEYS: 1 the shelf    ARGV: 1 deck id, 2 the newest revision that is known
local before = redis.call('HGET', KEYS[1], ARGV[1])
if not before then return 0 end
if (cjson.decode(before).revision or 0) > tonumber(ARGV[2]) then return 0 end
return redis.call('HDEL', KEYS[1], ARGV[1])
