-- 20 tags in each of the two taxonomies: 40 rows.
INSERT INTO event_sink.tag
    (id, taxonomy, parent, value, external_id, lineage, dump_id, time_last_dumped)
SELECT
    toInt32(1 + number),
    toInt32(1 + intDiv(number, 20)),
    toInt32(0),
    concat('Tag ', toString(1 + number)),
    concat('tag-', toString(1 + number)),
    concat('["Tag ', toString(1 + number), '"]'),
    reinterpretAsUUID(concat(reinterpretAsFixedString(cityHash64('tag', number)), reinterpretAsFixedString(toUInt64(0)))),
    '2025-04-01 00:01:00.000000'
FROM numbers(40)
