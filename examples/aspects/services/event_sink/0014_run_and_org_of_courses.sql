-- revision: 0014
-- down_revision: 0010
-- depends_on: 0011
-- message: Look up run and organisation of courses

-- +upgrade
DROP TABLE {{ ASPECTS_EVENT_SINK_DATABASE }}.course_names SYNC;

DROP DICTIONARY {{ ASPECTS_EVENT_SINK_DATABASE }}.course_names_dict SYNC;

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

-- +downgrade
DROP TABLE {{ ASPECTS_EVENT_SINK_DATABASE }}.course_names SYNC;

DROP DICTIONARY {{ ASPECTS_EVENT_SINK_DATABASE }}.course_names_dict SYNC;

CREATE DICTIONARY {{ ASPECTS_EVENT_SINK_DATABASE }}.course_names_dict
(
    course_key String,
    course_name String
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
        SELECT course_key, argMax(display_name, (modified, time_last_dumped)) AS course_name
        FROM `{{ ASPECTS_EVENT_SINK_DATABASE }}`.course_overviews
        GROUP BY course_key
    '
))
LAYOUT(COMPLEX_KEY_HASHED())
LIFETIME(120);

CREATE TABLE {{ ASPECTS_EVENT_SINK_DATABASE }}.course_names
(
    course_key String,
    course_name String
)
ENGINE = Dictionary('{{ ASPECTS_EVENT_SINK_DATABASE }}.course_names_dict');
