#include "exec/access_rows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace housewright::exec {
namespace {

using journal::Entry;
using journal::EntryKind;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const std::string kGrant = "GRANT SELECT ON d.* TO u";

plan::AccessRecord Granting(const std::string& grant) {
  plan::AccessRecord record;
  record.grants = sql::ParseGrant(grant)->rights;
  return record;
}

Entry Row(EntryKind kind, const std::string& query_id, const plan::AccessRecord& record) {
  Entry entry;
  entry.kind = kind;
  entry.direction = "bootstrap";
  entry.run_id = "run1";
  entry.query_id = query_id;
  entry.detail = journal::WithAccess("", DetailOf(record));
  return entry;
}

std::vector<std::string> GrantedBy(const std::vector<Entry>& entries) {
  std::vector<std::string> texts;
  for (const sql::GrantedRight& right : HistoryOf(entries).granted) {
    texts.push_back(right.ToString());
  }
  return texts;
}

TEST(AccessRows, ARecordComesBackFromTheJournalAsItWas) {
  plan::AccessRecord record = Granting("GRANT SELECT(a), INSERT ON d.t TO u WITH GRANT OPTION");
  record.objects = {"user u"};
  record.fingerprint = "abc";
  record.creates = true;
  const plan::AccessHistory history = HistoryOf({Row(EntryKind::kDone, "q1", record)});
  ASSERT_TRUE(history.objects.contains("user u"));
  const auto& user = history.objects.at("user u");
  EXPECT_THAT(user.fingerprints, ElementsAre("abc"));
  EXPECT_EQ(user.run_id, "run1");
  EXPECT_TRUE(user.created);
  EXPECT_THAT(history.granted, ::testing::UnorderedElementsAreArray(record.grants));
}

TEST(AccessRows, AGrantCountsWhenItIsDoneOrMayBe) {
  const Entry intent = Row(EntryKind::kIntent, "q1", Granting(kGrant));
  const Entry done = Row(EntryKind::kDone, "q1", Granting(kGrant));
  const Entry failed = Row(EntryKind::kFailed, "q1", Granting(kGrant));
  EXPECT_THAT(GrantedBy({intent}), ElementsAre("SELECT ON d.* TO u"));
  EXPECT_THAT(GrantedBy({intent, done}), ElementsAre("SELECT ON d.* TO u"));
  EXPECT_THAT(GrantedBy({intent, failed}), IsEmpty());
}

TEST(AccessRows, ARevokeTakesBack) {
  plan::AccessRecord revoke;
  revoke.revokes = sql::ParseGrant(kGrant)->rights;
  EXPECT_THAT(GrantedBy({Row(EntryKind::kDone, "q1", Granting(kGrant)),
                         Row(EntryKind::kDone, "q2", revoke)}),
              IsEmpty());
}

TEST(AccessRows, RowsOfRevisionsAreNotLookedAt) {
  Entry entry = Row(EntryKind::kDone, "q1", Granting(kGrant));
  entry.direction = "upgrade";
  EXPECT_THAT(GrantedBy({entry}), IsEmpty());
}

}  // namespace
}  // namespace housewright::exec
