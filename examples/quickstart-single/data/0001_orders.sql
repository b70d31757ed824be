-- 1,000 orders of 100 customers, the same on every run.
INSERT INTO default.orders (id, ordered_at, customer, cents)
SELECT
    number,
    toDateTime('2026-01-01 00:00:00') + number * 2011,
    concat('customer ', toString(cityHash64(number) % 100)),
    100 + cityHash64(number, 1) % 9900
FROM numbers(1000)
