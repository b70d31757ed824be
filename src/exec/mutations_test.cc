#include "exec/mutations.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "exec/mutation_watch.h"

namespace housewright::exec {
namespace {

using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(Mutations, AreNamedByTheExceptionOfTheStatement) {
  EXPECT_THAT(MutationsIn("Exception happened during execution of mutation 'mutation_9.txt' with "
                          "part '3_4_4_0_8' reason: 'Code: 395. DB::Exception: no'"),
              ElementsAre("mutation_9.txt"));
  EXPECT_THAT(MutationsIn("Exception happened during execution of mutations 'mutation_10.txt, "
                          "mutation_9.txt' with part '3_4_4_0_8' reason: 'no'"),
              ElementsAre("mutation_10.txt", "mutation_9.txt"));
  EXPECT_THAT(MutationsIn("Code: 341. DB::Exception: Mutation 0000000003 was killed. (UNFINISHED)"),
              ElementsAre("0000000003"));
  EXPECT_THAT(MutationsIn("it will be done asynchronously"), IsEmpty());
  EXPECT_THAT(MutationsIn(""), IsEmpty());
}

TEST(Mutations, FailWithoutAStackTrace) {
  EXPECT_EQ(WithoutStackTrace("Code: 6. DB::Exception: no. (CANNOT_PARSE_TEXT)"),
            "Code: 6. DB::Exception: no. (CANNOT_PARSE_TEXT)");
  EXPECT_EQ(WithoutStackTrace("mutation can be killed with KILL MUTATION query \n\n0. ? @ 0x0f\n"
                              "1. ? @ 0x01\n\n. (UNFINISHED) (version 26.7.2.1)"),
            "mutation can be killed with KILL MUTATION query (UNFINISHED) (version 26.7.2.1)");
}

TEST(Mutations, AreToldWithWhatIsTrueNowAndWhatToDo) {
  Mutation mutation{.id = "mutation_7.txt",
                    .is_older = false,
                    .is_done = false,
                    .is_killed = false,
                    .parts_to_do = 2,
                    .failed_part = "1_1_1_0",
                    .fail_reason = "Code: 6. no"};
  EXPECT_EQ(FailureText(mutation),
            "its mutation mutation_7.txt fails on part 1_1_1_0: Code: 6. no; 2 parts are still to "
            "do, and the server tries again until it is killed");
  const sql::ObjectName table{.database = "a", .name = "t"};
  EXPECT_EQ(FailureAdvice(mutation, sql::Describe("ALTER TABLE a.t UPDATE x = 1 WHERE 1"), table),
            "where the server cannot get over that, end it with `KILL MUTATION WHERE database = "
            "'a' AND table = 't' AND mutation_id = 'mutation_7.txt'`: parts that are done stay as "
            "they are");
  const auto modify = sql::Describe("ALTER TABLE a.t MODIFY COLUMN x UInt8");
  EXPECT_EQ(FailureAdvice(mutation, modify, table),
            "the column has its new type already, and KILL MUTATION does not give the old one "
            "back: change it back with `ALTER TABLE a.t MODIFY COLUMN ...`");
  mutation.is_older = true;
  mutation.parts_to_do = 1;
  EXPECT_EQ(FailureText(mutation),
            "an older mutation of the table, mutation_7.txt fails on part 1_1_1_0: Code: 6. no; 1 "
            "part is still to do, and the server tries again until it is killed");
  EXPECT_THAT(FailureAdvice(mutation, modify, table), ::testing::HasSubstr("KILL MUTATION WHERE"));
}

Mutation Unfinished(const std::string& id, std::int64_t parts_to_do) {
  Mutation mutation;
  mutation.id = id;
  mutation.parts_to_do = parts_to_do;
  return mutation;
}

TEST(MutationWatch, ToldHowLongItTakesOnceAPartIsDone) {
  MutationWatch watch;
  EXPECT_FALSE(watch.See({}, milliseconds(0)).has_value());
  auto view = watch.See({Unfinished("m1", 10)}, milliseconds(1000));
  EXPECT_EQ(view->parts_total, 10);
  EXPECT_FALSE(view->parts_per_second.has_value());
  EXPECT_FALSE(watch.See({Unfinished("m1", 10)}, milliseconds(2000))->left.has_value());
  view = watch.See({Unfinished("m1", 6)}, milliseconds(3000));
  EXPECT_EQ(view->parts_done, 4);
  EXPECT_EQ(view->parts_total, 10);
  EXPECT_DOUBLE_EQ(*view->parts_per_second, 2);
  EXPECT_EQ(view->left, milliseconds(3000));
}

TEST(MutationWatch, TellsItsOwnFromOlderAndKilledOnes) {
  MutationWatch watch;
  Mutation older = Unfinished("m1", 3);
  older.is_older = true;
  Mutation killed = Unfinished("m2", 3);
  killed.is_killed = true;
  EXPECT_FALSE(watch.See({older, killed}, milliseconds(0)).has_value());
  const auto view = watch.See({older, killed, Unfinished("m3", 5)}, milliseconds(1));
  EXPECT_EQ(view->id, "m3");
  EXPECT_EQ(view->older, 1U);
  EXPECT_EQ(view->parts_total, 5);
}

TEST(MutationWatch, TellsEachFailureOnce) {
  MutationWatch watch;
  Mutation failing = Unfinished("m1", 3);
  EXPECT_THAT(watch.NewFailures({failing}), IsEmpty());
  failing.fail_reason = "no";
  EXPECT_THAT(watch.NewFailures({failing}), SizeIs(1));
  EXPECT_THAT(watch.NewFailures({failing}), IsEmpty());
  failing.fail_reason = "another";
  EXPECT_THAT(watch.NewFailures({failing}), SizeIs(1));
  failing.fail_reason = "killed";
  failing.is_killed = true;
  EXPECT_THAT(watch.NewFailures({failing}), IsEmpty());
}

}  // namespace
}  // namespace housewright::exec
