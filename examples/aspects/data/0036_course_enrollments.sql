-- Every learner enrols in three courses, and every tenth leaves again: 3,300 rows.
INSERT INTO event_sink.course_enrollment
    (id, course_key, created, is_active, mode, username, user_id, dump_id, time_last_dumped)
WITH
    1 + number % 1000 AS user,
    intDiv(number, 1000) AS enrollment,
    1 + cityHash64('enrollment', user, enrollment) % 200 AS course,
    ['OpenedX', 'open-edx', 'edX.org', 'MITx', 'T~C'][1 + course % 5] AS org,
    toDateTime64('2025-03-01 00:00:00', 6, 'UTC') + toIntervalMinute(number) AS at
SELECT
    toInt32(1 + number),
    concat('course-v1:', org, '+Course', toString(course), '+2026'),
    toString(at),
    active = 1,
    ['audit', 'honor', 'verified'][1 + enrollment],
    concat('learner', toString(user)),
    toInt32(user * 25),
    reinterpretAsUUID(concat(reinterpretAsFixedString(cityHash64('enrollment', number)), reinterpretAsFixedString(toUInt64(active)))),
    toString(at + if(active = 1, toIntervalMinute(1), toIntervalDay(7)))
FROM numbers(3000)
ARRAY JOIN if(number % 10 = 0, [1, 0], [1]) AS active
