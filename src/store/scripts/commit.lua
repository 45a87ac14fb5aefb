-- All writes of one learner's step, or none of them.
-- KEYS: 1 learner, then whatever the writes touch    ARGV: 1 expected revision, 2 deadline in ms of Redis's clock,
-- then for each write: how many values follow, the command, the index of its key in KEYS, its arguments.
local time = redis.call('TIME')
if time[1] * 1000 + math.floor(time[2] / 1000) > tonumber(ARGV[2]) then return 'late' end
if (redis.call('HGET', KEYS[1], 'rev') or '0') ~= ARGV[1] then return 'conflict' end
local at = 3
while at <= #ARGV do
  local last = at + tonumber(ARGV[at])
  redis.call(ARGV[at + 1], KEYS[tonumber(ARGV[at + 2])], unpack(ARGV, at + 3, last))
  at = last + 1
end
redis.call('HINCRBY', KEYS[1], 'rev', 1)
return 'done'
