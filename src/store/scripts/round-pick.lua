-- Keeps what a person picked for a card of a round, if the round is as it was when that was decided. The first one stands.
-- KEYS: 1 the round, 2 what was picked for the card, 3 the pen, 4 set for a while once the person has deleted their data
-- ARGV: 1 expected revision, 2 user id, 3 number of the card that was picked, 4 seconds that this is kept
-- Answers with what stands, 'conflict' where the round has changed, or 'gone' where the person's data was deleted.
if redis.call('EXISTS', KEYS[4]) == 1 then return 'gone' end
if (redis.call('HGET', KEYS[1], 'rev') or '0') ~= ARGV[1] then return 'conflict' end
if redis.call('HSETNX', KEYS[2], ARGV[2], ARGV[3]) == 1 then
  redis.call('EXPIRE', KEYS[2], ARGV[4])
  -- The card shows how many have answered, and not what.
  redis.call('HSET', KEYS[3], 'want', 1)
end
return redis.call('HGET', KEYS[2], ARGV[2])
