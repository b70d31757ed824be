-- revision: 0020
-- down_revision: 0001
-- depends_on: 0017
-- replaces: 0021, 0022
-- message: Find organisations whose names hold dashes, dots and other marks

-- +upgrade
CREATE OR REPLACE FUNCTION get_org_from_course_url AS (course_url) ->
    nullIf(extract(course_url, 'course-v1:([a-zA-Z0-9\\w\\-~.:%]*)'), '');

-- +downgrade
-- The body that 0001 gave it.
CREATE OR REPLACE FUNCTION get_org_from_course_url AS (course_url) ->
    nullIf(extract(course_url, 'course-v1:([a-zA-Z0-9]*)'), '');
