#include "project/render.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "project/test_support.h"
#include "sql/token_hash.h"

namespace housewright::project {
namespace {

using ::testing::ElementsAre;

constexpr const char* kConfig = R"([variables]
db = "my-db"
word = "events"
empty = ""
text = { kind = "string", default = "it's" }
n = { kind = "number", default = -5 }
big = { kind = "number", default = 42 }
bad_number = { kind = "number" }
raw = { kind = "raw", default = "a Int8, b Int8" }
stop = { kind = "raw", default = "x; DROP TABLE t" }
open = { kind = "raw", default = "x -- y" }
cluster = false
mode = "fast"
pw = { secret = true }
gone = { secret = true, env = "GONE" }
)";

class RenderTest : public ::testing::Test {
 protected:
  RenderTest() {
    const ValueSources sources{.overrides = {{"pw", "a'b\\c"}, {"bad_number", "1 OR 1"}},
                               .environment = {},
                               .files = nullptr};
    values_ = *ResolveValues(config_, nullptr, sources);
  }

  RenderedPart Render(const std::string& text) {
    const SourceText source("f.sql", text);
    RenderedPart part = RenderStatements(source, 0, text.size(), config_, values_);
    // What can be rendered passes the check, whatever the branches.
    if (part.diagnostics.empty()) {
      EXPECT_EQ(TextOf(CheckTemplate(source, 0, text.size(), config_)), "");
    }
    return part;
  }
  std::vector<std::string> Sql(const std::string& text) {
    const RenderedPart part = Render(text);
    EXPECT_EQ(TextOf(part.diagnostics), "") << text;
    std::vector<std::string> all;
    for (const RenderedStatement& statement : part.statements) all.push_back(statement.sql.text);
    return all;
  }
  std::string One(const std::string& text) {
    const std::vector<std::string> all = Sql(text);
    return all.size() == 1 ? all[0] : std::to_string(all.size()) + " statements";
  }
  std::string Findings(const std::string& text) { return TextOf(Render(text).diagnostics); }
  std::string Checked(const std::string& text) {
    return TextOf(CheckTemplate(SourceText("f.sql", text), 0, text.size(), config_));
  }

  Config config_ = ConfigOf(kConfig);
  Values values_;
};

TEST_F(RenderTest, ValuesAreQuotedForTheirPlace) {
  EXPECT_EQ(One("SELECT * FROM {{ db }}.{{ word }}"), "SELECT * FROM `my-db`.events");
  EXPECT_EQ(One("SELECT {{ text }}, '{{ text }}', `{{ text }}`, \"{{ text }}\""),
            "SELECT 'it\\'s', 'it\\'s', `it's`, \"it's\"");
  EXPECT_EQ(One("SELECT {{ big }}, '{{ big }}', {{ n }}"), "SELECT 42, '42', -5");
  EXPECT_EQ(One("CREATE TABLE t ({{ raw }})"), "CREATE TABLE t (a Int8, b Int8)");
  EXPECT_EQ(One("SELECT 'a {{ db }} b {{ word }}'"), "SELECT 'a my-db b events'");
  EXPECT_EQ(One("SELECT $x$ {{ text }} $x$"), "SELECT $x$ it's $x$");
  EXPECT_EQ(One("SELECT ‘{{ db }}’"), "SELECT ‘my-db’");
  EXPECT_EQ(One("SELECT '{{{{ db }}', {{ big }} -- {{ nobody }}\n"), "SELECT '{{ db }}', 42");
  EXPECT_EQ(One("SELECT /* {{ nobody }} */ 1"), "SELECT /* {{ nobody }} */ 1");
  EXPECT_EQ(One("SELECT {a:Int8}"), "SELECT {a:Int8}");
  EXPECT_EQ(One("SELECT 1 -{{ n }}, 1 - {{ n }}"), "SELECT 1 -(-5), 1 - -5");
}

TEST_F(RenderTest, PlainWordsMayTouchWords) {
  EXPECT_EQ(One("SELECT * FROM a_{{ word }}_b"), "SELECT * FROM a_events_b");
  EXPECT_EQ(One("SELECT * FROM {{ word }}{{ empty }}"), "SELECT * FROM events");
  EXPECT_EQ(One("SELECT a{{ big }}"), "SELECT a42");
  EXPECT_EQ(One("SELECT `a_{{ db }}_b`"), "SELECT `a_my-db_b`");
}

TEST_F(RenderTest, OtherValuesMayNotTouchWords) {
  EXPECT_EQ(Findings("SELECT 1;\nSELECT a_{{ db }}, {{ text }}x, {{ n }}{{ big }}"),
            R"([variable-value] error: the value of 'db' is no plain word, and it touches one
  --> f.sql:2:10
  2 | SELECT a_{{ db }}, {{ text }}x, {{ n }}{{ big }}
    |          ^^^^^^^^
  next: put the whole name in backticks: `...{{ db }}...`
[variable-value] error: the value of 'text' is a string, and it touches a word
  --> f.sql:2:20
  2 | SELECT a_{{ db }}, {{ text }}x, {{ n }}{{ big }}
    |                    ^^^^^^^^^^
  next: put the whole text in quotes: '...{{ text }}...'
[variable-value] error: the value of 'n' has a sign, and it touches a word
  --> f.sql:2:33
  2 | SELECT a_{{ db }}, {{ text }}x, {{ n }}{{ big }}
    |                                 ^^^^^^^
  next: put a blank before it
)");
}

TEST_F(RenderTest, ValuesThatFitNotTheirPlaceAreRefused) {
  EXPECT_EQ(Findings("SELECT {{ bad_number }}"),
            R"([variable-value] error: the value of 'bad_number' is no number
  --> f.sql:1:8
  1 | SELECT {{ bad_number }}
    |        ^^^^^^^^^^^^^^^^
  next: give it a number, or declare another kind
)");
  EXPECT_EQ(Findings("SELECT {{ stop }}, {{ open }}, {{ empty }}"),
            R"([variable-value] error: the value of 'stop' holds the end of a statement
  --> f.sql:1:8
  1 | SELECT {{ stop }}, {{ open }}, {{ empty }}
    |        ^^^^^^^^^^
  next: let a raw value be a part of one statement
[variable-value] error: the value of 'open' ends in a comment that has no end
  --> f.sql:1:20
  1 | SELECT {{ stop }}, {{ open }}, {{ empty }}
    |                    ^^^^^^^^^^
  next: let a raw value be a part of one statement
[variable-value] error: the value of 'empty' is empty, and a name cannot be
  --> f.sql:1:32
  1 | SELECT {{ stop }}, {{ open }}, {{ empty }}
    |                                ^^^^^^^^^^^
  next: give it a value
)");
}

TEST_F(RenderTest, AValueCannotAddAStatement) {
  values_.by_name.at("text").text = "'; DROP TABLE t; --";
  values_.by_name.at("word").text = "x; DROP TABLE t";
  EXPECT_THAT(Sql("SELECT {{ text }}, '{{ text }}', {{ word }}; SELECT 2"),
              ElementsAre("SELECT '\\'; DROP TABLE t; --', '\\'; DROP TABLE t; --', `x; DROP TABLE "
                          "t`",
                          "SELECT 2"));
}

TEST_F(RenderTest, SecretsAreMarkedAndMasked) {
  const RenderedPart part =
      Render("CREATE USER {{ word }} IDENTIFIED BY '{{ pw }}'; SELECT {{ pw }}, '{{ pw }}'");
  ASSERT_EQ(part.statements.size(), 2U);
  EXPECT_EQ(part.statements[0].sql.text, "CREATE USER events IDENTIFIED BY 'a\\'b\\\\c'");
  EXPECT_EQ(part.statements[0].sql.Masked(), "CREATE USER events IDENTIFIED BY '[secret:pw]'");
  EXPECT_EQ(part.statements[1].sql.text, "SELECT 'a\\'b\\\\c', 'a\\'b\\\\c'");
  EXPECT_EQ(part.statements[1].sql.Masked(), "SELECT '[secret:pw]', '[secret:pw]'");
}

TEST_F(RenderTest, MissingValuesSayHowToGiveThem) {
  EXPECT_EQ(Findings("SELECT 1,\n  '{{ gone }}'"),
            R"([missing-variable] error: the secret 'gone' has no value
  --> f.sql:2:4
  2 |   '{{ gone }}'
    |    ^^^^^^^^^^
  next: set the environment variable HOUSEWRIGHT_VAR_GONE or GONE
)");
}

TEST_F(RenderTest, UnknownVariablesNameTheNearest) {
  EXPECT_EQ(Findings("SELECT {{ wrod }}, {{ something_else }}"),
            R"([unknown-variable] error: unknown variable 'wrod'
  --> f.sql:1:8
  1 | SELECT {{ wrod }}, {{ something_else }}
    |        ^^^^^^^^^^
  next: declare it in [variables] of housewright.toml: wrod = "value"
[unknown-variable] error: unknown variable 'something_else'
  --> f.sql:1:20
  1 | SELECT {{ wrod }}, {{ something_else }}
    |                    ^^^^^^^^^^^^^^^^^^^^
  next: declare it in [variables] of housewright.toml: something_else = "value"
)");
}

TEST_F(RenderTest, ConditionsDecide) {
  const std::string text =
      "{% if cluster %}SELECT 1;{% elif mode == \"fast\" %}SELECT 2;{% else %}SELECT 3;{% endif %}"
      "{% if not cluster %}SELECT 4;{% endif %}{% if gone %}SELECT 5;{% endif %}"
      "{% if mode != 'fast' %}SELECT 6;{% endif %}";
  EXPECT_THAT(Sql(text), ElementsAre("SELECT 2", "SELECT 4"));
  values_.by_name.at("cluster").text = "events";
  EXPECT_THAT(Sql(text), ElementsAre("SELECT 1"));
  EXPECT_EQ(One("SELECT 'a{% if cluster %}b{% endif %}c'"), "SELECT 'abc'");
}

TEST_F(RenderTest, StatementsKnowTheirPlaceInTheFile) {
  const RenderedPart part = Render("\n{% if cluster %}\nSELECT 1;\n{% endif %}\n  SELECT 2;\n");
  ASSERT_EQ(part.statements.size(), 1U);
  EXPECT_EQ(part.statements[0].file, "f.sql");
  EXPECT_EQ(part.statements[0].position.line, 5U);
  EXPECT_EQ(part.statements[0].position.column, 3U);
}

TEST_F(RenderTest, AFaultBehindATagIsShownInTheFile) {
  const std::string text = "{% if cluster %}SELECT 'a';{% endif %}\nSELECT {{ word }}, 'b;\n";
  EXPECT_EQ(Findings(text), R"([syntax] error: the string literal that begins here is not closed
  --> f.sql:2:20
  2 | SELECT {{ word }}, 'b;
    |                    ^
  next: add the closing '; inside the literal a ' is written \' or ''
)");
}

TEST_F(RenderTest, TheHashIsThatOfTheTextBeforeItIsFilledIn) {
  const RenderedPart part = Render("SELECT '{{ pw }}' {% if cluster %}, 1{% endif %}");
  EXPECT_EQ(part.statements.at(0).hash, sql::TokenHash("SELECT '{{ pw }}'"));
}

TEST_F(RenderTest, FactsAreThoseOfTheFilledText) {
  const RenderedPart part = Render("CREATE TABLE {{ db }}.{{ word }} (a Int8) ENGINE = Memory");
  EXPECT_EQ(part.statements.at(0).facts.objects.at(0),
            (sql::ObjectName{.database = "my-db", .name = "events"}));
}

TEST_F(RenderTest, AnnotationsThatMeanSomethingAreFilledIn) {
  const RenderedPart part = Render(
      "-- note: {{ nobody }}\n-- probe: SELECT count() FROM {{ db }}.t WHERE a = '{{ word }}'\n"
      "INSERT INTO {{ db }}.t SELECT 1");
  EXPECT_EQ(TextOf(part.diagnostics), "");
  const RenderedStatement& statement = part.statements.at(0);
  EXPECT_EQ(*statement.FindAnnotation("probe"), "SELECT count() FROM `my-db`.t WHERE a = 'events'");
  EXPECT_EQ(*statement.FindAnnotation("note"), "{{ nobody }}");
  EXPECT_EQ(statement.FindAnnotation("on"), nullptr);
}

TEST_F(RenderTest, SecretsInAnnotationsAreRefused) {
  const std::string findings = Findings("-- probe: SELECT '{{ pw }}'\nSELECT 1");
  EXPECT_EQ(findings, R"([secret-in-annotation] error: the secret 'pw' stands in an annotation
  --> f.sql:1:11
  1 | -- probe: SELECT '{{ pw }}'
    |           ^^^^^^^^^^^^^^^^^
  next: write the annotation without it
)");
}

TEST_F(RenderTest, NothingIsFilledInBetweenRows) {
  EXPECT_EQ(One("INSERT INTO {{ db }}.t FORMAT JSONEachRow\n{\"a\": \"{{ word }}\"}\n"),
            "INSERT INTO `my-db`.t FORMAT JSONEachRow\n{\"a\": \"{{ word }}\"}");
}

TEST_F(RenderTest, CheckLooksIntoEveryBranch) {
  EXPECT_EQ(Checked("{% if cluster %}\nSELECT {{ a }};\n{% else %}\nSELECT 'b;\n{% endif %}\n"
                    "{% if nobody == 'x' %}SELECT {{ b c }}{% endif %}\n"),
            R"([unknown-variable] error: unknown variable 'nobody'
  --> f.sql:6:7
  6 | {% if nobody == 'x' %}SELECT {{ b c }}{% endif %}
    |       ^^^^^^
  next: declare it in [variables] of housewright.toml: nobody = "value"
[unknown-variable] error: unknown variable 'a'
  --> f.sql:2:8
  2 | SELECT {{ a }};
    |        ^^^^^^^
  next: did you mean 'n'?
[template] error: '{{ b c }}' is no variable's name in braces
  --> f.sql:6:30
  6 | {% if nobody == 'x' %}SELECT {{ b c }}{% endif %}
    |                              ^^^^^^^^^
  next: write {{ name }}, the name of letters, digits and _, or {{{{ for a literal {{
[syntax] error: the string literal that begins here is not closed
  --> f.sql:4:8
  4 | SELECT 'b;
    |        ^
  next: add the closing '; inside the literal a ' is written \' or ''
)");
}

TEST_F(RenderTest, CheckReportsWhatStandsOutsideOfTagsOnce) {
  EXPECT_EQ(Checked("{% if cluster %}SELECT 1;{% endif %}\nSELECT {{ a }};"),
            R"([unknown-variable] error: unknown variable 'a'
  --> f.sql:2:8
  2 | SELECT {{ a }};
    |        ^^^^^^^
  next: did you mean 'n'?
)");
}

TEST_F(RenderTest, BadTagsAreReportedWithTheirPlace) {
  EXPECT_EQ(Checked("SELECT 1;\n{% for x %}\n{% if cluster %}"),
            R"([template] error: unknown tag '{% for x %}'
  --> f.sql:2:1
  2 | {% for x %}
    | ^^^^^^^^^^^
  next: the tags are if, elif, else and endif
[template] error: {% if %} without an {% endif %}
  --> f.sql:3:1
  3 | {% if cluster %}
    | ^^^^^^^^^^^^^^^^
  next: write {% endif %} where it ends
)");
}

}  // namespace
}  // namespace housewright::project
