#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "cli/render/progress.h"
#include "cli/render/style.h"
#include "cli/render/text.h"
#include "cli/talk.h"
#include "testing/manual_clock.h"

namespace housewright::cli {
namespace {

using std::chrono::milliseconds;

RevisionView View() {
  RevisionView view;
  view.id = "0002";
  view.service = "xapi";
  view.parents = {"0001"};
  view.message = "Create the raw xAPI events table";
  return view;
}

TEST(FormatDuration, GrowsItsUnit) {
  EXPECT_EQ(FormatDuration(milliseconds(0)), "0 ms");
  EXPECT_EQ(FormatDuration(milliseconds(999)), "999 ms");
  EXPECT_EQ(FormatDuration(milliseconds(1234)), "1.2 s");
  EXPECT_EQ(FormatDuration(milliseconds(59'999)), "1 min 00 s");
  EXPECT_EQ(FormatDuration(milliseconds(184'000)), "3 min 04 s");
  EXPECT_EQ(FormatDuration(milliseconds(7'500'000)), "2 h 05 min");
}

TEST(FormatQuantity, GrowsItsUnit) {
  EXPECT_EQ(FormatQuantity(0), "0");
  EXPECT_EQ(FormatQuantity(950), "950");
  EXPECT_EQ(FormatQuantity(12'400), "12.4 k");
  EXPECT_EQ(FormatQuantity(999'999), "1.0 M");
  EXPECT_EQ(FormatBytes(45e6), "45.0 MB");
}

TEST(ProgressText, HasRateAndTimeLeftWhereTheTotalIsKnown) {
  const db::Progress progress{.read_rows = 1'000'000,
                              .read_bytes = 45'000'000,
                              .written_rows = 0,
                              .written_bytes = 0,
                              .total_rows_to_read = 3'000'000};
  EXPECT_EQ(ProgressText(progress, milliseconds(1000)),
            "1.0 M of 3.0 M rows, 45.0 MB, 1.0 M rows/s, 2.0 s left");
}

TEST(ProgressText, PromisesNothingThatIsNotKnown) {
  db::Progress progress;
  EXPECT_EQ(ProgressText(progress, milliseconds(1000)), "");
  progress.written_rows = 500;
  progress.written_bytes = 2000;
  EXPECT_EQ(ProgressText(progress, milliseconds(100)), "500 rows, 2.0 kB");
  EXPECT_EQ(ProgressText(progress, milliseconds(1000)), "500 rows, 2.0 kB, 500 rows/s");
}

TEST(HistoryLine, HasAlembicsMarksInAlembicsOrder) {
  RevisionView view = View();
  EXPECT_EQ(HistoryLine(view), "0001 -> 0002 (xapi), Create the raw xAPI events table");
  view.head = true;
  view.current = true;
  view.depends_on = {"0007", "vector"};
  view.parents = {};
  EXPECT_EQ(HistoryLine(view),
            "<base> (0007, vector) -> 0002 (xapi) (head) (current), Create the raw xAPI events "
            "table");
  view.effective_head = true;
  view.parents = {"0001", "0005"};
  view.depends_on = {};
  view.mergepoint = true;
  view.branchpoint = true;
  view.labels = {"net"};
  view.current.reset();
  EXPECT_EQ(HistoryLine(view),
            "0001, 0005 -> 0002 (xapi, net) (effective head) (branchpoint) (mergepoint), Create "
            "the raw xAPI events table");
}

TEST(VerboseEntry, IsAlembicsWithOurLinesBeforeTheMessage) {
  RevisionView view = View();
  view.head = true;
  view.path = "services/xapi/0002_raw_events.sql";
  view.created = "2026-11-23T10:00:00Z";
  view.hash = "ab";
  view.released = true;
  EXPECT_EQ(VerboseEntry(view, Style(false)),
            "Rev: 0002 (head)\nParent: 0001\nBranch names: xapi\n"
            "Path: services/xapi/0002_raw_events.sql\nCreated: 2026-11-23T10:00:00Z\n"
            "Released: yes\nHash: ab\n\n    Create the raw xAPI events table\n");
}

TEST(LeftOutText, GroupsByReason) {
  const std::vector<LeftOutView> left_out = {
      {"", "bootstrap/0002_users.sql", 3, "CREATE USER", "the engine keeps no users"},
      {"0003", "services/a/0003_x.sql", 9, "CREATE TABLE a.b", "no ON CLUSTER here"},
      {"", "bootstrap/0002_users.sql", 5, "GRANT", "the engine keeps no users"}};
  EXPECT_EQ(LeftOutText(left_out, Style(false)),
            "left out: 2 statements, the engine keeps no users\n"
            "  bootstrap/0002_users.sql:3  CREATE USER\n"
            "  bootstrap/0002_users.sql:5  GRANT\n"
            "left out: 1 statement, no ON CLUSTER here\n"
            "  services/a/0003_x.sql:9  CREATE TABLE a.b");
}

TEST(LeftOutText, CountsManyByFileUnlessEachIsWanted) {
  std::vector<LeftOutView> left_out;
  for (std::uint32_t line = 1; line <= 6; ++line) {
    const char* file = line % 3 == 0 ? "bootstrap/0003_grants.sql" : "bootstrap/0002_users.sql";
    left_out.push_back({"", file, line, "GRANT", "no users"});
  }
  EXPECT_EQ(LeftOutText(left_out, Style(false)),
            "left out: 6 statements, no users\n"
            "  4 of bootstrap/0002_users.sql\n"
            "  2 of bootstrap/0003_grants.sql");
  EXPECT_EQ(LeftOutText(left_out, Style(false), LeftOutDetail::kEach),
            "left out: 6 statements, no users\n"
            "  bootstrap/0002_users.sql:1  GRANT\n  bootstrap/0002_users.sql:2  GRANT\n"
            "  bootstrap/0003_grants.sql:3  GRANT\n  bootstrap/0002_users.sql:4  GRANT\n"
            "  bootstrap/0002_users.sql:5  GRANT\n  bootstrap/0003_grants.sql:6  GRANT");
}

TEST(DiagnosticText, PutsTheRuleBehindTheMessage) {
  const Diagnostic diagnostic{
      Severity::kWarning, "gap",
      Error(ErrorCode::kInvalidInput, "0003 is missing").WithAdvice("housewright renumber")};
  EXPECT_EQ(DiagnosticText(diagnostic, Style(false)),
            "warning: 0003 is missing [gap]\n  next: housewright renumber");
}

TEST(ErrorText, IsTheSameTextWithAndWithoutColour) {
  const Error error = Error(ErrorCode::kServer, "no such table").WithAdvice("look");
  EXPECT_EQ(ErrorText(error, Style(false)), "error: no such table\n  next: look");
  EXPECT_EQ(ErrorText(error, Style(true)),
            "\x1b[1;31merror:\x1b[0m\x1b[1m no such table\x1b[0m\n  next: look");
}

TEST(Talk, KeepsTheStatusLineBelowWhatIsSaid) {
  std::ostringstream err;
  Talk talk(err, true, 20, Style(false), Verbosity::kNormal);
  talk.Status("working on a long thing that does not fit");
  talk.Say("hello");
  talk.ClearStatus();
  EXPECT_EQ(err.str(), "working on a long t\r\x1b[Khello\nworking on a long t\r\x1b[K");
}

TEST(Talk, IsQuietWhereItShallBe) {
  std::ostringstream err;
  Talk talk(err, true, 80, Style(false), Verbosity::kQuiet);
  talk.Say("hello");
  talk.Status("status");
  talk.Detail("detail");
  talk.Insist("an error");
  EXPECT_EQ(err.str(), "an error\n");
}

// A step with one statement, for the progress renderer.
struct OneStep {
  plan::PlannedStep step;
  OneStep() {
    step.id = revision::RevisionId("0002");
    step.service = "xapi";
    step.message = "Create the events";
    step.total = 3;
    plan::PlannedStatement statement;
    statement.index = 2;
    statement.statement.facts = sql::Describe("CREATE TABLE xapi.events (id UInt8) ENGINE = Log");
    step.statements.push_back(statement);
  }
};

TEST(ProgressRenderer, PrintsOneLinePerStatementWhereThereIsNoTerminal) {
  std::ostringstream err;
  Talk talk(err, false, 80, Style(false), Verbosity::kNormal);
  testing::ManualClock clock;
  ProgressRenderer renderer(talk, clock);
  const OneStep one;
  const plan::PlannedStatement* statement = &one.step.statements[0];
  renderer.Handle(exec::RunStarted{"0123456789abcdef", 1, 1});
  renderer.Handle(exec::StepStarted{&one.step, 1, 1});
  renderer.Handle(exec::StatementStarted{&one.step, statement, "hw-1"});
  renderer.Handle(exec::StatementDone{&one.step, statement, milliseconds(12)});
  renderer.Handle(exec::StepDone{&one.step, milliseconds(15)});
  renderer.Handle(exec::RunDone{1, 1, 0, milliseconds(15)});
  EXPECT_EQ(err.str(), "  0002 xapi  2/3  CREATE TABLE xapi.events  12 ms\n");
}

TEST(ProgressRenderer, TellsOfAMutationEachMinuteWhereThereIsNoTerminal) {
  std::ostringstream err;
  Talk talk(err, false, 80, Style(false), Verbosity::kNormal);
  testing::ManualClock clock;
  ProgressRenderer renderer(talk, clock);
  const OneStep one;
  const plan::PlannedStatement* statement = &one.step.statements[0];
  exec::MutationView view{.id = "mutation_7.txt",
                          .parts_done = 0,
                          .parts_total = 12,
                          .older = 1,
                          .parts_per_second = std::nullopt,
                          .left = std::nullopt};
  renderer.Handle(exec::StatementStarted{&one.step, statement, "hw-1"});
  clock.Advance(std::chrono::seconds(30));
  renderer.Handle(exec::MutationProgress{view});
  clock.Advance(std::chrono::seconds(31));
  renderer.Handle(exec::MutationProgress{view});
  renderer.Handle(exec::MutationProgress{view});
  view.parts_done = 3;
  view.older = 0;
  view.parts_per_second = 0.05;
  view.left = std::chrono::seconds(180);
  clock.Advance(std::chrono::seconds(60));
  renderer.Handle(exec::MutationProgress{view});
  renderer.Handle(exec::MutationFailing{"it fails", "mend it"});
  EXPECT_EQ(err.str(),
            "  0002 xapi  2/3  CREATE TABLE xapi.events  mutation_7.txt: 0 of 12 parts, behind 1 "
            "older mutation\n"
            "  0002 xapi  2/3  CREATE TABLE xapi.events  mutation_7.txt: 3 of 12 parts, 0.05 "
            "parts/s, about 3 min 00 s left\n"
            "  failing: it fails\n"
            "  next: mend it\n");
}

TEST(ProgressRenderer, SaysHowFarAMutationOfAnEarlierRunIs) {
  std::ostringstream err;
  Talk talk(err, false, 80, Style(false), Verbosity::kNormal);
  testing::ManualClock clock;
  ProgressRenderer renderer(talk, clock);
  const exec::MutationView view{.id = "mutation_7.txt",
                                .parts_done = 3,
                                .parts_total = 12,
                                .parts_per_second = std::nullopt,
                                .left = std::nullopt};
  renderer.Handle(exec::WaitingStarted{"statement 1 of 2 of revision 0002", "it runs"});
  renderer.Handle(exec::MutationProgress{view});
  clock.Advance(std::chrono::seconds(61));
  renderer.Handle(exec::MutationProgress{view});
  EXPECT_EQ(err.str(),
            "  waiting for statement 1 of 2 of revision 0002: it runs\n"
            "  statement 1 of 2 of revision 0002  mutation_7.txt: 3 of 12 parts\n");
}

TEST(ProgressRenderer, RedrawsOneLineOnATerminalAndKeepsOnePerStep) {
  std::ostringstream err;
  Talk talk(err, true, 120, Style(false), Verbosity::kNormal);
  testing::ManualClock clock;
  ProgressRenderer renderer(talk, clock);
  const OneStep one;
  const plan::PlannedStatement* statement = &one.step.statements[0];
  renderer.Handle(exec::RunStarted{"0123456789abcdef", 1, 1});
  renderer.Handle(exec::StepStarted{&one.step, 1, 1});
  renderer.Handle(exec::StatementStarted{&one.step, statement, "hw-1"});
  clock.Advance(milliseconds(2000));
  renderer.Handle(exec::StatementProgress{
      &one.step,
      statement,
      {.read_rows = 10, .read_bytes = 20, .written_rows = 0, .written_bytes = 0}});
  renderer.Handle(exec::StatementDone{&one.step, statement, milliseconds(2000)});
  renderer.Handle(exec::StepDone{&one.step, milliseconds(2000)});
  EXPECT_EQ(err.str(),
            "[1/1] 0002 xapi  2/3  CREATE TABLE xapi.events"
            "\r\x1b[K[1/1] 0002 xapi  2/3  CREATE TABLE xapi.events  2.0 s  10 rows, 20 B, 5 "
            "rows/s"
            "\r\x1b[K  done 0002 xapi  Create the events  1 statement, 2.0 s\n");
}

}  // namespace
}  // namespace housewright::cli
