-- revision: 0001
-- down_revision: none
-- message: Find the organisation in a course URL
-- created: 2026-11-23T10:00:00Z

-- +upgrade
-- 'https://lms.example.com/course/course-v1:OpenedX+Demo+2026' belongs to 'OpenedX'; NULL where the
-- URL names no course.
CREATE FUNCTION get_org_from_course_url AS (course_url) ->
    nullIf(extract(course_url, 'course-v1:([A-Za-z0-9]+)'), '');

-- +downgrade
DROP FUNCTION get_org_from_course_url;
