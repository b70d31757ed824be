-- Each of the 200 courses has two tags: 400 rows.
INSERT INTO event_sink.object_tag
    (id, object_id, taxonomy, tag, _value, _export_id, lineage, dump_id, time_last_dumped)
WITH
    1 + number % 200 AS course,
    1 + intDiv(number, 200) AS taxonomy,
    (taxonomy - 1) * 20 + 1 + cityHash64('object tag', number) % 20 AS tag,
    ['OpenedX', 'open-edx', 'edX.org', 'MITx', 'T~C'][1 + course % 5] AS org
SELECT
    toInt32(1 + number),
    concat('course-v1:', org, '+Course', toString(course), '+2026'),
    toInt32(taxonomy),
    toInt32(tag),
    concat('Tag ', toString(tag)),
    concat('tag-', toString(tag)),
    concat('["Tag ', toString(tag), '"]'),
    reinterpretAsUUID(concat(reinterpretAsFixedString(cityHash64('object tag', number)), reinterpretAsFixedString(toUInt64(0)))),
    '2025-04-01 00:02:00.000000'
FROM numbers(400)
