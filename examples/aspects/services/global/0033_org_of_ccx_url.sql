-- revision: 0033
-- down_revision: 0020
-- depends_on: 0032
-- message: Find the organisation in the URL of a custom course

-- +upgrade
-- Custom courses (CCX) are runs of a course for a coach's own learners.
CREATE OR REPLACE FUNCTION get_org_from_ccx_course_url AS (course_url) ->
    nullIf(extract(course_url, 'ccx-v1:([a-zA-Z0-9]*)'), '');

-- +downgrade
DROP FUNCTION get_org_from_ccx_course_url;
