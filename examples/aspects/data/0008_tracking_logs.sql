-- Tracking logs as Vector stores them: 3,000 rows.
INSERT INTO openedx._tracking (time, message)
SELECT
    toDateTime('2025-01-01 00:00:00', 'UTC') + number * 601,
    concat(
        '{"event_type":"', ['page_close', 'play_video', 'problem_check'][1 + cityHash64('tracking', number) % 3],
        '","context":{"user_id":', toString(1 + intDiv(cityHash64('tracking', number), 3) % 1000),
        '},"sequence":', toString(number), '}')
FROM numbers(3000)
