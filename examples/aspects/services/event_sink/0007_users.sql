-- revision: 0007
-- down_revision: 0005
-- message: Create the tables of user profiles and external ids
-- created: 2026-11-25T09:00:00Z

-- +upgrade
-- Personal data: a row for each time the LMS sent a profile, the newest counts. `meta` is the LMS's
-- own JSON.
CREATE TABLE {{ event_sink_database }}.user_profile
(
    id Int32,
    user_id Int32,
    name String,
    meta String,
    language LowCardinality(String),
    year_of_birth Nullable(Int16),
    level_of_education LowCardinality(String),
    country LowCardinality(String),
    dump_id UUID,
    time_last_dumped DateTime64(6, 'UTC')
)
ENGINE = ReplacingMergeTree
ORDER BY (user_id, time_last_dumped);

-- The ids under which xAPI events name a user.
CREATE TABLE {{ event_sink_database }}.external_id
(
    external_user_id UUID,
    external_id_type LowCardinality(String),
    username String,
    user_id Int32,
    dump_id UUID,
    time_last_dumped DateTime64(6, 'UTC')
)
ENGINE = ReplacingMergeTree
ORDER BY (external_user_id, time_last_dumped);

-- +downgrade
DROP TABLE {{ event_sink_database }}.external_id SYNC;

DROP TABLE {{ event_sink_database }}.user_profile SYNC;
