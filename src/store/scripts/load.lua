-- Everything one press of a learner needs, in one round trip.
-- KEYS: 1 learner, 2 quiz, 3 point grants, 4 undo list    ARGV: 1 prefix of the learner's card keys, 2 "deck:number" of
-- the card that is wanted, empty for the quiz's current one
-- The card's key follows from the quiz; it lies in the same slot, as all keys of one learner do.
local time = redis.call('TIME')
local learner = redis.call('HGETALL', KEYS[1])
local quiz = redis.call('HGETALL', KEYS[2])
local current = ARGV[2] ~= '' and ARGV[2] or redis.call('HGET', KEYS[2], 'current')
local card, granted = false, 0
if current then
  local deck, number = string.match(current, '^(.+):(%d+)$')
  if deck then
    card = redis.call('HGET', ARGV[1] .. deck .. ':' .. math.floor(tonumber(number) / 128), number)
    granted = redis.call('SISMEMBER', KEYS[3], current)
  end
end
-- As JSON, since thirty small replies take the client longer to read than one.
return { time[1] * 1000 + math.floor(time[2] / 1000), cjson.encode(learner), cjson.encode(quiz), card, granted, redis.call('LINDEX', KEYS[4], -1) }
