-- Rows and a checksum of every table and dictionary at the newest revision: a row that is lost,
-- doubled or changed is seen. With the data of this folder the answer is checks.tsv.
SELECT *
FROM
(
    SELECT 'event_sink.course_overviews' AS name, count() AS rows,
        sum(cityHash64(org, course_key, display_name, course_start, course_end, enrollment_start,
            enrollment_end, self_paced, course_data_json, created, modified, dump_id,
            time_last_dumped)) AS checksum
    FROM event_sink.course_overviews
    UNION ALL
    SELECT 'event_sink.course_blocks', count(),
        sum(cityHash64(org, course_key, location, display_name, xblock_data_json, `order`,
            edited_on, dump_id, time_last_dumped))
    FROM event_sink.course_blocks
    UNION ALL
    SELECT 'event_sink.course_relationships', count(),
        sum(cityHash64(course_key, parent_location, child_location, `order`, dump_id,
            time_last_dumped))
    FROM event_sink.course_relationships
    UNION ALL
    SELECT 'event_sink.most_recent_course_blocks', count(),
        sum(cityHash64(org, course_key, location, display_name, display_name_with_location, graded,
            `order`, dump_id, time_last_dumped))
    FROM event_sink.most_recent_course_blocks FINAL
    UNION ALL
    SELECT 'event_sink.course_names', count(),
        sum(cityHash64(course_key, course_name, course_run, org))
    FROM event_sink.course_names
    UNION ALL
    SELECT 'event_sink.course_block_names', count(),
        sum(cityHash64(location, block_name, course_key, graded, display_name_with_location))
    FROM event_sink.course_block_names
    UNION ALL
    SELECT 'event_sink.user_profile', count(),
        sum(cityHash64(id, user_id, username, name, email, meta, language,
            ifNull(year_of_birth, 0), level_of_education, country, dump_id, time_last_dumped))
    FROM event_sink.user_profile FINAL
    UNION ALL
    SELECT 'event_sink.external_id', count(),
        sum(cityHash64(external_user_id, external_id_type, username, user_id, dump_id,
            time_last_dumped))
    FROM event_sink.external_id FINAL
    UNION ALL
    SELECT 'event_sink.user_pii', count(),
        sum(cityHash64(external_user_id, user_id, username, name, email))
    FROM event_sink.user_pii
    UNION ALL
    SELECT 'openedx._tracking', count(), sum(cityHash64(time, message))
    FROM openedx._tracking
    UNION ALL
    SELECT 'openedx.xapi_events_all', count(),
        sum(cityHash64(event_id, emission_time, event, verb))
    FROM openedx.xapi_events_all FINAL
    UNION ALL
    SELECT 'openedx.xapi_events_all_redelivered', count(),
        sum(cityHash64(event_id, emission_time, event))
    FROM openedx.xapi_events_all_redelivered
    UNION ALL
    SELECT 'openedx.xapi_events_by_org', count(),
        sum(cityHash64(org, verb, emission_time, event_id))
    FROM openedx.xapi_events_by_org FINAL
    UNION ALL
    SELECT 'xapi.xapi_events_all', count(),
        sum(cityHash64(event_id, emission_time, event, verb, actor, org))
    FROM xapi.xapi_events_all FINAL
    UNION ALL
    SELECT 'xapi.xapi_events_all_redelivered', count(),
        sum(cityHash64(event_id, emission_time, event))
    FROM xapi.xapi_events_all_redelivered
)
ORDER BY name
FORMAT TSV
