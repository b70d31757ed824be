-- revision: 0028
-- down_revision: 0027
-- message: Look up who is behind the actor of an event

-- +upgrade
-- A name lives on in the dictionary for ASPECTS_PII_CACHE_LIFETIME seconds after it was deleted.
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

-- +downgrade
DROP TABLE {{ ASPECTS_EVENT_SINK_DATABASE }}.user_pii SYNC;

DROP DICTIONARY {{ ASPECTS_EVENT_SINK_DATABASE }}.user_pii_dict SYNC;
