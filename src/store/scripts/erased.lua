-- Notes that something of a person has gone elsewhere; once all has, nothing is left of them.
-- KEYS: 1 what is still to go, 2 the shard's index of those, 3 learner, 4 the shard's index of those whose boards are not
-- up to date    ARGV: 1 user id, 2 what has gone, '' for nothing
if ARGV[2] ~= '' then redis.call('SREM', KEYS[1], ARGV[2]) end
-- Who has begun anew meanwhile was taken off the boards with what they were before.
if string.find(ARGV[2], '^boards:') and redis.call('EXISTS', KEYS[3]) == 1 then redis.call('ZADD', KEYS[4], 0, ARGV[1]) end
if redis.call('EXISTS', KEYS[1]) == 0 then redis.call('ZREM', KEYS[2], ARGV[1]) end
return 'done'
