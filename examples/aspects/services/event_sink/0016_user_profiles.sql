-- revision: 0016
-- down_revision: 0015
-- message: Create the table of user profiles

-- +upgrade
-- Personal data: a row for each time the LMS sent a profile, the newest counts. `meta` is the LMS's
-- own JSON. Only filled where the operator allows it.
CREATE TABLE {{ ASPECTS_EVENT_SINK_DATABASE }}.user_profile
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

-- +downgrade
DROP TABLE {{ ASPECTS_EVENT_SINK_DATABASE }}.user_profile SYNC;
