-- Puts a deck on its owner's shelf, or changes what stands there of it, while there is room.
-- KEYS: 1 the shelf, 2 of a person's: what is noted of them; who deleted their data has no shelf any more    ARGV: 1 deck id, 2 its entry as JSON, 3 decks at most, 4 bytes at most
local entry = cjson.decode(ARGV[2])
local before = redis.call('HGET', KEYS[1], ARGV[1])
local known = before and cjson.decode(before) or {}
if KEYS[2] and not before and redis.call('SISMEMBER', KEYS[2], 'deck:' .. ARGV[1]) == 0 then return 'gone' end
if (known.revision or 0) > entry.revision then return 'done' end
local decks, bytes, taken = 1, entry.bytes, false
local title = string.lower(entry.title)
local all = redis.call('HGETALL', KEYS[1])
for at = 1, #all, 2 do
  local other = cjson.decode(all[at + 1])
  if all[at] ~= ARGV[1] and not other.deletedAt then
    decks = decks + 1
    bytes = bytes + other.bytes
    if string.lower(other.title) == title then taken = true end
  end
end
-- What does not grow is let through, so that a shelf which is over its limits can still be tidied.
if not entry.deletedAt then
  local isNew = not before or known.deletedAt
  if taken and tonumber(ARGV[3]) < 1e9 and (isNew or known.title ~= entry.title) then return 'title' end
  if isNew and decks > tonumber(ARGV[3]) then return 'decks' end
  if (isNew or entry.bytes > known.bytes) and bytes > tonumber(ARGV[4]) then return 'bytes' end
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
return 'done'
