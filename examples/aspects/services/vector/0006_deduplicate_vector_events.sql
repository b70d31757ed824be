-- revision: 0006
-- down_revision: 0004
-- message: Count an event that Vector delivered twice once
-- created: 2026-11-24T10:00:00Z

-- +upgrade
-- Partitions are attached to the new table as they are, without copying a row. The new table takes
-- the name first and the old rows afterwards: what Vector writes meanwhile lands in the new table.
CREATE TABLE {{ vector_database }}.`{{ vector_raw_xapi_table }}_new_0006`
(
    event_id UUID,
    emission_time DateTime64(6, 'UTC'),
    event_str String
)
ENGINE = ReplacingMergeTree
ORDER BY (emission_time, event_id);

RENAME TABLE {{ vector_database }}.{{ vector_raw_xapi_table }}
    TO {{ vector_database }}.`{{ vector_raw_xapi_table }}_old_0006`;

RENAME TABLE {{ vector_database }}.`{{ vector_raw_xapi_table }}_new_0006`
    TO {{ vector_database }}.{{ vector_raw_xapi_table }};

-- All copies of the events that came more than once: what merging throws away, the downgrade needs.
CREATE TABLE {{ vector_database }}.`{{ vector_raw_xapi_table }}_redelivered`
(
    event_id UUID,
    emission_time DateTime64(6, 'UTC'),
    event_str String
)
ENGINE = MergeTree
ORDER BY (emission_time, event_id);

-- probe: SELECT multiIf(count() = 0, 0, count() = (SELECT sum(copies) FROM (SELECT count() AS copies FROM {{ vector_database }}.`{{ vector_raw_xapi_table }}_old_0006` GROUP BY emission_time, event_id HAVING copies > 1)), 1, 2) FROM {{ vector_database }}.`{{ vector_raw_xapi_table }}_redelivered`
INSERT INTO {{ vector_database }}.`{{ vector_raw_xapi_table }}_redelivered`
    (event_id, emission_time, event_str)
SELECT event_id, emission_time, event_str
FROM {{ vector_database }}.`{{ vector_raw_xapi_table }}_old_0006`
WHERE (emission_time, event_id) IN
(
    SELECT emission_time, event_id
    FROM {{ vector_database }}.`{{ vector_raw_xapi_table }}_old_0006`
    GROUP BY emission_time, event_id
    HAVING count() > 1
);

-- probe: SELECT multiIf(countIf((emission_time, event_id) NOT IN (SELECT emission_time, event_id FROM {{ vector_database }}.{{ vector_raw_xapi_table }})) = 0, 1, countIf((emission_time, event_id) NOT IN (SELECT emission_time, event_id FROM {{ vector_database }}.{{ vector_raw_xapi_table }})) = count(), 0, 2) FROM {{ vector_database }}.`{{ vector_raw_xapi_table }}_old_0006`
ALTER TABLE {{ vector_database }}.{{ vector_raw_xapi_table }}
    ATTACH PARTITION tuple() FROM {{ vector_database }}.`{{ vector_raw_xapi_table }}_old_0006`;

OPTIMIZE TABLE {{ vector_database }}.{{ vector_raw_xapi_table }} FINAL;

DROP TABLE {{ vector_database }}.`{{ vector_raw_xapi_table }}_old_0006` SYNC;

-- +downgrade
CREATE TABLE {{ vector_database }}.`{{ vector_raw_xapi_table }}_new_0006`
(
    event_id UUID,
    emission_time DateTime64(6, 'UTC'),
    event_str String
)
ENGINE = MergeTree
ORDER BY (emission_time, event_id);

RENAME TABLE {{ vector_database }}.{{ vector_raw_xapi_table }}
    TO {{ vector_database }}.`{{ vector_raw_xapi_table }}_old_0006`;

RENAME TABLE {{ vector_database }}.`{{ vector_raw_xapi_table }}_new_0006`
    TO {{ vector_database }}.{{ vector_raw_xapi_table }};

-- Events delivered again since the upgrade are merged before they move to a table that never merges.
OPTIMIZE TABLE {{ vector_database }}.`{{ vector_raw_xapi_table }}_old_0006` FINAL;

-- probe: SELECT multiIf(countIf((emission_time, event_id) NOT IN (SELECT emission_time, event_id FROM {{ vector_database }}.{{ vector_raw_xapi_table }})) = 0, 1, countIf((emission_time, event_id) NOT IN (SELECT emission_time, event_id FROM {{ vector_database }}.{{ vector_raw_xapi_table }})) = count(), 0, 2) FROM {{ vector_database }}.`{{ vector_raw_xapi_table }}_old_0006`
ALTER TABLE {{ vector_database }}.{{ vector_raw_xapi_table }}
    ATTACH PARTITION tuple() FROM {{ vector_database }}.`{{ vector_raw_xapi_table }}_old_0006`;

-- The one copy that was left of each such event makes way for all of its copies.
-- probe: SELECT count() = 0 FROM {{ vector_database }}.{{ vector_raw_xapi_table }} WHERE (emission_time, event_id) IN (SELECT emission_time, event_id FROM {{ vector_database }}.`{{ vector_raw_xapi_table }}_redelivered`)
DELETE FROM {{ vector_database }}.{{ vector_raw_xapi_table }}
WHERE (emission_time, event_id) IN
(
    SELECT emission_time, event_id
    FROM {{ vector_database }}.`{{ vector_raw_xapi_table }}_redelivered`
);

-- probe: SELECT multiIf(count() = 0, 0, count() = (SELECT count() FROM {{ vector_database }}.`{{ vector_raw_xapi_table }}_redelivered`), 1, 2) FROM {{ vector_database }}.{{ vector_raw_xapi_table }} WHERE (emission_time, event_id) IN (SELECT emission_time, event_id FROM {{ vector_database }}.`{{ vector_raw_xapi_table }}_redelivered`)
INSERT INTO {{ vector_database }}.{{ vector_raw_xapi_table }} (event_id, emission_time, event_str)
SELECT event_id, emission_time, event_str
FROM {{ vector_database }}.`{{ vector_raw_xapi_table }}_redelivered`;

DROP TABLE {{ vector_database }}.`{{ vector_raw_xapi_table }}_redelivered` SYNC;

DROP TABLE {{ vector_database }}.`{{ vector_raw_xapi_table }}_old_0006` SYNC;
