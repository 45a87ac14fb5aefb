-- All writes of one step, or none of them.
-- KEYS: 1 the hash that holds the revision, then whatever the writes touch    ARGV: 1 expected revision, 2 deadline in
-- ms of Redis's clock, 3 the writes as JSON: [command, index of its key in KEYS, its arguments…], where a number is the
-- index in ARGV of an argument that is no text, and a list of one number the index in KEYS of a further key.
local time = redis.call('TIME')
if time[1] * 1000 + math.floor(time[2] / 1000) > tonumber(ARGV[2]) then return 'late' end
if (redis.call('HGET', KEYS[1], 'rev') or '0') ~= ARGV[1] then return 'conflict' end
local writes = cjson.decode(ARGV[3])
-- A script is not rolled back: what could fail is looked at before the first write.
for _, write in ipairs(writes) do
  if write[1] == 'RENAME' and redis.call('EXISTS', KEYS[write[2]]) == 0 then return 'conflict' end
end
for _, write in ipairs(writes) do
  write[2] = KEYS[write[2]]
  for at = 3, #write do
    local kind = type(write[at])
    if kind == 'number' then write[at] = ARGV[write[at]] elseif kind == 'table' then write[at] = KEYS[write[at][1]] end
  end
  redis.call(unpack(write))
end
redis.call('HINCRBY', KEYS[1], 'rev', 1)
return 'done'
