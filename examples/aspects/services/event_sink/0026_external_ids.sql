-- revision: 0026
-- down_revision: 0023
-- message: Create the table of external ids

-- +upgrade
-- Which learner is behind the actor of an xAPI event.
CREATE TABLE {{ ASPECTS_EVENT_SINK_DATABASE }}.external_id
(
    external_user_id UUID,
    external_id_type String,
    username String,
    user_id Int32,
    dump_id UUID,
    time_last_dumped String
)
ENGINE = ReplacingMergeTree
PARTITION BY user_id % 100
PRIMARY KEY (external_user_id, time_last_dumped)
ORDER BY (external_user_id, time_last_dumped);

-- +downgrade
DROP TABLE {{ ASPECTS_EVENT_SINK_DATABASE }}.external_id SYNC;
