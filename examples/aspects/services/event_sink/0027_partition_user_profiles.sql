-- revision: 0027
-- down_revision: 0026
-- message: Partition user profiles by user

-- +upgrade
-- A learner who retires is then deleted from one partition, not from the whole table.
CREATE TABLE {{ ASPECTS_EVENT_SINK_DATABASE }}.user_profile_copy_0027
(
    id Int32,
    user_id Int32,
    name String,
    meta String,
    courseware String,
    language String,
    location String,
    year_of_birth String,
    gender String,
    level_of_education String,
    mailing_address String,
    city String,
    country String,
    state String,
    goals String,
    bio String,
    profile_image_uploaded_at String,
    phone_number String,
    dump_id UUID,
    time_last_dumped String
)
ENGINE = ReplacingMergeTree
PARTITION BY user_id % 100
PRIMARY KEY (id, time_last_dumped)
ORDER BY (id, time_last_dumped);

-- From here on writers write to the new table, none of them sees the name missing.
-- probe: SELECT partition_key != '' FROM system.tables WHERE database = '{{ ASPECTS_EVENT_SINK_DATABASE }}' AND name = 'user_profile'
EXCHANGE TABLES {{ ASPECTS_EVENT_SINK_DATABASE }}.user_profile
    AND {{ ASPECTS_EVENT_SINK_DATABASE }}.user_profile_copy_0027;

{% if not CLICKHOUSE_REPLICATED_DATABASES %}
-- DETACH ... SYNC waits for those who still write to the old one: what is copied then is all.
-- probe: SELECT count() = 0 FROM system.tables WHERE database = '{{ ASPECTS_EVENT_SINK_DATABASE }}' AND name = 'user_profile_copy_0027'
DETACH TABLE {{ ASPECTS_EVENT_SINK_DATABASE }}.user_profile_copy_0027 SYNC;

-- probe: SELECT count() = 1 FROM system.tables WHERE database = '{{ ASPECTS_EVENT_SINK_DATABASE }}' AND name = 'user_profile_copy_0027'
ATTACH TABLE IF NOT EXISTS {{ ASPECTS_EVENT_SINK_DATABASE }}.user_profile_copy_0027;
{% endif %}

-- A second time does no harm: the table keeps one row of each key.
-- probe: SELECT count() = 0 FROM {{ ASPECTS_EVENT_SINK_DATABASE }}.user_profile_copy_0027 WHERE (id, time_last_dumped) NOT IN (SELECT id, time_last_dumped FROM {{ ASPECTS_EVENT_SINK_DATABASE }}.user_profile)
INSERT INTO {{ ASPECTS_EVENT_SINK_DATABASE }}.user_profile
    (id, user_id, name, meta, courseware, language, location, year_of_birth, gender,
     level_of_education, mailing_address, city, country, state, goals, bio,
     profile_image_uploaded_at, phone_number, dump_id, time_last_dumped)
SELECT id, user_id, name, meta, courseware, language, location, year_of_birth, gender,
    level_of_education, mailing_address, city, country, state, goals, bio,
    profile_image_uploaded_at, phone_number, dump_id, time_last_dumped
FROM {{ ASPECTS_EVENT_SINK_DATABASE }}.user_profile_copy_0027;

{% if CLICKHOUSE_REPLICATED_DATABASES %}
-- The rows of such writers, where tables cannot be detached.
-- probe: SELECT count() = 0 FROM {{ ASPECTS_EVENT_SINK_DATABASE }}.user_profile_copy_0027 WHERE (id, time_last_dumped) NOT IN (SELECT id, time_last_dumped FROM {{ ASPECTS_EVENT_SINK_DATABASE }}.user_profile)
INSERT INTO {{ ASPECTS_EVENT_SINK_DATABASE }}.user_profile
    (id, user_id, name, meta, courseware, language, location, year_of_birth, gender,
     level_of_education, mailing_address, city, country, state, goals, bio,
     profile_image_uploaded_at, phone_number, dump_id, time_last_dumped)
SELECT id, user_id, name, meta, courseware, language, location, year_of_birth, gender,
    level_of_education, mailing_address, city, country, state, goals, bio,
    profile_image_uploaded_at, phone_number, dump_id, time_last_dumped
FROM {{ ASPECTS_EVENT_SINK_DATABASE }}.user_profile_copy_0027
WHERE (id, time_last_dumped) NOT IN (SELECT id, time_last_dumped FROM {{ ASPECTS_EVENT_SINK_DATABASE }}.user_profile);
{% endif %}

DROP TABLE {{ ASPECTS_EVENT_SINK_DATABASE }}.user_profile_copy_0027 SYNC;

-- +downgrade
CREATE TABLE {{ ASPECTS_EVENT_SINK_DATABASE }}.user_profile_copy_0027
(
    id Int32,
    user_id Int32,
    name String,
    meta String,
    courseware String,
    language String,
    location String,
    year_of_birth String,
    gender String,
    level_of_education String,
    mailing_address String,
    city String,
    country String,
    state String,
    goals String,
    bio String,
    profile_image_uploaded_at String,
    phone_number String,
    dump_id UUID,
    time_last_dumped String
)
ENGINE = ReplacingMergeTree
PRIMARY KEY (id, time_last_dumped)
ORDER BY (id, time_last_dumped);

-- From here on writers write to the new table, none of them sees the name missing.
-- probe: SELECT partition_key = '' FROM system.tables WHERE database = '{{ ASPECTS_EVENT_SINK_DATABASE }}' AND name = 'user_profile'
EXCHANGE TABLES {{ ASPECTS_EVENT_SINK_DATABASE }}.user_profile
    AND {{ ASPECTS_EVENT_SINK_DATABASE }}.user_profile_copy_0027;

{% if not CLICKHOUSE_REPLICATED_DATABASES %}
-- DETACH ... SYNC waits for those who still write to the old one: what is copied then is all.
-- probe: SELECT count() = 0 FROM system.tables WHERE database = '{{ ASPECTS_EVENT_SINK_DATABASE }}' AND name = 'user_profile_copy_0027'
DETACH TABLE {{ ASPECTS_EVENT_SINK_DATABASE }}.user_profile_copy_0027 SYNC;

-- probe: SELECT count() = 1 FROM system.tables WHERE database = '{{ ASPECTS_EVENT_SINK_DATABASE }}' AND name = 'user_profile_copy_0027'
ATTACH TABLE IF NOT EXISTS {{ ASPECTS_EVENT_SINK_DATABASE }}.user_profile_copy_0027;
{% endif %}

-- A second time does no harm: the table keeps one row of each key.
-- probe: SELECT count() = 0 FROM {{ ASPECTS_EVENT_SINK_DATABASE }}.user_profile_copy_0027 WHERE (id, time_last_dumped) NOT IN (SELECT id, time_last_dumped FROM {{ ASPECTS_EVENT_SINK_DATABASE }}.user_profile)
INSERT INTO {{ ASPECTS_EVENT_SINK_DATABASE }}.user_profile
    (id, user_id, name, meta, courseware, language, location, year_of_birth, gender,
     level_of_education, mailing_address, city, country, state, goals, bio,
     profile_image_uploaded_at, phone_number, dump_id, time_last_dumped)
SELECT id, user_id, name, meta, courseware, language, location, year_of_birth, gender,
    level_of_education, mailing_address, city, country, state, goals, bio,
    profile_image_uploaded_at, phone_number, dump_id, time_last_dumped
FROM {{ ASPECTS_EVENT_SINK_DATABASE }}.user_profile_copy_0027;

{% if CLICKHOUSE_REPLICATED_DATABASES %}
-- The rows of such writers, where tables cannot be detached.
-- probe: SELECT count() = 0 FROM {{ ASPECTS_EVENT_SINK_DATABASE }}.user_profile_copy_0027 WHERE (id, time_last_dumped) NOT IN (SELECT id, time_last_dumped FROM {{ ASPECTS_EVENT_SINK_DATABASE }}.user_profile)
INSERT INTO {{ ASPECTS_EVENT_SINK_DATABASE }}.user_profile
    (id, user_id, name, meta, courseware, language, location, year_of_birth, gender,
     level_of_education, mailing_address, city, country, state, goals, bio,
     profile_image_uploaded_at, phone_number, dump_id, time_last_dumped)
SELECT id, user_id, name, meta, courseware, language, location, year_of_birth, gender,
    level_of_education, mailing_address, city, country, state, goals, bio,
    profile_image_uploaded_at, phone_number, dump_id, time_last_dumped
FROM {{ ASPECTS_EVENT_SINK_DATABASE }}.user_profile_copy_0027
WHERE (id, time_last_dumped) NOT IN (SELECT id, time_last_dumped FROM {{ ASPECTS_EVENT_SINK_DATABASE }}.user_profile);
{% endif %}

DROP TABLE {{ ASPECTS_EVENT_SINK_DATABASE }}.user_profile_copy_0027 SYNC;
