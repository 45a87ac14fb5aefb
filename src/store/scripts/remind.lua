-- Changes a reminder together with its next time, unless somebody else changed it since it was read.
-- KEYS: 1 the reminder, 2 the shard's index    ARGV: 1 the record as it was read ('' for none), 2 what it becomes,
-- 3 user id, 4 its next time in ms ('' as it is, 'never' for none)
local had = redis.call('HGET', KEYS[1], 'r')
-- One that the first version stored has fields instead, and becomes a record.
local old = not had and redis.call('EXISTS', KEYS[1]) == 1
if not old and (had or '') ~= ARGV[1] then return 'conflict' end
if old then redis.call('DEL', KEYS[1]) end
redis.call('HSET', KEYS[1], 'r', ARGV[2])
if ARGV[4] == 'never' then redis.call('ZREM', KEYS[2], ARGV[3])
elseif ARGV[4] ~= '' then redis.call('ZADD', KEYS[2], ARGV[4], ARGV[3]) end
return 'done'
