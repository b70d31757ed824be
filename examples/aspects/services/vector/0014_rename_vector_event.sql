-- revision: 0014
-- down_revision: 0006
-- message: Name the columns of Vector's xAPI events as in the xAPI service
-- created: 2026-11-28T10:00:00Z

-- +upgrade
ALTER TABLE {{ vector_database }}.{{ vector_raw_xapi_table }}
    RENAME COLUMN event_str TO event,
    ADD COLUMN verb LowCardinality(String) MATERIALIZED JSONExtractString(event, 'verb', 'id');

ALTER TABLE {{ vector_database }}.`{{ vector_raw_xapi_table }}_redelivered`
    RENAME COLUMN event_str TO event;

-- +downgrade
ALTER TABLE {{ vector_database }}.`{{ vector_raw_xapi_table }}_redelivered`
    RENAME COLUMN event TO event_str;

ALTER TABLE {{ vector_database }}.{{ vector_raw_xapi_table }}
    DROP COLUMN verb,
    RENAME COLUMN event TO event_str;
