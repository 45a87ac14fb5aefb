-- Moves reminders on to their next time, those that nobody has moved meanwhile.
-- KEYS: 1 the shard's index    ARGV: by threes, user id, time it had, time it gets ('' for none)
local moved = 0
for at = 1, #ARGV, 3 do
  local score = redis.call('ZSCORE', KEYS[1], ARGV[at])
  if score and tonumber(score) == tonumber(ARGV[at + 1]) then
    moved = moved + 1
    if ARGV[at + 2] == '' then redis.call('ZREM', KEYS[1], ARGV[at])
    else redis.call('ZADD', KEYS[1], ARGV[at + 2], ARGV[at]) end
  end
end
return moved
