-- revision: 0040
-- down_revision: 0039
-- message: Take the user name of a user

-- +upgrade
ALTER TABLE {{ ASPECTS_EVENT_SINK_DATABASE }}.user_profile
    ADD COLUMN username String DEFAULT '' AFTER name;

-- +downgrade
ALTER TABLE {{ ASPECTS_EVENT_SINK_DATABASE }}.user_profile
    DROP COLUMN username;
