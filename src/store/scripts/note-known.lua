-- Notes something of a person of whom anything is known.
-- KEYS: 1 learner, 2 what is noted of the person    ARGV: 1 the thing
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call('SADD', KEYS[2], ARGV[1])
return 1
