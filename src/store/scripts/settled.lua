-- Notes that boards know a learner, if the learner is still as they were.
-- KEYS: 1 learner, 2 the shard's index of those whose boards are not up to date    ARGV: 1 revision, 2 user id
if (redis.call('HGET', KEYS[1], 'rev') or '0') ~= ARGV[1] then return 0 end
redis.call('ZREM', KEYS[2], ARGV[2])
return 1
