-- Takes a person whose data is deleted out of a round, for good: what was decided about them before is not written.
-- KEYS: 1 the channel's round, 2 the fence, 3 who did something when, 4 points, 5 the person's private answer, 6 messages to
-- be closed, 7 cards shown, 8 the pen    ARGV: 1 id of the round that is meant, 2 user id, 3 and 4 prefixes of the keys of
-- ratings and picks, 5 seconds that the fence stands, 6 seconds that a round is kept which never came to be
redis.call('SET', KEYS[2], '1', 'EX', ARGV[5])
redis.call('ZREM', KEYS[3], ARGV[2])
redis.call('HDEL', KEYS[4], ARGV[2])
redis.call('UNLINK', KEYS[5])
for at = 1, redis.call('LLEN', KEYS[7]) do
  local gone = redis.call('HDEL', ARGV[3] .. at, ARGV[2]) + redis.call('HDEL', ARGV[4] .. at, ARGV[2])
  -- The card shows how many have answered and rated it.
  if gone > 0 then redis.call('HSET', KEYS[8], 'want', 1) end
end
for at, closing in ipairs(redis.call('LRANGE', KEYS[6], 0, -1)) do
  local without, count = string.gsub(closing, '"host":"' .. ARGV[2] .. '"', '"host":""')
  if count > 0 then redis.call('LSET', KEYS[6], at - 1, without) end
end
if redis.call('EXISTS', KEYS[1]) == 0 then
  redis.call('HSET', KEYS[1], 'void', 1)
  redis.call('EXPIRE', KEYS[1], ARGV[6])
elseif redis.call('HGET', KEYS[1], 'id') == ARGV[1] and redis.call('HGET', KEYS[1], 'host') == ARGV[2] then
  redis.call('HSET', KEYS[1], 'host', '')
end
redis.call('HINCRBY', KEYS[1], 'rev', 1)
return 'done'
