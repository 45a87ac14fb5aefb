-- Brings one learner's places on the boards of a server up to date, unless somebody who knows more has done so.
-- KEYS: 1 the fence, 2 who left the server, 3 the server's boards by when they go, 4 set once the server's data is gone
-- ARGV: 1 prefix of the boards' keys, which lie in the same slot, 2 as JSON what is to be done:
--   deadline in Redis's clock, in ms; fence: seconds it stands, longer than a deadline lies ahead; revision the learner
--   had; user; scores: [board, points, seconds it is kept, 0 for ever][]; whole: whether the scores are all there are;
--   clear: whether the learner is to stand on no other board; leaver: what becomes of one who left the server: they
--   'stay' off, 'return', or are 'forgotten'
local order = cjson.decode(ARGV[2])
local time = redis.call('TIME')
if time[1] * 1000 + math.floor(time[2] / 1000) > order.deadline then return 'late' end
if redis.call('EXISTS', KEYS[4]) == 1 then return 'done' end
local known = redis.call('GET', KEYS[1])
if known and tonumber(known) > order.revision then return 'stale' end
local scores = order.scores
if order.leaver == 'stay' and #scores > 0 and redis.call('SISMEMBER', KEYS[2], order.user) == 1 then
  if not order.whole then return 'back' end
  scores = {}
end
redis.call('SET', KEYS[1], string.format('%.0f', order.revision), 'EX', order.fence)
if order.leaver ~= 'stay' then redis.call('SREM', KEYS[2], order.user) end
if order.clear then
  for _, name in ipairs(redis.call('ZRANGE', KEYS[3], 0, -1)) do redis.call('ZREM', ARGV[1] .. name, order.user) end
end
for _, one in ipairs(scores) do
  local board, seconds = ARGV[1] .. one[1], one[3]
  redis.call('ZADD', board, 'GT', one[2], order.user)
  if seconds == 0 then redis.call('ZADD', KEYS[3], '+inf', one[1])
  elseif redis.call('EXPIRE', board, seconds, 'NX') == 1 then redis.call('ZADD', KEYS[3], time[1] + seconds, one[1]) end
end
redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', '(' .. time[1])
return 'done'
