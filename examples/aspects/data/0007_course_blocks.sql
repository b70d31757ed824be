-- 200 courses of 10 blocks, each dumped twice: 4,000 rows. The second dump renames every third block.
INSERT INTO event_sink.course_blocks
    (org, course_key, location, display_name, xblock_data_json, `order`, edited_on, dump_id,
     time_last_dumped)
WITH
    1 + number % 200 AS course,
    intDiv(number, 200) % 10 AS block,
    intDiv(number, 2000) AS dump,
    ['OpenedX', 'open-edx', 'edX.org', 'MITx', 'T~C'][1 + course % 5] AS org,
    concat(org, '+Course', toString(course), '+2026') AS run,
    toDateTime64('2024-07-01 00:00:00', 6, 'UTC') + toIntervalHour(course * 24 + dump) AS edited
SELECT
    org,
    concat('course-v1:', run),
    concat('block-v1:', run, '+type@problem+block@', lower(hex(cityHash64('block', course, block)))),
    concat('Block ', toString(block), if(dump = 1 AND block % 3 = 0, ' (new)', '')),
    concat(
        '{"section":', toString(1 + intDiv(block, 5)),
        ',"subsection":', toString(1 + block % 5),
        ',"unit":', toString(1 + block % 2),
        ',"graded":', if(block % 2 = 0, 'true', 'false'), '}'),
    toInt32(block),
    toString(edited),
    reinterpretAsUUID(concat(reinterpretAsFixedString(cityHash64('dump', course)), reinterpretAsFixedString(toUInt64(dump)))),
    toString(edited + toIntervalMinute(1))
FROM numbers(4000)
