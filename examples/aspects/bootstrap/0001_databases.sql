{% if CLICKHOUSE_CLUSTER_NAME %}
-- Nothing here says ON CLUSTER: it would end up on one server of several.
SELECT throwIf(1, 'CLICKHOUSE_CLUSTER_NAME is set, but this project is for a single server')
FORMAT Null;
{% endif %}

-- The four databases of an Aspects installation. Every statement of bootstrap/ can be run again.
-- The journal lives in the xAPI database, so that one comes first.

CREATE DATABASE IF NOT EXISTS {{ RALPH_DATABASE }};

CREATE DATABASE IF NOT EXISTS {{ ASPECTS_EVENT_SINK_DATABASE }};

CREATE DATABASE IF NOT EXISTS {{ ASPECTS_VECTOR_DATABASE }};

CREATE DATABASE IF NOT EXISTS {{ DBT_PROFILE_TARGET_DATABASE }};
