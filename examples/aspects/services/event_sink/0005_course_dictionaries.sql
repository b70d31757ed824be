-- revision: 0005
-- down_revision: 0003
-- message: Look up the names of courses and blocks in dictionaries
-- created: 2026-11-24T09:00:00Z

-- +upgrade
-- A dictionary logs in to its own server to read its source. Each has a table of ENGINE =
-- Dictionary beside it, for tools that cannot call dictGet.
CREATE DICTIONARY {{ event_sink_database }}.course_names_dict
(
    course_key String,
    course_name String
)
PRIMARY KEY course_key
SOURCE(CLICKHOUSE(
    USER '{{ admin_user }}'
    PASSWORD {{ admin_password }}
    DB '{{ event_sink_database }}'
    QUERY 'SELECT course_key, argMax(display_name, time_last_dumped) AS course_name FROM {{ event_sink_database }}.course_overviews GROUP BY course_key'
))
LIFETIME(MIN 0 MAX 120)
LAYOUT(COMPLEX_KEY_HASHED());

CREATE TABLE {{ event_sink_database }}.course_names
(
    course_key String,
    course_name String
)
ENGINE = Dictionary('{{ event_sink_database }}.course_names_dict');

CREATE DICTIONARY {{ event_sink_database }}.course_block_names_dict
(
    location String,
    block_name String
)
PRIMARY KEY location
SOURCE(CLICKHOUSE(
    USER '{{ admin_user }}'
    PASSWORD {{ admin_password }}
    DB '{{ event_sink_database }}'
    QUERY 'SELECT location, argMax(display_name, time_last_dumped) AS block_name FROM {{ event_sink_database }}.course_blocks GROUP BY location'
))
LIFETIME(MIN 0 MAX 120)
LAYOUT(COMPLEX_KEY_SPARSE_HASHED());

CREATE TABLE {{ event_sink_database }}.course_block_names
(
    location String,
    block_name String
)
ENGINE = Dictionary('{{ event_sink_database }}.course_block_names_dict');

-- +downgrade
-- The table depends on the dictionary, the dictionary on the table it reads.
DROP TABLE {{ event_sink_database }}.course_block_names SYNC;

DROP DICTIONARY {{ event_sink_database }}.course_block_names_dict SYNC;

DROP TABLE {{ event_sink_database }}.course_names SYNC;

DROP DICTIONARY {{ event_sink_database }}.course_names_dict SYNC;
