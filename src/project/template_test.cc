#include "project/template.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace housewright::project {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> Ways(const std::string& text) {
  const ParsedTemplate parsed = ParseTemplate(text, 0, text.size());
  EXPECT_TRUE(parsed.faults.empty());
  std::vector<std::string> ways;
  BranchCover cover(parsed.root);
  while (auto way = cover.Next(text)) ways.push_back(way->text());
  return ways;
}

std::vector<std::string> Faults(const std::string& text) {
  std::vector<std::string> faults;
  for (const TemplateFault& fault : ParseTemplate(text, 0, text.size()).faults) {
    faults.push_back(std::to_string(fault.offset) + ": " + fault.message + "; " + fault.advice);
  }
  return faults;
}

TEST(Template, EveryBranchIsTakenOnce) {
  EXPECT_THAT(Ways("plain"), ElementsAre("plain"));
  EXPECT_THAT(Ways("a{% if x %}b{% endif %}c"), ElementsAre("abc", "ac"));
  EXPECT_THAT(Ways("{% if x %}1{% elif y %}2{% else %}3{% endif %}"), ElementsAre("1", "2", "3"));
  EXPECT_THAT(Ways("{% if x %}1{% else %}2{% endif %}{% if y %}a{% else %}b{% endif %}"),
              ElementsAre("1a", "2b"));
  EXPECT_THAT(Ways("{% if x %}{% if y %}1{% else %}2{% endif %}{% else %}3{% endif %}"),
              ElementsAre("1", "2", "3"));
}

TEST(Template, ReadsConditions) {
  const std::string text =
      "{% if a %}{% endif %}{%if not b%}{% endif %}{% if c == \"x y\" %}{% elif d!='z' %}{% endif "
      "%}{% if not == 'x' %}{% endif %}";
  const ParsedTemplate parsed = ParseTemplate(text, 0, text.size());
  ASSERT_TRUE(parsed.faults.empty()) << parsed.faults[0].message;
  ASSERT_EQ(parsed.conditions.size(), 5U);
  EXPECT_EQ(parsed.conditions[0].variable, "a");
  EXPECT_FALSE(parsed.conditions[0].negated);
  EXPECT_EQ(parsed.conditions[1].variable, "b");
  EXPECT_TRUE(parsed.conditions[1].negated);
  EXPECT_EQ(parsed.conditions[2].equals, "x y");
  EXPECT_EQ(parsed.conditions[3].equals, "z");
  EXPECT_TRUE(parsed.conditions[3].negated);
  EXPECT_EQ(parsed.conditions[4].variable, "not");
}

TEST(Template, TagsInCommentsAreNoneAndTagsInQuotesAre) {
  EXPECT_THAT(Ways("-- {% if x %}\na /* {% endif %} */"),
              ElementsAre("-- {% if x %}\na /* {% endif %} */"));
  EXPECT_THAT(Ways("'{% if x %}a{% else %}b{% endif %}'"), ElementsAre("'a'", "'b'"));
  EXPECT_THAT(Ways("{% if x %}'a{% else %}'b{% endif %}'"), ElementsAre("'a'", "'b'"));
}

TEST(Template, FaultsSayWhatToWrite) {
  EXPECT_THAT(Faults("a {% endif %}"),
              ElementsAre("2: {% endif %} without an {% if %} before it; remove it, or write the "
                          "{% if %} that it belongs to"));
  EXPECT_THAT(Faults("{% if x %}"),
              ElementsAre("0: {% if %} without an {% endif %}; write {% endif "
                          "%} where it ends"));
  EXPECT_THAT(
      Faults("{% if x %}{% else %}{% elif y %}{% endif %}"),
      ElementsAre("20: {% elif %} after the {% else %} of the same {% if %}; let {% else %} "
                  "be the last branch"));
  EXPECT_THAT(Faults("{% fi x %}"), ElementsAre("0: unknown tag '{% fi x %}'; the tags are if, "
                                                "elif, else and endif"));
  EXPECT_THAT(Faults("{% if x %}{% edif %}{% endif %}"),
              ElementsAre("10: unknown tag '{% edif %}'; did you mean 'elif' or 'endif'?"));
  EXPECT_THAT(Faults("{% if x"),
              ElementsAre("0: '{%' is not closed by '%}'; write {% if name %} ... {% endif %}"));
  EXPECT_THAT(
      Faults("{% if a and b %}{% endif %}"),
      ElementsAre("0: the condition of '{% if a and b %}' is none that is known; write {% if "
                  "name %}, {% if not name %}, {% if name == \"value\" %} or {% if name != "
                  "\"value\" %}",
                  "16: {% endif %} without an {% if %} before it; remove it, or write the "
                  "{% if %} that it belongs to"));
  EXPECT_THAT(Faults("{% if a %}{% endif a %}{% endif %}"),
              ElementsAre("10: '{% endif a %}' takes no condition; write {% endif %}"));
}

TEST(Template, NestingHasALimit) {
  std::string text;
  for (int i = 0; i < 40; ++i) text += "{% if x %}";
  for (int i = 0; i < 40; ++i) text += "{% endif %}";
  EXPECT_EQ(Faults(text).at(0), "320: {% if %} is nested more than 32 deep; split the revision");
}

TEST(Template, SkeletonsLeadBackToTheSource) {
  const std::string text = "ab{% if x %}cd{% else %}ef{% endif %}gh";
  const ParsedTemplate parsed = ParseTemplate(text, 0, text.size());
  const Skeleton skeleton(text, parsed.root, [](const Choice&) { return std::size_t{1}; });
  ASSERT_EQ(skeleton.text(), "abefgh");
  for (const char c : skeleton.text()) {
    const std::size_t at = skeleton.text().find(c);
    EXPECT_EQ(skeleton.SourceOffset(at), text.rfind(c, c == 'e' || c == 'f' ? 25 : text.size()))
        << c;
  }
  EXPECT_EQ(skeleton.SourceOffset(6), text.size());
}

TEST(Insertion, IsANameInBraces) {
  EXPECT_EQ(ReadInsertion("{{x}}", 0)->name, "x");
  EXPECT_EQ(ReadInsertion("a {{\n _x9 }} b", 2)->name, "_x9");
  EXPECT_EQ(ReadInsertion("a {{ x }} b", 2)->end, 9U);
  EXPECT_EQ(ReadInsertion("{{ x | upper }}", 0).error().message,
            "'{{ x | upper }}' is no variable's name in braces");
  EXPECT_EQ(ReadInsertion("{{ 9x }}", 0).error().message,
            "'{{ 9x }}' is no variable's name in braces");
  EXPECT_EQ(ReadInsertion("{{ x\n", 0).error().message, "'{{' is not closed by '}}'");
}

}  // namespace
}  // namespace housewright::project
