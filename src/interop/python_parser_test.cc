#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>

#include "interop/python_syntax.h"

namespace housewright::interop {
namespace {

std::string_view KindName(PythonStatement::Kind kind) {
  static constexpr std::array<std::string_view, 11> kNames = {
      "expression", "assign",   "append", "pass",  "return", "raise",
      "import",     "function", "with",   "block", "other"};
  return kNames[static_cast<std::size_t>(kind)];
}

// One line for each statement: its kind, the names that it binds, its text's first line.
std::string Outline(std::string_view text, const std::vector<PythonStatement>& statements,
                    std::size_t depth = 0) {
  std::string out;
  for (const PythonStatement& statement : statements) {
    const std::string_view source = text.substr(statement.begin, statement.end - statement.begin);
    std::string names;
    for (const std::string_view name : statement.names) names += fmt::format(" {}", name);
    out += fmt::format("{:{}}{}{}: {}\n", "", 2 * depth, KindName(statement.kind), names,
                       source.substr(0, source.find_first_of("\r\n")));
    out += Outline(text, statement.body, depth + 1);
    out += Outline(text, statement.otherwise, depth + 1);
  }
  return out;
}

std::string Outline(std::string_view text) { return Outline(text, ParsePython(text).statements); }

TEST(PythonParser, TellsStatementsApart) {
  EXPECT_EQ(Outline("import os, sys as system\nfrom a.b import c as d, (e)\n"
                    "x: str = 'a'; y = z = 1\nw += 'b'\n(a, b) = 1, 2\nn: int\n"
                    "raise E('x') from None\nassert x\ncall(\n  1,\n)\\\n.more()\nglobal g\n"),
            "import os system: import os, sys as system\n"
            "import d e: from a.b import c as d, (e)\n"
            "assign x: x: str = 'a'\n"
            "other y z: y = z = 1\n"
            "append w: w += 'b'\n"
            "other a b: (a, b) = 1, 2\n"
            "pass: n: int\n"
            "raise: raise E('x') from None\n"
            "other: assert x\n"
            "expression: call(\n"
            "pass: global g\n");
}

TEST(PythonParser, ReadsBlocksByTheirIndentation) {
  EXPECT_EQ(
      Outline("def f(a, b: int) -> None:\r\n\tif a:\r\n\t\tx = 1\r\n\r\n# c\r\n\telif b: y = 2\r\n"
              "\telse:\r\n\t\tz = 3\r\n\treturn\r\nfor i, j in a: pass\r\nwith c() as d:\r\n  e\r\n"
              "try:\r\n  f\r\nexcept E as e:\r\n  g\r\nfinally:\r\n  h\r\nmatch = 1\r\n"),
      "function f: def f(a, b: int) -> None:\n"
      "  block: if a:\n"
      "    assign x: x = 1\n"
      "    block: elif b: y = 2\n"
      "      assign y: y = 2\n"
      "      assign z: z = 3\n"
      "  return: return\n"
      "block i j: for i, j in a: pass\n"
      "  pass: pass\n"
      "block: with c() as d:\n"
      "  expression: e\n"
      "block: try:\n"
      "  expression: f\n"
      "  expression: g\n"
      "  expression: h\n"
      "assign match: match = 1\n");
}

TEST(PythonParser, KeepsCommentsApart) {
  const PythonModule module = ParsePython("#! a\nx = 1  ## b\n  # c\ny = '# d'\n");
  ASSERT_EQ(module.comments.size(), 3U);
  EXPECT_EQ(module.comments[0].text, "! a");
  EXPECT_EQ(module.comments[1].text, "b");
  EXPECT_FALSE(module.comments[1].alone);
  EXPECT_EQ(module.comments[2].text, "c");
  EXPECT_TRUE(module.comments[2].alone);
}

TEST(PythonParser, EndsOnWhatIsNoPython) {
  for (const std::string_view text : {"def",
                                      "def f(",
                                      "if",
                                      "x = (",
                                      "@",
                                      "@a\n@b",
                                      "'open",
                                      "'''open",
                                      "x = ]",
                                      "for",
                                      "a if b",
                                      "lambda x: y",
                                      "{a: b for c in d}",
                                      "f'{'",
                                      "f'{a'",
                                      "a[1:2]",
                                      "**",
                                      "else: x",
                                      "\\",
                                      "class A",
                                      "\t\t x\n x\n\t x",
                                      "with a, b: c",
                                      "async def f(): await g()"}) {
    for (const PythonStatement& statement : ParsePython(text).statements) {
      EXPECT_LE(statement.begin, statement.end) << text;
      EXPECT_LE(statement.end, text.size()) << text;
    }
  }
}

}  // namespace
}  // namespace housewright::interop
