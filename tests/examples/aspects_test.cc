// examples/aspects: its README's commands, and the proof that going down any revision and up again
// restores schema and rows.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "examples/aspects_fixture.h"

namespace housewright::examples {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// Everything that Aspects' own migrations leave at 0041, as ClickHouse 26.7 tells it.
constexpr const char* kHead = R"(
event_sink.aspects_data ReplacingMergeTree | path String, content String | key (path)
event_sink.course_blocks MergeTree | org String, course_key String, location String, display_name String, xblock_data_json String, order Int32 DEFAULT 0, edited_on String, dump_id UUID, time_last_dumped String | key org, course_key, location, edited_on | order org, course_key, location, edited_on, order
event_sink.course_enrollment MergeTree | id Int32, course_key String, created String, is_active Bool, mode LowCardinality(String), username String, user_id Int32, dump_id UUID, time_last_dumped String | key course_key, user_id, time_last_dumped
event_sink.course_overviews MergeTree | org String, course_key String, display_name String, course_start String, course_end String, enrollment_start String, enrollment_end String, self_paced Bool, course_data_json String, created String, modified String, dump_id UUID, time_last_dumped String | key org, course_key, modified, time_last_dumped
event_sink.course_relationships MergeTree | course_key String, parent_location String, child_location String, order Int32, dump_id UUID, time_last_dumped String | key course_key, parent_location, child_location, time_last_dumped | order course_key, parent_location, child_location, time_last_dumped, order
event_sink.external_id ReplacingMergeTree by user_id % 100 | external_user_id UUID, external_id_type String, username String, user_id Int32, dump_id UUID, time_last_dumped String | key external_user_id, time_last_dumped
event_sink.load_test_runs MergeTree | run_id String, timestamp DateTime DEFAULT now(), event_type String, extra String | key run_id, timestamp
event_sink.load_test_stats MergeTree | run_id String, timestamp DateTime DEFAULT now(), stats String | key run_id, timestamp
event_sink.object_tag ReplacingMergeTree | id Int32, object_id String, taxonomy Int32, tag Int32, _value String, _export_id String, lineage String, dump_id UUID, time_last_dumped String | key id, time_last_dumped
event_sink.tag ReplacingMergeTree | id Int32, taxonomy Int32, parent Int32, value String, external_id String, lineage String, dump_id UUID, time_last_dumped String | key id, time_last_dumped
event_sink.taxonomy ReplacingMergeTree | id Int32, name String, dump_id UUID, time_last_dumped String | key id, time_last_dumped
event_sink.user_profile ReplacingMergeTree by user_id % 100 | id Int32, user_id Int32, name String, username String DEFAULT '', email String DEFAULT '', meta String, courseware String, language String, location String, year_of_birth String, gender String, level_of_education String, mailing_address String, city String, country String, state String, goals String, bio String, profile_image_uploaded_at String, phone_number String, dump_id UUID, time_last_dumped String | key id, time_last_dumped
openedx._tracking MergeTree | time DateTime, message String | key time
openedx.xapi_events_all ReplacingMergeTree | event_id UUID, emission_time DateTime64(6), event String | key (emission_time) | order emission_time, event_id
xapi.xapi_events_all ReplacingMergeTree by toYYYYMM(emission_time) | event_id UUID, emission_time DateTime64(6), event String | key emission_time, event_id
get_org_from_ccx_course_url: course_url -> nullIf(extract(course_url, 'ccx-v1:([a-zA-Z0-9]*)'), '')
get_org_from_course_url: course_url -> nullIf(extract(course_url, 'course-v1:([a-zA-Z0-9\\w\\-~.:%]*)'), '')
)";

constexpr const char* kTablesSql = R"(
SELECT concat(t.database, '.', t.name, ' ', t.engine,
    if(partition_key = '', '', concat(' by ', partition_key)), ' | ', columns, ' | key ', primary_key,
    if(sorting_key = primary_key, '', concat(' | order ', sorting_key)))
FROM system.tables AS t
INNER JOIN
(
    SELECT database, table, arrayStringConcat(groupArray(concat(name, ' ', type,
        if(default_kind = '', '', concat(' ', default_kind, ' ', default_expression)))), ', ') AS columns
    FROM (SELECT * FROM system.columns ORDER BY database, table, position)
    GROUP BY database, table
) AS c ON c.database = t.database AND c.table = t.name
WHERE t.database IN ('xapi', 'event_sink', 'openedx', 'reporting') AND t.name != 'housewright_journal'
ORDER BY t.database, t.name
FORMAT TSVRaw)";

constexpr const char* kFunctionsSql = R"(
SELECT concat(name, ': ', replaceOne(create_query, concat('CREATE FUNCTION ', name, ' AS '), ''))
FROM system.functions WHERE origin = 'SQLUserDefined' ORDER BY name FORMAT TSVRaw)";

TEST_F(AspectsExample, ReadmeRunsOnTheEmbeddedEngine) {
  const ShellResult result = example_.Run(example_.ReadmeBlocks("sh"));
  ASSERT_EQ(result.exit_code, 0) << result.output;
  EXPECT_THAT(result.output, HasSubstr("check: 28 revisions, no findings\n"));
  EXPECT_THAT(result.output, HasSubstr("CREATE TABLE event_sink.object_tag"));
  EXPECT_THAT(result.output, HasSubstr("nothing to do"));
  EXPECT_THAT(result.output, HasSubstr("left out: 26 statements"));
  EXPECT_THAT(result.output, HasSubstr("keeps no users, roles or grants"));
  EXPECT_THAT(result.output, HasSubstr("CREATE VIEW research.course_overviews"));
}

TEST_F(AspectsExample, ReadmeRunsOnAServerAndEveryRowIsThere) {
  UseOwnServer();
  if (HasFatalFailure()) return;
  EXPECT_THAT(MustRun(example_.ReadmeBlocks("sh server")),
              HasSubstr("every row is there: 13 checks"));
}

TEST_F(AspectsExample, HeadIsTheSchemaOfAspectsAndBaseIsNothing) {
  UseOwnServer();
  if (HasFatalFailure()) return;
  MustRun("housewright deploy");
  EXPECT_EQ("\n" + Ask(kTablesSql) + Ask(kFunctionsSql), kHead);
  MustRun("housewright downgrade base");
  EXPECT_EQ(Ask(kTablesSql) + Ask(kFunctionsSql), "");
  MustRun("housewright upgrade");
  EXPECT_EQ("\n" + Ask(kTablesSql) + Ask(kFunctionsSql), kHead);
}

TEST_F(AspectsExample, EachRevisionDownAndUpAgainRestoresSchemaAndRows) {
  UseOwnServer();
  if (HasFatalFailure()) return;
  MustRun("housewright bootstrap");
  const std::vector<Step> steps = Steps();
  ASSERT_EQ(steps.size(), 28U);

  std::vector<Snapshot> before;  // before[i]: what stood when steps[i] began
  for (const Step& step : steps) {
    before.push_back(Now());
    Upgrade(step);
    if (step.id != "0041") LoadDataOf(step);
    if (HasFailure()) return;
  }
  const Snapshot newest = Now();

  for (std::size_t i = steps.size(); i-- > 0;) {
    Downgrade(steps[i]);
    if (HasFailure()) return;
    EXPECT_EQ(Differences(before[i], Now()), "") << "after the downgrade of " << steps[i].id;
  }
  for (const Step& step : steps) {
    if (step.id == "0041" || !HasData(step)) continue;
    Upgrade(step);
    LoadDataOf(step);
    if (HasFailure()) return;
  }
  MustRun("housewright upgrade heads");
  EXPECT_EQ(Differences(newest, Now()), "");

  // What is written at the newest schema survives the way down and up, too.
  MustRun("data/load 0041");
  const Snapshot later = Now();
  const std::string delivered = Ask("SELECT count() FROM xapi.xapi_events_all");
  MustRun("housewright downgrade 0026");
  EXPECT_EQ(Ask("SELECT uniqExact(event_id), count() <= " + delivered +
                ", countIf(event != event_str OR event = '') FROM xapi.xapi_events_all"),
            "4500\t1\t0\n");
  MustRun("housewright upgrade heads && data/load 0036 && data/load 0039");
  EXPECT_EQ(Differences(later, Now()), "");
}

TEST_F(AspectsExample, DictionariesAnswerWithRealNames) {
  UseOwnServer();
  if (HasFatalFailure()) return;
  MustRun(
      "housewright bootstrap\n"
      "housewright upgrade 0034\n"
      "data/load 0016; data/load 0026; data/load 0007");
  Ask("SYSTEM RELOAD DICTIONARIES");
  EXPECT_EQ(Ask("SELECT username, name, language FROM event_sink.user_pii WHERE user_id = 100"),
            "learner4\tLearner 4 Renamed\ten\n");
  EXPECT_EQ(Ask("SELECT dictGet('event_sink.course_names_dict', ('course_name', 'course_run', "
                "'org'), tuple('course-v1:edX.org+Course2+2026'))"),
            "('Course 2, edition 5','2026','edX.org')\n");
  EXPECT_EQ(Ask("SELECT block_name, graded, display_name_with_location "
                "FROM event_sink.course_block_names WHERE location LIKE "
                "'%+Course2+%' AND block_name LIKE 'Block 6 %'"),
            "Block 6 (new)\ttrue\t2:2:1 - Block 6 (new)\n");
}

TEST_F(AspectsExample, TheBackfillOfBlocksTakesTheNewestDump) {
  UseOwnServer();
  if (HasFatalFailure()) return;
  MustRun("housewright bootstrap && housewright upgrade 0020 && data/load 0007");
  constexpr const char* kNewest =
      "SELECT count(), uniqExact(location), countIf(display_name LIKE '%(new)') "
      "FROM event_sink.most_recent_course_blocks FINAL";
  MustRun("housewright upgrade 0023");
  EXPECT_EQ(Ask(kNewest), "2000\t2000\t800\n");
  // What is published later passes the view, and a row of the view looks like one of the backfill.
  Ask("INSERT INTO event_sink.course_blocks SELECT * REPLACE('later (new)' AS display_name, "
      "'2026-01-01 00:00:00.000000' AS time_last_dumped) FROM (SELECT * "
      "FROM event_sink.course_blocks WHERE display_name = 'Block 1' LIMIT 1 BY location)");
  EXPECT_EQ(Ask(kNewest), "2000\t2000\t1000\n");
  EXPECT_EQ(Ask("SELECT groupUniqArray(replaceOne(display_name_with_location, display_name, '')) = "
                "['1:2:2 - '] FROM event_sink.most_recent_course_blocks FINAL "
                "WHERE display_name = 'later (new)'"),
            "1\n");
  MustRun("housewright upgrade 0037 && housewright downgrade event_sink@-1");
  EXPECT_EQ(Ask(kNewest), "2000\t2000\t1000\n");
}

}  // namespace
}  // namespace housewright::examples
