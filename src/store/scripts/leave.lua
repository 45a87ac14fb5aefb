-- Takes those who left a server off its boards.
-- KEYS: 1 who left the server, 2 the server's boards    ARGV: 1 prefix of the boards' keys, then user ids
local users = { unpack(ARGV, 2) }
for _, name in ipairs(redis.call('ZRANGE', KEYS[2], 0, -1)) do redis.call('ZREM', ARGV[1] .. name, unpack(users)) end
redis.call('SADD', KEYS[1], unpack(users))
return 'done'
