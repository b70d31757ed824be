-- revision: 0008
-- down_revision: 0002
-- message: Find organisations whose names hold dashes, dots and other marks
-- created: 2026-11-25T10:00:00Z

-- +upgrade
CREATE OR REPLACE FUNCTION get_org_from_course_url AS (course_url) ->
    nullIf(extract(course_url, 'course-v1:([A-Za-z0-9_.~%:-]+)'), '');

-- +downgrade
-- The body that 0001 gave it.
CREATE OR REPLACE FUNCTION get_org_from_course_url AS (course_url) ->
    nullIf(extract(course_url, 'course-v1:([A-Za-z0-9]+)'), '');
