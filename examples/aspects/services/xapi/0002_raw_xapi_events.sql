-- revision: 0002
-- down_revision: none
-- depends_on: 0001
-- replaces: 0003, 0004, 0005, 0006
-- message: Create the table of raw xAPI events

-- +upgrade
-- What Ralph, the learning record store, writes: each statement twice, once to be queried (`event`)
-- and once as it came (`event_str`). 0029 ends that.
CREATE TABLE {{ RALPH_DATABASE }}.{{ ASPECTS_RAW_XAPI_TABLE }}
(
    event_id UUID,
    emission_time DateTime64(6),
    event String,
    event_str String
)
ENGINE = MergeTree
PRIMARY KEY (emission_time, event_id)
ORDER BY (emission_time, event_id);

-- +downgrade
DROP TABLE {{ RALPH_DATABASE }}.{{ ASPECTS_RAW_XAPI_TABLE }} SYNC;
