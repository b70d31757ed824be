-- revision: 0001
-- down_revision: none
-- message: Find the organisation in the URL of a course

-- +upgrade
-- 'https://lms.example.com/course/course-v1:OpenedX+Demo+2026' belongs to 'OpenedX'; NULL where the
-- URL names no course. Functions belong to the server, not to a database, and outlive databases that
-- are dropped: OR REPLACE lets an installation begin anew on such a server.
CREATE OR REPLACE FUNCTION get_org_from_course_url AS (course_url) ->
    nullIf(extract(course_url, 'course-v1:([a-zA-Z0-9]*)'), '');

-- +downgrade
DROP FUNCTION get_org_from_course_url;
