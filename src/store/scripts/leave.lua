-- Takes those who left a server off its boards.
-- KEYS: 1 who left the server, 2 the server's boards    ARGV: 1 prefix of the boards' keys, then user ids
local names = redis.call('ZRANGE', KEYS[2], 0, -1)
for at = 2, #ARGV do
  local stood = 0
  for _, name in ipairs(names) do stood = stood + redis.call('ZREM', ARGV[1] .. name, ARGV[at]) end
  -- Who stands on none any more may have deleted their data, and is not to be noted anywhere.
  if stood > 0 then redis.call('SADD', KEYS[1], ARGV[at]) end
end
return 'done'
