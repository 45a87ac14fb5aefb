-- Notes that a person is about to do something in a round.
-- KEYS: 1 the rounds they were in of late    ARGV: 1 the round, 2 now in ms, 3 seconds that a round is kept
redis.call('ZADD', KEYS[1], ARGV[2], ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[2] - ARGV[3] * 1000)
redis.call('EXPIRE', KEYS[1], ARGV[3])
