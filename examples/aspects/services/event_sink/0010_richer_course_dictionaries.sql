-- revision: 0010
-- down_revision: 0009
-- message: Give the dictionaries of courses and blocks more attributes
-- created: 2026-11-26T10:00:00Z

-- +upgrade
-- A dictionary's attributes cannot be altered: both are dropped, dependents first, and made anew.
-- SYNC, so that nothing of the old ones is left when the new ones are made.
DROP TABLE {{ event_sink_database }}.course_block_names SYNC;

DROP DICTIONARY {{ event_sink_database }}.course_block_names_dict SYNC;

DROP TABLE {{ event_sink_database }}.course_names SYNC;

DROP DICTIONARY {{ event_sink_database }}.course_names_dict SYNC;

CREATE DICTIONARY {{ event_sink_database }}.course_names_dict
(
    course_key String,
    course_name String,
    course_run String,
    org String
)
PRIMARY KEY course_key
SOURCE(CLICKHOUSE(
    USER '{{ admin_user }}'
    PASSWORD {{ admin_password }}
    DB '{{ event_sink_database }}'
    QUERY 'SELECT course_key, argMax(display_name, time_last_dumped) AS course_name, splitByChar(\'+\', course_key)[-1] AS course_run, any(course_overviews.org) AS org FROM {{ event_sink_database }}.course_overviews GROUP BY course_key'
))
LIFETIME(MIN 0 MAX 120)
LAYOUT(COMPLEX_KEY_HASHED());

CREATE TABLE {{ event_sink_database }}.course_names
(
    course_key String,
    course_name String,
    course_run String,
    org String
)
ENGINE = Dictionary('{{ event_sink_database }}.course_names_dict');

CREATE DICTIONARY {{ event_sink_database }}.course_block_names_dict
(
    location String,
    block_name String,
    course_key String,
    graded Bool,
    display_name_with_location String
)
PRIMARY KEY location
SOURCE(CLICKHOUSE(
    USER '{{ admin_user }}'
    PASSWORD {{ admin_password }}
    DB '{{ event_sink_database }}'
    QUERY 'SELECT location, display_name AS block_name, course_key, graded, display_name_with_location FROM {{ event_sink_database }}.most_recent_course_blocks FINAL'
))
LIFETIME(MIN 0 MAX 120)
LAYOUT(COMPLEX_KEY_SPARSE_HASHED());

CREATE TABLE {{ event_sink_database }}.course_block_names
(
    location String,
    block_name String,
    course_key String,
    graded Bool,
    display_name_with_location String
)
ENGINE = Dictionary('{{ event_sink_database }}.course_block_names_dict');

-- +downgrade
DROP TABLE {{ event_sink_database }}.course_block_names SYNC;

DROP DICTIONARY {{ event_sink_database }}.course_block_names_dict SYNC;

DROP TABLE {{ event_sink_database }}.course_names SYNC;

DROP DICTIONARY {{ event_sink_database }}.course_names_dict SYNC;

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
