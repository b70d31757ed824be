-- revision: 0009
-- down_revision: 0007
-- message: Keep the most recent version of each block
-- created: 2026-11-26T09:00:00Z

-- +upgrade
CREATE TABLE {{ event_sink_database }}.most_recent_course_blocks
(
    org LowCardinality(String),
    course_key String,
    location String,
    display_name String,
    display_name_with_location String,
    graded Bool,
    `order` Int32,
    dump_id UUID,
    time_last_dumped DateTime64(6, 'UTC')
)
ENGINE = ReplacingMergeTree(time_last_dumped)
ORDER BY location;

-- First the view, then the rows that are there already: a dump that arrives between the two is seen
-- twice, and ReplacingMergeTree keeps it once. The other way round it would be missed.
CREATE MATERIALIZED VIEW {{ event_sink_database }}.most_recent_course_blocks_mv
TO {{ event_sink_database }}.most_recent_course_blocks
AS SELECT
    org,
    course_key,
    location,
    display_name,
    concat(
        leftPad(JSONExtractString(xblock_data_json, 'section'), 2, '0'), ':',
        leftPad(JSONExtractString(xblock_data_json, 'subsection'), 2, '0'), ' - ',
        display_name) AS display_name_with_location,
    JSONExtractBool(xblock_data_json, 'graded') AS graded,
    `order`,
    dump_id,
    time_last_dumped
FROM {{ event_sink_database }}.course_blocks;

-- probe: SELECT count() = 0 FROM {{ event_sink_database }}.course_blocks WHERE location NOT IN (SELECT location FROM {{ event_sink_database }}.most_recent_course_blocks)
INSERT INTO {{ event_sink_database }}.most_recent_course_blocks
    (org, course_key, location, display_name, display_name_with_location, graded, `order`, dump_id,
     time_last_dumped)
SELECT
    org,
    course_key,
    location,
    display_name,
    concat(
        leftPad(JSONExtractString(xblock_data_json, 'section'), 2, '0'), ':',
        leftPad(JSONExtractString(xblock_data_json, 'subsection'), 2, '0'), ' - ',
        display_name),
    JSONExtractBool(xblock_data_json, 'graded'),
    `order`,
    dump_id,
    time_last_dumped
FROM {{ event_sink_database }}.course_blocks;

-- +downgrade
-- Everything in this table was computed from course_blocks, which stays.
DROP VIEW {{ event_sink_database }}.most_recent_course_blocks_mv SYNC;

DROP TABLE {{ event_sink_database }}.most_recent_course_blocks SYNC;
