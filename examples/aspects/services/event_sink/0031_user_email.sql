-- revision: 0031
-- down_revision: 0028
-- depends_on: 0030
-- message: Take the e-mail address of a user

-- +upgrade
ALTER TABLE {{ ASPECTS_EVENT_SINK_DATABASE }}.user_profile
    ADD COLUMN email String DEFAULT '' AFTER name;

-- +downgrade
ALTER TABLE {{ ASPECTS_EVENT_SINK_DATABASE }}.user_profile
    DROP COLUMN email;
