-- revision: 0010
-- down_revision: 0007
-- depends_on: 0008
-- message: Look up the names of courses and blocks in dictionaries

-- +upgrade
-- A dictionary logs in to its own server to read its source: with a named collection where
-- ASPECTS_DICTIONARY_COLLECTION names one, else as the user who migrates. Each has a table of
-- ENGINE = Dictionary beside it, for tools that cannot call dictGet.
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

CREATE DICTIONARY {{ ASPECTS_EVENT_SINK_DATABASE }}.course_block_names_dict
(
    location String,
    block_name String
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
            argMax(display_name, (edited_on, time_last_dumped)) AS block_name
        FROM `{{ ASPECTS_EVENT_SINK_DATABASE }}`.course_blocks
        GROUP BY location
    '
))
LAYOUT(COMPLEX_KEY_SPARSE_HASHED())
LIFETIME(120);

CREATE TABLE {{ ASPECTS_EVENT_SINK_DATABASE }}.course_block_names
(
    location String,
    block_name String
)
ENGINE = Dictionary('{{ ASPECTS_EVENT_SINK_DATABASE }}.course_block_names_dict');

-- +downgrade
-- The table depends on the dictionary, the dictionary on the table it reads.
DROP TABLE {{ ASPECTS_EVENT_SINK_DATABASE }}.course_block_names SYNC;

DROP DICTIONARY {{ ASPECTS_EVENT_SINK_DATABASE }}.course_block_names_dict SYNC;

DROP TABLE {{ ASPECTS_EVENT_SINK_DATABASE }}.course_names SYNC;

DROP DICTIONARY {{ ASPECTS_EVENT_SINK_DATABASE }}.course_names_dict SYNC;
