-- revision: 0023
-- down_revision: 0017
-- depends_on: 0020
-- replaces: 0024, 0025
-- message: Keep the newest dump of each block, and its place in the course

-- +upgrade
CREATE TABLE {{ ASPECTS_EVENT_SINK_DATABASE }}.most_recent_course_blocks
(
    location String,
    display_name String,
    display_name_with_location String,
    section Int32,
    subsection Int32,
    unit Int32,
    graded Bool,
    course_key String,
    dump_id UUID,
    time_last_dumped String
)
ENGINE = ReplacingMergeTree
PRIMARY KEY (location);

CREATE MATERIALIZED VIEW {{ ASPECTS_EVENT_SINK_DATABASE }}.most_recent_course_blocks_mv
TO {{ ASPECTS_EVENT_SINK_DATABASE }}.most_recent_course_blocks
AS SELECT
    location,
    display_name,
    concat(toString(section), ':', toString(subsection), ':', toString(unit), ' - ', display_name)
        AS display_name_with_location,
    JSONExtractInt(xblock_data_json, 'section') AS section,
    JSONExtractInt(xblock_data_json, 'subsection') AS subsection,
    JSONExtractInt(xblock_data_json, 'unit') AS unit,
    JSONExtractBool(xblock_data_json, 'graded') AS graded,
    course_key,
    dump_id,
    time_last_dumped
FROM {{ ASPECTS_EVENT_SINK_DATABASE }}.course_blocks;

-- Of each block the newest dump alone, behind the view: of two rows this table keeps the one that was
-- inserted last.
-- probe: SELECT count() = 0 FROM (SELECT location, max(time_last_dumped) AS newest FROM {{ ASPECTS_EVENT_SINK_DATABASE }}.course_blocks GROUP BY location) WHERE (location, newest) NOT IN (SELECT location, time_last_dumped FROM {{ ASPECTS_EVENT_SINK_DATABASE }}.most_recent_course_blocks FINAL)
INSERT INTO {{ ASPECTS_EVENT_SINK_DATABASE }}.most_recent_course_blocks
    (location, display_name, display_name_with_location, section, subsection, unit, graded,
     course_key, dump_id, time_last_dumped)
SELECT
    location,
    display_name,
    concat(toString(section), ':', toString(subsection), ':', toString(unit), ' - ', display_name),
    JSONExtractInt(xblock_data_json, 'section') AS section,
    JSONExtractInt(xblock_data_json, 'subsection') AS subsection,
    JSONExtractInt(xblock_data_json, 'unit') AS unit,
    JSONExtractBool(xblock_data_json, 'graded'),
    course_key,
    dump_id,
    time_last_dumped
FROM (SELECT * FROM {{ ASPECTS_EVENT_SINK_DATABASE }}.course_blocks ORDER BY time_last_dumped DESC LIMIT 1 BY location)
WHERE (location, time_last_dumped) NOT IN
(
    SELECT location, time_last_dumped FROM {{ ASPECTS_EVENT_SINK_DATABASE }}.most_recent_course_blocks FINAL
);

-- Once more for blocks that were published again while the first ran and got an older row from it.
-- probe: SELECT count() = 0 FROM (SELECT location, max(time_last_dumped) AS newest FROM {{ ASPECTS_EVENT_SINK_DATABASE }}.course_blocks GROUP BY location) WHERE (location, newest) NOT IN (SELECT location, time_last_dumped FROM {{ ASPECTS_EVENT_SINK_DATABASE }}.most_recent_course_blocks FINAL)
INSERT INTO {{ ASPECTS_EVENT_SINK_DATABASE }}.most_recent_course_blocks
    (location, display_name, display_name_with_location, section, subsection, unit, graded,
     course_key, dump_id, time_last_dumped)
SELECT
    location,
    display_name,
    concat(toString(section), ':', toString(subsection), ':', toString(unit), ' - ', display_name),
    JSONExtractInt(xblock_data_json, 'section') AS section,
    JSONExtractInt(xblock_data_json, 'subsection') AS subsection,
    JSONExtractInt(xblock_data_json, 'unit') AS unit,
    JSONExtractBool(xblock_data_json, 'graded'),
    course_key,
    dump_id,
    time_last_dumped
FROM (SELECT * FROM {{ ASPECTS_EVENT_SINK_DATABASE }}.course_blocks ORDER BY time_last_dumped DESC LIMIT 1 BY location)
WHERE (location, time_last_dumped) NOT IN
(
    SELECT location, time_last_dumped FROM {{ ASPECTS_EVENT_SINK_DATABASE }}.most_recent_course_blocks FINAL
);

DROP TABLE {{ ASPECTS_EVENT_SINK_DATABASE }}.course_block_names SYNC;

DROP DICTIONARY {{ ASPECTS_EVENT_SINK_DATABASE }}.course_block_names_dict SYNC;

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

-- +downgrade
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

DROP VIEW {{ ASPECTS_EVENT_SINK_DATABASE }}.most_recent_course_blocks_mv SYNC;

DROP TABLE {{ ASPECTS_EVENT_SINK_DATABASE }}.most_recent_course_blocks SYNC;
