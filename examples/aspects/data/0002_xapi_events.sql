-- xAPI events as Ralph stores them: 4,080 rows, of which 80 are second deliveries.
-- Deterministic: the same rows on every run. Every 50th event is delivered a second time.
INSERT INTO xapi.xapi_events_all (event_id, emission_time, event, event_str)
WITH
    cityHash64('xapi', number) AS h,
    reinterpretAsUUID(concat(reinterpretAsFixedString(cityHash64('xapi event', number)), reinterpretAsFixedString(h))) AS id,
    toDateTime64('2024-11-01 00:00:00', 6, 'UTC') + toIntervalSecond(number * 3607) AS at,
    ['OpenedX', 'open-edx', 'edX.org', 'MITx', 'T~C'][1 + h % 5] AS org,
    1 + intDiv(h, 5) % 200 AS course,
    ['registered', 'experienced', 'answered', 'watched'][1 + intDiv(h, 1000) % 4] AS verb,
    reinterpretAsUUID(concat(reinterpretAsFixedString(cityHash64('user', 1 + intDiv(h, 4000) % 1000)), reinterpretAsFixedString(toUInt64(1)))) AS actor
SELECT
    id,
    at,
    concat(
        '{"id":"', toString(id),
        '","actor":{"account":{"name":"', toString(actor), '"}}',
        ',"verb":{"id":"https://w3id.org/xapi/verbs/', verb, '"}',
        ',"object":{"id":"https://lms.example.com/course/course-v1:', org, '+Course', toString(course), '+2026"}',
        ',"timestamp":"', toString(at), '"}') AS statement,
    statement
FROM numbers(4000)
ARRAY JOIN if(number % 50 = 0, [1, 2], [1]) AS delivery
