-- revision: 0004
-- down_revision: none
-- message: Create the tables that Vector writes to
-- created: 2026-11-23T10:15:00Z

-- +upgrade
-- Tracking logs are kept for ever unless the variable tracking_log_retention_days says otherwise.
CREATE TABLE {{ vector_database }}.{{ raw_tracking_logs_table }}
(
    time DateTime('UTC'),
    message String
)
ENGINE = MergeTree
ORDER BY time
{% if tracking_log_retention_days %}
TTL time + toIntervalDay({{ tracking_log_retention_days }})
{% endif %};

CREATE TABLE {{ vector_database }}.{{ vector_raw_xapi_table }}
(
    event_id UUID,
    emission_time DateTime64(6, 'UTC'),
    event_str String
)
ENGINE = MergeTree
ORDER BY (emission_time, event_id);

-- +downgrade
DROP TABLE {{ vector_database }}.{{ vector_raw_xapi_table }} SYNC;

DROP TABLE {{ vector_database }}.{{ raw_tracking_logs_table }} SYNC;
