-- The four databases of an Aspects installation. Every statement of bootstrap/ can be run again.
-- The journal lives in the xAPI database, so that one comes first.

CREATE DATABASE IF NOT EXISTS {{ xapi_database }};

CREATE DATABASE IF NOT EXISTS {{ event_sink_database }};

CREATE DATABASE IF NOT EXISTS {{ vector_database }};

CREATE DATABASE IF NOT EXISTS {{ reporting_database }};
