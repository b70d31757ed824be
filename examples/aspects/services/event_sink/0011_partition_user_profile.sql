-- revision: 0011
-- down_revision: 0010
-- message: Partition user profiles by user
-- created: 2026-11-27T09:00:00Z

-- +upgrade
-- A learner who retires is then deleted from one partition, not from the whole table.
RENAME TABLE {{ event_sink_database }}.user_profile
    TO {{ event_sink_database }}.user_profile_old_0011;

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
PARTITION BY user_id % 8
ORDER BY (user_id, time_last_dumped);

-- probe: SELECT count() = 0 FROM {{ event_sink_database }}.user_profile_old_0011 WHERE (user_id, time_last_dumped) NOT IN (SELECT user_id, time_last_dumped FROM {{ event_sink_database }}.user_profile)
INSERT INTO {{ event_sink_database }}.user_profile
    (id, user_id, name, meta, language, year_of_birth, level_of_education, country, dump_id,
     time_last_dumped)
SELECT id, user_id, name, meta, language, year_of_birth, level_of_education, country, dump_id,
    time_last_dumped
FROM {{ event_sink_database }}.user_profile_old_0011;

DROP TABLE {{ event_sink_database }}.user_profile_old_0011 SYNC;

-- +downgrade
RENAME TABLE {{ event_sink_database }}.user_profile
    TO {{ event_sink_database }}.user_profile_old_0011;

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

-- probe: SELECT count() = 0 FROM {{ event_sink_database }}.user_profile_old_0011 WHERE (user_id, time_last_dumped) NOT IN (SELECT user_id, time_last_dumped FROM {{ event_sink_database }}.user_profile)
INSERT INTO {{ event_sink_database }}.user_profile
    (id, user_id, name, meta, language, year_of_birth, level_of_education, country, dump_id,
     time_last_dumped)
SELECT id, user_id, name, meta, language, year_of_birth, level_of_education, country, dump_id,
    time_last_dumped
FROM {{ event_sink_database }}.user_profile_old_0011;

DROP TABLE {{ event_sink_database }}.user_profile_old_0011 SYNC;
