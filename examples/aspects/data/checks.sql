-- Rows and a checksum of every table at the newest revision: a row that is lost, doubled or changed
-- is seen. With the data of this folder the answer is checks.tsv.
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
    SELECT 'event_sink.course_enrollment', count(),
        sum(cityHash64(id, course_key, created, is_active, mode, username, user_id, dump_id,
            time_last_dumped))
    FROM event_sink.course_enrollment
    UNION ALL
    SELECT 'event_sink.user_profile', count(),
        sum(cityHash64(id, user_id, name, username, email, meta, courseware, language, location,
            year_of_birth, gender, level_of_education, mailing_address, city, country, state, goals,
            bio, profile_image_uploaded_at, phone_number, dump_id, time_last_dumped))
    FROM event_sink.user_profile FINAL
    UNION ALL
    SELECT 'event_sink.external_id', count(),
        sum(cityHash64(external_user_id, external_id_type, username, user_id, dump_id,
            time_last_dumped))
    FROM event_sink.external_id FINAL
    UNION ALL
    SELECT 'event_sink.taxonomy', count(), sum(cityHash64(id, name, dump_id, time_last_dumped))
    FROM event_sink.taxonomy FINAL
    UNION ALL
    SELECT 'event_sink.tag', count(),
        sum(cityHash64(id, taxonomy, parent, value, external_id, lineage, dump_id,
            time_last_dumped))
    FROM event_sink.tag FINAL
    UNION ALL
    SELECT 'event_sink.object_tag', count(),
        sum(cityHash64(id, object_id, taxonomy, tag, _value, _export_id, lineage, dump_id,
            time_last_dumped))
    FROM event_sink.object_tag FINAL
    UNION ALL
    SELECT 'openedx._tracking', count(), sum(cityHash64(time, message))
    FROM openedx._tracking
    UNION ALL
    SELECT 'openedx.xapi_events_all', count(), sum(cityHash64(event_id, emission_time, event))
    FROM openedx.xapi_events_all FINAL
    UNION ALL
    SELECT 'xapi.xapi_events_all', count(), sum(cityHash64(event_id, emission_time, event))
    FROM xapi.xapi_events_all FINAL
    UNION ALL
    -- Which organisations the function finds: one that it does not know of changes the checksum.
    SELECT 'get_org_from_course_url', uniqExact(org), sum(cityHash64(org))
    FROM
    (
        SELECT assumeNotNull(get_org_from_course_url(JSONExtractString(event, 'object', 'id'))) AS org
        FROM xapi.xapi_events_all FINAL
    )
)
ORDER BY name
FORMAT TSV
