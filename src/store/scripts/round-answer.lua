-- Keeps the token of a person's private answer, and says that of the one before.
-- KEYS: 1 the token, 2 set for a while once the person has deleted their data    ARGV: 1 token, 2 seconds that it is good
if redis.call('EXISTS', KEYS[2]) == 1 then return false end
return redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2], 'GET')
