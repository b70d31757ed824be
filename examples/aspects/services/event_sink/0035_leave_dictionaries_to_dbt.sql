-- revision: 0035
-- down_revision: 0034
-- message: Leave dictionaries to dbt

-- +upgrade
-- dbt makes its own from here on, without the password of the user who migrates.
DROP TABLE {{ ASPECTS_EVENT_SINK_DATABASE }}.user_pii SYNC;

DROP DICTIONARY {{ ASPECTS_EVENT_SINK_DATABASE }}.user_pii_dict SYNC;

DROP TABLE {{ ASPECTS_EVENT_SINK_DATABASE }}.course_block_names SYNC;

DROP DICTIONARY {{ ASPECTS_EVENT_SINK_DATABASE }}.course_block_names_dict SYNC;

DROP TABLE {{ ASPECTS_EVENT_SINK_DATABASE }}.course_names SYNC;

DROP DICTIONARY {{ ASPECTS_EVENT_SINK_DATABASE }}.course_names_dict SYNC;

-- +downgrade
-- As 0014, 0023 and 0028 made them.
CREATE DICTIONARY {{ ASPECTS_EVENT_SINK_DATABASE }}.course_names_dict
(
    course_key String,
    course_name String,
    course_run String,
    org String
)
PRIMARY KEY course_key
SOURCE(CLICKHOUSE(
    {% if ASPECTS_DICTIONARY_COLLECTION %}
    NAME {{ ASPECTS_DICTIONARY_COLLECTION }}
    {% else %}
    USER '{{ CLICKHOUSE_ADMIN_USER }}'
    PASSWORD {{ CLICKHOUSE_ADMIN_PASSWORD }}
    {% endif %}
    DB '{{ ASPECTS_EVENT_SINK_DATABASE }}'
    QUERY '
        SELECT
            course_key,
            argMax(display_name, (modified, time_last_dumped)) AS course_name,
            splitByChar(\'+\', course_key)[-1] AS course_run,
            org
        FROM `{{ ASPECTS_EVENT_SINK_DATABASE }}`.course_overviews
        GROUP BY org, course_key
    '
))
LAYOUT(COMPLEX_KEY_HASHED())
LIFETIME(120);

CREATE TABLE {{ ASPECTS_EVENT_SINK_DATABASE }}.course_names
(
    course_key String,
    course_name String,
    course_run String,
    org String
)
ENGINE = Dictionary('{{ ASPECTS_EVENT_SINK_DATABASE }}.course_names_dict');

CREATE DICTIONARY {{ ASPECTS_EVENT_SINK_DATABASE }}.course_block_names_dict
(
    location String,
    block_name String,
    course_key String,
    graded Bool,
    display_name_with_location String
)
PRIMARY KEY location
SOURCE(CLICKHOUSE(
    {% if ASPECTS_DICTIONARY_COLLECTION %}
    NAME {{ ASPECTS_DICTIONARY_COLLECTION }}
    {% else %}
    USER '{{ CLICKHOUSE_ADMIN_USER }}'
    PASSWORD {{ CLICKHOUSE_ADMIN_PASSWORD }}
    {% endif %}
    DB '{{ ASPECTS_EVENT_SINK_DATABASE }}'
    QUERY '
        SELECT location, display_name, course_key, graded, display_name_with_location
        FROM `{{ ASPECTS_EVENT_SINK_DATABASE }}`.most_recent_course_blocks FINAL
    '
))
LAYOUT(COMPLEX_KEY_SPARSE_HASHED())
LIFETIME(120);

CREATE TABLE {{ ASPECTS_EVENT_SINK_DATABASE }}.course_block_names
(
    location String,
    block_name String,
    course_key String,
    graded Bool,
    display_name_with_location String
)
ENGINE = Dictionary('{{ ASPECTS_EVENT_SINK_DATABASE }}.course_block_names_dict');

CREATE DICTIONARY {{ ASPECTS_EVENT_SINK_DATABASE }}.user_pii_dict
(
    user_id Int32,
    external_user_id UUID,
    external_id_type String,
    username String,
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
    phone_number String
)
PRIMARY KEY (user_id, external_user_id)
SOURCE(CLICKHOUSE(
    {% if ASPECTS_DICTIONARY_COLLECTION %}
    NAME {{ ASPECTS_DICTIONARY_COLLECTION }}
    {% else %}
    USER '{{ CLICKHOUSE_ADMIN_USER }}'
    PASSWORD {{ CLICKHOUSE_ADMIN_PASSWORD }}
    {% endif %}
    DB '{{ ASPECTS_EVENT_SINK_DATABASE }}'
    QUERY '
        SELECT
            profile.user_id AS user_id,
            external_user_id,
            external_id_type,
            username,
            name,
            meta,
            courseware,
            language,
            location,
            year_of_birth,
            gender,
            level_of_education,
            mailing_address,
            city,
            country,
            state,
            goals,
            bio,
            profile_image_uploaded_at,
            phone_number
        FROM
        (
            SELECT *
            FROM `{{ ASPECTS_EVENT_SINK_DATABASE }}`.user_profile
            ORDER BY id DESC, time_last_dumped DESC
            LIMIT 1 BY user_id
        ) AS profile
        LEFT JOIN
        (
            SELECT user_id, external_user_id, external_id_type, username
            FROM `{{ ASPECTS_EVENT_SINK_DATABASE }}`.external_id FINAL
            WHERE external_id_type = \'xapi\'
        ) AS external ON external.user_id = profile.user_id
    '
))
LAYOUT(COMPLEX_KEY_SPARSE_HASHED())
LIFETIME({{ ASPECTS_PII_CACHE_LIFETIME }});

CREATE TABLE {{ ASPECTS_EVENT_SINK_DATABASE }}.user_pii
(
    user_id Int32,
    external_user_id UUID,
    external_id_type String,
    username String,
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
    phone_number String
)
ENGINE = Dictionary('{{ ASPECTS_EVENT_SINK_DATABASE }}.user_pii_dict');
