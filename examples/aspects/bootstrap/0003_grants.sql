-- What each user may do. A grant that is there already is no error, so this file can be run again.

GRANT INSERT, SELECT ON {{ xapi_database }}.* TO {{ lrs_user }};
GRANT SELECT ON {{ event_sink_database }}.* TO {{ lrs_user }};
GRANT SELECT ON {{ reporting_database }}.* TO {{ lrs_user }};

GRANT INSERT, SELECT ON {{ vector_database }}.* TO {{ vector_user }};
GRANT SELECT ON {{ event_sink_database }}.* TO {{ vector_user }};
GRANT SELECT ON {{ reporting_database }}.* TO {{ vector_user }};

GRANT INSERT, SELECT, DELETE ON {{ event_sink_database }}.* TO {{ cms_user }};
GRANT INSERT, SELECT, DELETE ON {{ xapi_database }}.* TO {{ cms_user }};

GRANT SELECT, DROP TABLE, DROP VIEW ON {{ xapi_database }}.* TO {{ report_user }};
GRANT SELECT, DROP TABLE, DROP VIEW ON {{ vector_database }}.* TO {{ report_user }};
GRANT SELECT, dictGet ON {{ event_sink_database }}.* TO {{ report_user }};
GRANT CREATE TABLE, DROP TABLE, CREATE VIEW, DROP VIEW, SELECT, INSERT, UPDATE, DELETE, dictGet
    ON {{ reporting_database }}.* TO {{ report_user }};

-- What the operator's dashboards show.
GRANT SELECT ON system.asynchronous_metrics TO {{ report_user }};
GRANT SELECT ON system.disks TO {{ report_user }};
GRANT SELECT ON system.events TO {{ report_user }};
GRANT SELECT ON system.metrics TO {{ report_user }};
GRANT SELECT ON system.replication_queue TO {{ report_user }};
GRANT SELECT ON system.query_log TO {{ report_user }};
