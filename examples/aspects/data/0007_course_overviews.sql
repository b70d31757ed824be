-- 200 courses, each dumped 5 times: 1,000 rows.
INSERT INTO event_sink.course_overviews
    (org, course_key, display_name, course_start, course_end, enrollment_start, enrollment_end,
     self_paced, course_data_json, created, modified, dump_id, time_last_dumped)
WITH
    1 + number % 200 AS course,
    intDiv(number, 200) AS dump,
    ['OpenedX', 'open-edx', 'edX.org', 'MITx', 'T~C'][1 + course % 5] AS org,
    toDateTime64('2024-09-01 00:00:00', 6, 'UTC') + toIntervalDay(course) AS start
SELECT
    org,
    concat('course-v1:', org, '+Course', toString(course), '+2026'),
    concat('Course ', toString(course), if(dump = 0, '', concat(', edition ', toString(dump + 1)))),
    toString(start),
    toString(start + toIntervalDay(120)),
    toString(start - toIntervalDay(30)),
    toString(start + toIntervalDay(30)),
    course % 3 = 0,
    concat('{"languages":["en"],"lowest_passing_grade":0.', toString(5 + course % 5), '}'),
    toString(start - toIntervalDay(60)),
    toString(start - toIntervalDay(60) + toIntervalHour(dump)),
    reinterpretAsUUID(concat(reinterpretAsFixedString(cityHash64('dump', course)), reinterpretAsFixedString(toUInt64(dump)))),
    toString(start - toIntervalDay(60) + toIntervalHour(dump) + toIntervalMinute(1))
FROM numbers(1000)
