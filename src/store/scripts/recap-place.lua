-- Writes where a server's recap is told, and who chose that, unless they have just deleted their data.
-- KEYS: 1 the server's settings, 2 the fence    ARGV: 1 channel, 2 user id, 3 what the fence has for who did
redis.call('HSET', KEYS[1], 'recap', ARGV[1] .. ':' .. (redis.call('GET', KEYS[2]) == ARGV[3] and '' or ARGV[2]))
