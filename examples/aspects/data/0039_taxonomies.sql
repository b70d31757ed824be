-- Two taxonomies, sent twice: 4 rows, of which 2 are left.
INSERT INTO event_sink.taxonomy (id, name, dump_id, time_last_dumped)
SELECT
    toInt32(1 + number),
    ['Subjects', 'Skills'][1 + number],
    reinterpretAsUUID(concat(reinterpretAsFixedString(cityHash64('taxonomy', number)), reinterpretAsFixedString(toUInt64(0)))),
    '2025-04-01 00:00:00.000000'
FROM numbers(2)
ARRAY JOIN [1, 2] AS delivery
