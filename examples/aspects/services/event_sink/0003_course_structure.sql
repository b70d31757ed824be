-- revision: 0003
-- down_revision: none
-- message: Create the tables of courses, blocks and their relationships
-- created: 2026-11-23T10:10:00Z

-- +upgrade
-- The CMS sends a whole course each time it is published: a dump. Rows are only ever added; the
-- newest dump of a course is the one that counts.
CREATE TABLE {{ event_sink_database }}.course_overviews
(
    org String,
    course_key String,
    display_name String,
    course_start DateTime64(6, 'UTC'),
    course_end DateTime64(6, 'UTC'),
    enrollment_start DateTime64(6, 'UTC'),
    enrollment_end DateTime64(6, 'UTC'),
    self_paced Bool,
    course_data_json String,
    created DateTime64(6, 'UTC'),
    modified DateTime64(6, 'UTC'),
    dump_id UUID,
    time_last_dumped DateTime64(6, 'UTC')
)
ENGINE = MergeTree
ORDER BY (org, course_key, modified, time_last_dumped);

CREATE TABLE {{ event_sink_database }}.course_blocks
(
    org String,
    course_key String,
    location String,
    display_name String,
    xblock_data_json String,
    `order` Int32,
    edited_on DateTime64(6, 'UTC'),
    dump_id UUID,
    time_last_dumped DateTime64(6, 'UTC')
)
ENGINE = MergeTree
ORDER BY (org, course_key, location, edited_on, time_last_dumped);

CREATE TABLE {{ event_sink_database }}.course_relationships
(
    course_key String,
    parent_location String,
    child_location String,
    `order` Int32,
    dump_id UUID,
    time_last_dumped DateTime64(6, 'UTC')
)
ENGINE = MergeTree
ORDER BY (course_key, parent_location, child_location, time_last_dumped);

-- +downgrade
DROP TABLE {{ event_sink_database }}.course_relationships SYNC;

DROP TABLE {{ event_sink_database }}.course_blocks SYNC;

DROP TABLE {{ event_sink_database }}.course_overviews SYNC;
