-- 1,000 users, each sent twice: 2,000 rows. The second time every fourth has a new name.
-- Their ids are multiples of 25, so that they fill 4 partitions and not 100.
INSERT INTO event_sink.user_profile
    (id, user_id, name, meta, language, year_of_birth, level_of_education, country, dump_id,
     time_last_dumped)
WITH
    1 + number % 1000 AS user,
    intDiv(number, 1000) AS dump
SELECT
    toInt32(user),
    toInt32(user * 25),
    concat('Learner ', toString(user), if(dump = 1 AND user % 4 = 0, ' Renamed', '')),
    concat('{"username":"learner', toString(user), '","email":"learner', toString(user), '@example.com"}'),
    ['en', 'es', 'fr', 'ar'][1 + user % 4],
    if(user % 7 = 0, '', toString(1950 + user % 60)),
    ['hs', 'b', 'm', 'p'][1 + intDiv(user, 4) % 4],
    ['ES', 'FR', 'US', 'EG', 'ZA'][1 + user % 5],
    reinterpretAsUUID(concat(reinterpretAsFixedString(cityHash64('profile', user)), reinterpretAsFixedString(toUInt64(dump)))),
    toString(toDateTime64('2025-02-01 00:00:00', 6, 'UTC') + toIntervalMinute(user + dump * 100000))
FROM numbers(2000)
