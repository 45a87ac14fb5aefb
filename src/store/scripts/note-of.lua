-- Notes a thing of a person that is made of a file, as long as the file is noted.
-- KEYS: 1 what is noted of the person, 2 their files    ARGV: 1 the thing, 2 the file
if redis.call('SISMEMBER', KEYS[2], ARGV[2]) == 0 then return 0 end
redis.call('SADD', KEYS[1], ARGV[1])
return 1
