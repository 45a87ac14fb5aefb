-- A learner, with the points and the reviews they made for a server.
-- KEYS: 1 the learner, 2… counters: of months, or that of all time    ARGV: 1 guild id, 2 deck id, empty for all decks,
-- 3 the first and 4 the last day; empty where the counter is that of all time
local home = redis.call('HGET', KEYS[1], 'h:' .. ARGV[1])
local deck = ARGV[2] ~= '' and (redis.call('HGET', KEYS[1], 'd:' .. ARGV[2]) or '')
local first, last = tonumber(ARGV[3]), tonumber(ARGV[4])
local sums = { p = 0, r = 0 }
if home then
  for at = 2, #KEYS do
    local fields = redis.call('HGETALL', KEYS[at])
    for index = 1, #fields, 2 do
      local what, day, of, in_deck
      if first then what, day, of, in_deck = string.match(fields[index], '^([pr])(%d+):(%d+):(%d+)$')
      else what, of, in_deck = string.match(fields[index], '^([pr])(%d+):(%d+)$') end
      local in_days = not first or (day and tonumber(day) >= first and tonumber(day) <= last)
      if of == home and in_days and (not deck or in_deck == deck) then
        sums[what] = sums[what] + fields[index + 1]
      end
    end
  end
end
return { cjson.encode(redis.call('HGETALL', KEYS[1])), sums.p, sums.r }
