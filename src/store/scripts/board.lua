-- One page of a board, and where one person stands on it with those next to them.
-- KEYS: 1 the board    ARGV: 1 user id, 2 page from 0, or 'own' for the person's, 3 entries on a page
-- A place is one more than the number of those with more points: who has as many shares it.
local board, user, each = KEYS[1], ARGV[1], tonumber(ARGV[3])
local size = redis.call('ZCARD', board)

local function entries(first, last)
  local flat = redis.call('ZRANGE', board, first, last, 'REV', 'WITHSCORES')
  local list, place = {}, nil
  for at = 1, #flat, 2 do
    local score = flat[at + 1]
    if at == 1 then place = 1 + redis.call('ZCOUNT', board, '(' .. score, '+inf')
    elseif score ~= flat[at - 1] then place = first + (at + 1) / 2 end
    list[#list + 1] = { flat[at], score, place }
  end
  return list
end

local rank = redis.call('ZREVRANK', board, user)
local page = ARGV[2] == 'own' and math.floor((rank or 0) / each) or tonumber(ARGV[2])
page = math.max(0, math.min(page, math.ceil(size / each) - 1))
return cjson.encode({
  size = size,
  page = page,
  entries = entries(page * each, page * each + each - 1),
  around = rank and entries(math.max(0, rank - 1), rank + 1) or {},
})
