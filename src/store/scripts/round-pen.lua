-- One process at a time edits a channel's round, and not faster than its pace: whoever holds the pen.
-- KEYS: 1 the pen, 2 messages to be closed    ARGV: 1 what to do, 2 how long it is held in ms, 3 the pace in ms, 4 seconds
-- that this is kept
-- Answers in how many ms the caller is to edit; or, below zero, after how many somebody else's hold is over; nothing when
-- there is nothing to do.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local what, lease, pace = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local function number(field) return tonumber(redis.call('HGET', KEYS[1], field) or 0) end
local function wanted() return number('want') == 1 or redis.call('LLEN', KEYS[2]) > 0 end
local function hold(wait)
  redis.call('HSET', KEYS[1], 'held', now + wait + lease)
  redis.call('EXPIRE', KEYS[1], ARGV[4])
  return wait
end
if what == 'want' or what == 'again' then redis.call('HSET', KEYS[1], 'want', 1) end
if what == 'read' then
  -- What comes after this is not in what is about to be read.
  redis.call('HDEL', KEYS[1], 'want')
  return hold(0)
end
if what == 'done' or what == 'again' then
  redis.call('HSET', KEYS[1], 'free', now + pace)
  if wanted() then return hold(pace) end
  redis.call('HDEL', KEYS[1], 'held')
  return false
end
if what == 'keep' then
  -- A word that was on its way while the pen was laid down must not take it up again.
  if number('held') > 0 then return hold(0) end
  return false
end
if not wanted() then return false end
if number('held') > now then return now - number('held') end
return hold(math.max(0, number('free') - now))
