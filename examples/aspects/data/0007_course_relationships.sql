-- The first block of each course is the parent of the other nine, dumped twice: 3,600 rows.
INSERT INTO event_sink.course_relationships
    (course_key, parent_location, child_location, `order`, dump_id, time_last_dumped)
WITH
    1 + number % 200 AS course,
    1 + intDiv(number, 200) % 9 AS block,
    intDiv(number, 1800) AS dump,
    ['OpenedX', 'open-edx', 'edX.org', 'MITx', 'T~C'][1 + course % 5] AS org,
    concat(org, '+Course', toString(course), '+2026') AS run
SELECT
    concat('course-v1:', run),
    concat('block-v1:', run, '+type@problem+block@', lower(hex(cityHash64('block', course, toUInt64(0))))),
    concat('block-v1:', run, '+type@problem+block@', lower(hex(cityHash64('block', course, block)))),
    toInt32(block),
    reinterpretAsUUID(concat(reinterpretAsFixedString(cityHash64('dump', course)), reinterpretAsFixedString(toUInt64(dump)))),
    toString(toDateTime64('2024-07-01 00:01:00', 6, 'UTC') + toIntervalHour(course * 24 + dump))
FROM numbers(3600)
