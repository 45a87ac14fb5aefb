-- What a learner's places on boards follow from, in one round trip.
-- KEYS: 1 learner, 2 the shard's index of those whose boards are not up to date, 3 counters of all time, 4… counters of
-- months, the latest first    ARGV: 1 user id, 2 a moment in ms, 3 how many months are enough when the mark is not older
local time = redis.call('TIME')
local mark = redis.call('ZSCORE', KEYS[2], ARGV[1])
local last = #KEYS
if mark and tonumber(mark) >= tonumber(ARGV[2]) then last = math.min(last, 3 + tonumber(ARGV[3])) end
local reply = { time[1] * 1000 + math.floor(time[2] / 1000), cjson.encode(redis.call('HGETALL', KEYS[1])), mark }
for at = 3, last do reply[#reply + 1] = cjson.encode(redis.call('HGETALL', KEYS[at])) end
return reply
