-- revision: 0015
-- down_revision: 0013
-- message: Partition xAPI events by month and count each once
-- created: 2026-11-30T09:00:00Z

-- +upgrade
RENAME TABLE {{ xapi_database }}.{{ raw_xapi_table }}
    TO {{ xapi_database }}.`{{ raw_xapi_table }}_old_0015`;

CREATE TABLE {{ xapi_database }}.{{ raw_xapi_table }}
(
    event_id UUID,
    emission_time DateTime64(6, 'UTC'),
    event String
)
ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(emission_time)
ORDER BY (emission_time, event_id);

-- All copies of the events that came more than once: what merging throws away, the downgrade needs.
CREATE TABLE {{ xapi_database }}.`{{ raw_xapi_table }}_redelivered`
(
    event_id UUID,
    emission_time DateTime64(6, 'UTC'),
    event String
)
ENGINE = MergeTree
ORDER BY (emission_time, event_id);

-- probe: SELECT multiIf(count() = 0, 0, count() = (SELECT sum(copies) FROM (SELECT count() AS copies FROM {{ xapi_database }}.`{{ raw_xapi_table }}_old_0015` GROUP BY emission_time, event_id HAVING copies > 1)), 1, 2) FROM {{ xapi_database }}.`{{ raw_xapi_table }}_redelivered`
INSERT INTO {{ xapi_database }}.`{{ raw_xapi_table }}_redelivered` (event_id, emission_time, event)
SELECT event_id, emission_time, event
FROM {{ xapi_database }}.`{{ raw_xapi_table }}_old_0015`
WHERE (emission_time, event_id) IN
(
    SELECT emission_time, event_id
    FROM {{ xapi_database }}.`{{ raw_xapi_table }}_old_0015`
    GROUP BY emission_time, event_id
    HAVING count() > 1
);

-- probe: SELECT count() = 0 FROM {{ xapi_database }}.`{{ raw_xapi_table }}_old_0015` WHERE (emission_time, event_id) NOT IN (SELECT emission_time, event_id FROM {{ xapi_database }}.{{ raw_xapi_table }})
INSERT INTO {{ xapi_database }}.{{ raw_xapi_table }} (event_id, emission_time, event)
SELECT event_id, emission_time, event
FROM {{ xapi_database }}.`{{ raw_xapi_table }}_old_0015`
SETTINGS max_partitions_per_insert_block = 1000;

DROP TABLE {{ xapi_database }}.`{{ raw_xapi_table }}_old_0015` SYNC;

-- +downgrade
RENAME TABLE {{ xapi_database }}.{{ raw_xapi_table }}
    TO {{ xapi_database }}.`{{ raw_xapi_table }}_old_0015`;

CREATE TABLE {{ xapi_database }}.{{ raw_xapi_table }}
(
    event_id UUID,
    emission_time DateTime64(6, 'UTC'),
    event String
)
ENGINE = MergeTree
ORDER BY (emission_time, event_id);

-- probe: SELECT multiIf(countIf((emission_time, event_id) NOT IN (SELECT emission_time, event_id FROM {{ xapi_database }}.{{ raw_xapi_table }})) = 0, 1, countIf((emission_time, event_id) NOT IN (SELECT emission_time, event_id FROM {{ xapi_database }}.{{ raw_xapi_table }})) = count(), 0, 2) FROM {{ xapi_database }}.`{{ raw_xapi_table }}_old_0015` WHERE (emission_time, event_id) NOT IN (SELECT emission_time, event_id FROM {{ xapi_database }}.`{{ raw_xapi_table }}_redelivered`)
INSERT INTO {{ xapi_database }}.{{ raw_xapi_table }} (event_id, emission_time, event)
SELECT event_id, emission_time, event
FROM {{ xapi_database }}.`{{ raw_xapi_table }}_old_0015` FINAL
WHERE (emission_time, event_id) NOT IN
(
    SELECT emission_time, event_id
    FROM {{ xapi_database }}.`{{ raw_xapi_table }}_redelivered`
);

-- probe: SELECT multiIf(count() = 0, 0, count() = (SELECT count() FROM {{ xapi_database }}.`{{ raw_xapi_table }}_redelivered`), 1, 2) FROM {{ xapi_database }}.{{ raw_xapi_table }} WHERE (emission_time, event_id) IN (SELECT emission_time, event_id FROM {{ xapi_database }}.`{{ raw_xapi_table }}_redelivered`)
INSERT INTO {{ xapi_database }}.{{ raw_xapi_table }} (event_id, emission_time, event)
SELECT event_id, emission_time, event
FROM {{ xapi_database }}.`{{ raw_xapi_table }}_redelivered`;

DROP TABLE {{ xapi_database }}.`{{ raw_xapi_table }}_redelivered` SYNC;

DROP TABLE {{ xapi_database }}.`{{ raw_xapi_table }}_old_0015` SYNC;
