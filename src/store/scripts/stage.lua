-- Keeps a part of a file that is being read, as long as the file is noted.
-- KEYS: 1 the person's files, 2 the file    ARGV: 1 id of the file, 2 name of the part, 3 the part, 4 seconds
if redis.call('SISMEMBER', KEYS[1], ARGV[1]) == 0 then return 0 end
redis.call('HSET', KEYS[2], ARGV[2], ARGV[3])
redis.call('EXPIRE', KEYS[1], ARGV[4])
redis.call('EXPIRE', KEYS[2], ARGV[4])
return 1
