-- revision: 0008
-- down_revision: none
-- depends_on: 0007
-- replaces: 0009
-- message: Create the tables of Vector's tracking logs and xAPI events

-- +upgrade
-- Lines of the LMS's tracking log, and the xAPI events that the LMS logs where no Ralph runs.
CREATE TABLE {{ ASPECTS_VECTOR_DATABASE }}.{{ ASPECTS_VECTOR_RAW_TRACKING_LOGS_TABLE }}
(
    `time` DateTime,
    message String
)
ENGINE = MergeTree
ORDER BY `time`;

CREATE TABLE {{ ASPECTS_VECTOR_DATABASE }}.{{ ASPECTS_VECTOR_RAW_XAPI_TABLE }}
(
    event_id UUID,
    emission_time DateTime64(6),
    event_str String
)
ENGINE = MergeTree
PRIMARY KEY (emission_time)
ORDER BY (emission_time, event_id);

-- +downgrade
DROP TABLE {{ ASPECTS_VECTOR_DATABASE }}.{{ ASPECTS_VECTOR_RAW_XAPI_TABLE }} SYNC;

DROP TABLE {{ ASPECTS_VECTOR_DATABASE }}.{{ ASPECTS_VECTOR_RAW_TRACKING_LOGS_TABLE }} SYNC;
