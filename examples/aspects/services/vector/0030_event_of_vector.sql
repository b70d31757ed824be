-- revision: 0030
-- down_revision: 0011
-- depends_on: 0029
-- message: Name the column of Vector's xAPI events as Ralph's

-- +upgrade
ALTER TABLE {{ ASPECTS_VECTOR_DATABASE }}.{{ ASPECTS_VECTOR_RAW_XAPI_TABLE }}
    RENAME COLUMN event_str TO event;

-- +downgrade
ALTER TABLE {{ ASPECTS_VECTOR_DATABASE }}.{{ ASPECTS_VECTOR_RAW_XAPI_TABLE }}
    RENAME COLUMN event TO event_str;
