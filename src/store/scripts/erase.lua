-- Deletes all that a person has in their slot, at once, and notes what of them is still to go elsewhere.
-- KEYS: 1 learner, 2 what is noted of them, 3 their files, 4 the rounds they were in, 5 what is still to go, 6 the shard's
-- index of those, 7 and 8 the shard's indexes of reminders and of boards that are not up to date, then all their other keys
-- ARGV: 1 expected revision, 2 user id, 3 now in ms, 4 and 5 prefixes of the keys of their files and of suspended cards,
-- then what is to go elsewhere, beside what is noted
if (redis.call('HGET', KEYS[1], 'rev') or '0') ~= ARGV[1] then return 'conflict' end
for _, own in ipairs(redis.call('SMEMBERS', KEYS[2])) do
  local deck = string.match(own, '^suspended:(.+)$')
  if deck then redis.call('UNLINK', ARGV[5] .. deck) else redis.call('SADD', KEYS[5], own) end
end
for _, file in ipairs(redis.call('SMEMBERS', KEYS[3])) do redis.call('UNLINK', ARGV[4] .. file) end
for _, round in ipairs(redis.call('ZRANGE', KEYS[4], 0, -1)) do redis.call('SADD', KEYS[5], 'round:' .. round) end
for at = 6, #ARGV do redis.call('SADD', KEYS[5], ARGV[at]) end
redis.call('ZADD', KEYS[6], ARGV[3], ARGV[2])
for at = 7, 8 do redis.call('ZREM', KEYS[at], ARGV[2]) end
for at = 1, 4 do redis.call('UNLINK', KEYS[at]) end
for at = 9, #KEYS do redis.call('UNLINK', KEYS[at]) end
return 'done'
