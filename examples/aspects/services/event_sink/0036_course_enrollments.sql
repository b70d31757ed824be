-- revision: 0036
-- down_revision: 0035
-- message: Create the table of course enrollments

-- +upgrade
CREATE TABLE {{ ASPECTS_EVENT_SINK_DATABASE }}.course_enrollment
(
    id Int32,
    course_key String,
    created String,
    is_active Bool,
    mode LowCardinality(String),
    username String,
    user_id Int32,
    dump_id UUID,
    time_last_dumped String
)
ENGINE = MergeTree
PRIMARY KEY (course_key, user_id, time_last_dumped)
ORDER BY (course_key, user_id, time_last_dumped);

-- +downgrade
DROP TABLE {{ ASPECTS_EVENT_SINK_DATABASE }}.course_enrollment SYNC;
