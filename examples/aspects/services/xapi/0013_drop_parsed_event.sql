-- revision: 0013
-- down_revision: 0008
-- message: Keep an xAPI event once, as text
-- created: 2026-11-28T09:00:00Z

-- +upgrade
-- One ALTER: no reader ever sees the table without a column `event`.
ALTER TABLE {{ xapi_database }}.{{ raw_xapi_table }}
    DROP COLUMN event,
    RENAME COLUMN event_str TO event;

-- +downgrade
-- `event` is computed from `event_str`, so its content is back with the column.
ALTER TABLE {{ xapi_database }}.{{ raw_xapi_table }}
    RENAME COLUMN event TO event_str,
    ADD COLUMN event Map(LowCardinality(String), String)
        MATERIALIZED CAST(JSONExtractKeysAndValuesRaw(event_str), 'Map(LowCardinality(String), String)')
        AFTER emission_time;
