#include "project/file_template.h"

#include <gtest/gtest.h>

namespace housewright::project {
namespace {

FileTemplate Parsed(std::string_view text) { return *FileTemplate::Parse(text); }

std::string ErrorOf(std::string_view text) {
  const Result<FileTemplate> parsed = FileTemplate::Parse(text);
  return parsed ? "(none)" : parsed.error().ToString();
}

FileNameFields Fields() {
  return {.rev = "0004",
          .slug = "add_price",
          .year = 2026,
          .month = 3,
          .day = 9,
          .hour = 7,
          .minute = 5,
          .second = 2,
          .epoch = 1773039902};
}

TEST(FileTemplate, FormatsEachToken) {
  EXPECT_EQ(FileTemplate().Format(Fields()), "0004_add_price.sql");
  EXPECT_EQ(Parsed("{year}-{month}-{day}_{hour}{minute}{second}-{rev}_{slug}").Format(Fields()),
            "2026-03-09_070502-0004_add_price.sql");
  EXPECT_EQ(Parsed("{epoch}.{rev}").Format(Fields()), "1773039902.0004.sql");
  EXPECT_EQ(Parsed("{year}/{month}/{rev}_{slug}").Format(Fields()), "2026/03/0004_add_price.sql");
}

TEST(FileTemplate, FindsTheIdThatItWrote) {
  for (const char* text :
       {"{rev}_{slug}", "{slug}_{rev}", "{rev}", "{year}_{month}_{day}_{rev}_{slug}",
        "{year}/{rev}-{slug}", "{epoch}_{slug}_{rev}", "v{rev}__{slug}", "{rev}{slug}"}) {
    const FileTemplate names = Parsed(text);
    const std::string path = "services/app/" + names.Format(Fields());
    EXPECT_EQ(names.Find(path, "0004"), "0004") << text;
    if (std::string_view(text) == "{rev}{slug}") continue;  // where the id ends nobody can tell
    EXPECT_EQ(names.IdOf(path), "0004") << text;
  }
}

TEST(FileTemplate, AnIdMayHoldAnUnderscoreWhereNothingShorterFits) {
  EXPECT_EQ(Parsed("{rev}").IdOf("a_b.sql"), "a_b");
  EXPECT_EQ(Parsed("{rev}-{slug}").IdOf("a_b-c.sql"), "a_b");
  EXPECT_EQ(FileTemplate().IdOf("a_b_c.sql"), "a");
  EXPECT_EQ(FileTemplate().Find("a_b_c.sql", "a_b"), "a_b");
  EXPECT_EQ(FileTemplate().Find("a_b_c.sql", "b"), std::nullopt);
}

TEST(FileTemplate, RefusesNamesOfAnotherShape) {
  for (const char* name :
       {"0001.sql", "_a.sql", "0001_.sql", "0001_a.SQL", "0001_a", "0001-a.sql"}) {
    EXPECT_EQ(FileTemplate().IdOf(name), std::nullopt) << name;
  }
  const FileTemplate dated = Parsed("{year}/{month}_{rev}");
  EXPECT_EQ(dated.IdOf("services/app/2026/03_0004.sql"), "0004");
  EXPECT_EQ(dated.IdOf("2026/03_0004.sql"), "0004");
  EXPECT_EQ(dated.IdOf("03_0004.sql"), std::nullopt);
  EXPECT_EQ(dated.IdOf("services/26/03_0004.sql"), std::nullopt);
  EXPECT_EQ(dated.IdOf("services/2026/3_0004.sql"), std::nullopt);
  EXPECT_EQ(dated.Shape(), "<year>/<month>_<id>.sql");
}

TEST(FileTemplate, SaysWhatIsWrongWithATemplate) {
  EXPECT_EQ(ErrorOf("{slug}"),
            "error: {rev} must stand in it once: the name of a file tells its revision\n"
            "  next: write {rev}_{slug}, or {year}_{month}_{day}_{rev}_{slug}");
  EXPECT_EQ(ErrorOf("{rev}_{rev}"), ErrorOf("{slug}"));
  EXPECT_EQ(ErrorOf("{minutes}"),
            "error: there is no token '{minutes}'\n  next: did you mean 'minute'?");
  EXPECT_EQ(ErrorOf("{rev}_{colour}"),
            "error: there is no token '{colour}'\n  next: the tokens are {rev} {slug} {year} "
            "{month} {day} {hour} {minute} {second} {epoch}");
  EXPECT_EQ(ErrorOf("{rev"), "error: a '{' is not closed\n  next: write a token such as {rev}");
  EXPECT_EQ(ErrorOf("%(rev)s_%(slug)s"),
            "error: '%(' is no token here\n  next: write {rev} where Alembic has %(rev)s");
  EXPECT_EQ(ErrorOf("/{rev}"),
            "error: a name between its '/' is empty\n  next: write a path below the service's "
            "directory: {year}/{rev}_{slug}");
  EXPECT_EQ(ErrorOf("../{rev}"),
            "error: the name '..' would be passed over: hidden files and README are no "
            "revisions\n  next: begin it with another character");
  for (const char* text : {"{rev} {slug}", "{rev}}", "a\\{rev}"}) {
    EXPECT_EQ(ErrorOf(text),
              "error: it holds a character that a file name should not have\n"
              "  next: use letters, digits, '_', '-', '.' and tokens such as {rev}")
        << text;
  }
}

TEST(SlugOf, JoinsWordsAndCutsAtOne) {
  EXPECT_EQ(SlugOf("Add the Table of returns!", 40), "add_the_table_of_returns");
  EXPECT_EQ(SlugOf("Add the Table of returns!", 14), "add_the_table");
  EXPECT_EQ(SlugOf("Add the Table of returns!", 12), "add_the");
  EXPECT_EQ(SlugOf("Antidisestablishmentarianism", 4), "anti");
  EXPECT_EQ(SlugOf("!!!", 40), "revision");
}

}  // namespace
}  // namespace housewright::project
