-- Two external ids for each of the 1,000 users: 2,000 rows. Those of type xapi are the actors of the
-- xAPI events.
INSERT INTO event_sink.external_id
    (external_user_id, external_id_type, username, user_id, dump_id, time_last_dumped)
WITH
    1 + number % 1000 AS user,
    1 + intDiv(number, 1000) AS kind
SELECT
    reinterpretAsUUID(concat(reinterpretAsFixedString(cityHash64('user', user)), reinterpretAsFixedString(toUInt64(kind)))),
    if(kind = 1, 'xapi', 'caliper'),
    concat('learner', toString(user)),
    toInt32(user * 25),
    reinterpretAsUUID(concat(reinterpretAsFixedString(cityHash64('external', user)), reinterpretAsFixedString(toUInt64(kind)))),
    toString(toDateTime64('2025-02-01 00:00:00', 6, 'UTC') + toIntervalMinute(user))
FROM numbers(2000)
