-- Notes what a person gave a card of a round. Repeats change nothing, and of two the one that was given later stays,
-- whichever arrives first.
-- KEYS: 1 ratings of the card, 2 points, 3 the pen, 4 set for a while once the person has deleted their data    ARGV: 1 user id, 2 which of the person's ratings of this card it
-- is, 3 rating, 4 the person's points in the round so far, 5 seconds that this is kept
if redis.call('EXISTS', KEYS[4]) == 1 then return end
local before = redis.call('HGET', KEYS[1], ARGV[1])
if not before or tonumber(string.sub(before, 1, -2)) < tonumber(ARGV[2]) then
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[2] .. ARGV[3])
  redis.call('EXPIRE', KEYS[1], ARGV[5])
end
if tonumber(ARGV[4]) > tonumber(redis.call('HGET', KEYS[2], ARGV[1]) or 0) then
  redis.call('HSET', KEYS[2], ARGV[1], ARGV[4])
  redis.call('EXPIRE', KEYS[2], ARGV[5])
end
-- The card shows how many have rated it, and not what.
if not before then redis.call('HSET', KEYS[3], 'want', 1) end
