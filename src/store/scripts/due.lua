-- Reminders whose time has come, with what is needed to find their next time.
-- KEYS: 1 the shard's index    ARGV: 1 now in ms, 2 at most so many, 3 prefix of the shard's reminder keys
local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'WITHSCORES', 'LIMIT', 0, ARGV[2])
local all = {}
for at = 1, #due, 2 do
  local fields = redis.call('HGETALL', ARGV[3] .. due[at])
  all[#all + 1] = { due[at], due[at + 1], fields }
end
return cjson.encode(all)
