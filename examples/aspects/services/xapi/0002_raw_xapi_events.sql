-- revision: 0002
-- down_revision: 0001
-- message: Create the table of raw xAPI events
-- created: 2026-11-23T10:05:00Z

-- +upgrade
-- `event_str` is the statement as the learning record store sent it. `event` is always computed
-- from it, never written: dropping it (0013) loses nothing.
CREATE TABLE {{ xapi_database }}.{{ raw_xapi_table }}
(
    event_id UUID,
    emission_time DateTime64(6, 'UTC'),
    event Map(LowCardinality(String), String)
        MATERIALIZED CAST(JSONExtractKeysAndValuesRaw(event_str), 'Map(LowCardinality(String), String)'),
    event_str String
)
ENGINE = MergeTree
ORDER BY (emission_time, event_id);

-- +downgrade
DROP TABLE {{ xapi_database }}.{{ raw_xapi_table }} SYNC;
