-- The same for Vector.
INSERT INTO openedx.xapi_events_all (event_id, emission_time, event)
SELECT event_id, emission_time, event
FROM openedx.xapi_events_all FINAL
WHERE cityHash64(event_id) % 40 = 0
