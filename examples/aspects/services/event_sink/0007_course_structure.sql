-- revision: 0007
-- down_revision: none
-- depends_on: 0002
-- message: Create the tables of courses, blocks and their relationships

-- +upgrade
-- The CMS sends a whole course each time it is published: a dump. Rows are only ever added; the
-- newest dump of a course is the one that counts. Times are text, as the CMS writes them.
CREATE TABLE {{ ASPECTS_EVENT_SINK_DATABASE }}.course_overviews
(
    org String,
    course_key String,
    display_name String,
    course_start String,
    course_end String,
    enrollment_start String,
    enrollment_end String,
    self_paced Bool,
    course_data_json String,
    created String,
    modified String,
    dump_id UUID,
    time_last_dumped String
)
ENGINE = MergeTree
PRIMARY KEY (org, course_key, modified, time_last_dumped)
ORDER BY (org, course_key, modified, time_last_dumped);

CREATE TABLE {{ ASPECTS_EVENT_SINK_DATABASE }}.course_blocks
(
    org String,
    course_key String,
    location String,
    display_name String,
    xblock_data_json String,
    `order` Int32 DEFAULT 0,
    edited_on String,
    dump_id UUID,
    time_last_dumped String
)
ENGINE = MergeTree
PRIMARY KEY (org, course_key, location, edited_on)
ORDER BY (org, course_key, location, edited_on, `order`);

CREATE TABLE {{ ASPECTS_EVENT_SINK_DATABASE }}.course_relationships
(
    course_key String,
    parent_location String,
    child_location String,
    `order` Int32,
    dump_id UUID,
    time_last_dumped String
)
ENGINE = MergeTree
PRIMARY KEY (course_key, parent_location, child_location, time_last_dumped)
ORDER BY (course_key, parent_location, child_location, time_last_dumped, `order`);

-- +downgrade
DROP TABLE {{ ASPECTS_EVENT_SINK_DATABASE }}.course_relationships SYNC;

DROP TABLE {{ ASPECTS_EVENT_SINK_DATABASE }}.course_blocks SYNC;

DROP TABLE {{ ASPECTS_EVENT_SINK_DATABASE }}.course_overviews SYNC;
