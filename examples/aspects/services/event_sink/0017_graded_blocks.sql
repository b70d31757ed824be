-- revision: 0017
-- down_revision: 0016
-- replaces: 0018, 0019
-- message: Look up whether blocks are graded

-- +upgrade
DROP TABLE {{ ASPECTS_EVENT_SINK_DATABASE }}.course_block_names SYNC;

DROP DICTIONARY {{ ASPECTS_EVENT_SINK_DATABASE }}.course_block_names_dict SYNC;

CREATE DICTIONARY {{ ASPECTS_EVENT_SINK_DATABASE }}.course_block_names_dict
(
    location String,
    block_name String,
    course_key String,
    graded Bool
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
        SELECT
            location,
            argMax(display_name, (edited_on, time_last_dumped)) AS block_name,
            course_key,
            argMax(JSONExtractBool(xblock_data_json, \'graded\'), (edited_on, time_last_dumped)) AS graded
        FROM `{{ ASPECTS_EVENT_SINK_DATABASE }}`.course_blocks
        GROUP BY location, course_key
    '
))
LAYOUT(COMPLEX_KEY_SPARSE_HASHED())
LIFETIME(120);

CREATE TABLE {{ ASPECTS_EVENT_SINK_DATABASE }}.course_block_names
(
    location String,
    block_name String,
    course_key String,
    graded Bool
)
ENGINE = Dictionary('{{ ASPECTS_EVENT_SINK_DATABASE }}.course_block_names_dict');

-- +downgrade
DROP TABLE {{ ASPECTS_EVENT_SINK_DATABASE }}.course_block_names SYNC;

DROP DICTIONARY {{ ASPECTS_EVENT_SINK_DATABASE }}.course_block_names_dict SYNC;

CREATE DICTIONARY {{ ASPECTS_EVENT_SINK_DATABASE }}.course_block_names_dict
(
    location String,
    block_name String,
    course_key String
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
        SELECT
            location,
            argMax(display_name, (edited_on, time_last_dumped)) AS block_name,
            course_key
        FROM `{{ ASPECTS_EVENT_SINK_DATABASE }}`.course_blocks
        GROUP BY location, course_key
    '
))
LAYOUT(COMPLEX_KEY_SPARSE_HASHED())
LIFETIME(120);

CREATE TABLE {{ ASPECTS_EVENT_SINK_DATABASE }}.course_block_names
(
    location String,
    block_name String,
    course_key String
)
ENGINE = Dictionary('{{ ASPECTS_EVENT_SINK_DATABASE }}.course_block_names_dict');
