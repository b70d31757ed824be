#include "sql/statement_cases_for_test.h"

namespace housewright::sql {

std::vector<SplitCase> SplitCases() {
  return {
      {"nothing", "", {}},
      {"blanks", " \n\t", {}},
      {"comments alone", "-- a\n/* b */ # c\n", {}},
      {"one", "SELECT 1", {"SELECT 1"}},
      {"one with an end", "SELECT 1;", {"SELECT 1"}},
      {"several", "SELECT 1;SELECT 2 ;\n SELECT 3", {"SELECT 1", "SELECT 2", "SELECT 3"}},
      {"empty ones", ";; SELECT 1;; ;SELECT 2;;", {"SELECT 1", "SELECT 2"}},
      {"blanks and comments around", " -- a;\nSELECT 1 /* b; */ ; -- c;\n", {"SELECT 1"}},
      {"comments inside", "SELECT -- a;\n 1 /* ; */ + 2", {"SELECT -- a;\n 1 /* ; */ + 2"}},
      {"single quotes",
       "SELECT 'a'';b', 'a\\';b', 'c\\\\';x",
       {"SELECT 'a'';b', 'a\\';b', 'c\\\\'", "x"}},
      {"newline in a string", "SELECT 'a\n;'; x", {"SELECT 'a\n;'", "x"}},
      {"backticks", "SELECT `a``;b`, `a\\`;b`; x", {"SELECT `a``;b`, `a\\`;b`", "x"}},
      {"double quotes", R"(SELECT "a"";b", "a\";b"; x)", {R"(SELECT "a"";b", "a\";b")", "x"}},
      {"curly quotes", "SELECT ‘a;b’, “c;d”; x", {"SELECT ‘a;b’, “c;d”", "x"}},
      {"quotes in quotes", "SELECT '\"`', \"'`\", `'\"`; x", {"SELECT '\"`', \"'`\", `'\"`", "x"}},
      {"hex and binary", "SELECT x'3b', b'01'; x", {"SELECT x'3b', b'01'", "x"}},
      {"dashes without a blank", "SELECT 1--1;\n; x", {"SELECT 1", "x"}},
      {"slashes", "SELECT 6//2;\n; x", {"SELECT 6", "x"}},
      {"hash comments", "# a;\n#!b;\nSELECT 1 # c;", {"SELECT 1"}},
      {"nested comments", "/*a/*b;*/c;*/ x; /*/ ;*/ y", {"x", "y"}},
      {"quotes in comments", "-- it's\n/* ' \" ` */ x; # '\ny", {"x", "y"}},
      {"comments in quotes", "SELECT '--', '/*', '# '; x", {"SELECT '--', '/*', '# '", "x"}},
      {"heredocs", "SELECT $$a;b$$, $t$;$$;$t$; x", {"SELECT $$a;b$$, $t$;$$;$t$", "x"}},
      {"words with dollars", "SELECT x$t$a; x", {"SELECT x$t$a", "x"}},
      {"dollar words", "SELECT a$b, $c; x", {"SELECT a$b, $c", "x"}},
      {"odd blanks", "\u00A0SELECT\u30001\u200B;\uFEFFx", {"SELECT\u30001", "x"}},
      {"minus", "SELECT 1\u22122; x", {"SELECT 1\u22122", "x"}},
      {"byte order mark", "\xEF\xBB\xBFSELECT 1; x", {"SELECT 1", "x"}},
      {"CRLF", "SELECT 1\r\n;\r\n-- a;\r\nx\r\n", {"SELECT 1", "x"}},
      {"bare CR without comments", "SELECT 1;\rx\r", {"SELECT 1", "x"}},
      {"bare CR between comments", "-- a\r-- b\r  # c\r\nx", {"x"}},
      {"template",
       "{% if c == \"a\" %}SELECT {{ a }}; {% endif %} x;",
       {"{% if c == \"a\" %}SELECT {{ a }}", "{% endif %} x"}},
      {"numbers",
       "SELECT 1_000, 0xff, .5, 1., t.1.2; x",
       {"SELECT 1_000, 0xff, .5, 1., t.1.2", "x"}},
      {"values",
       "INSERT INTO t VALUES (1, ';'), -- c;\n (2); x",
       {"INSERT INTO t VALUES (1, ';'), -- c;\n (2)", "x"}},
      {"values on one line",
       "INSERT INTO t VALUES (1);INSERT INTO t VALUES (2);",
       {"INSERT INTO t VALUES (1)", "INSERT INTO t VALUES (2)"}},
      {"rows",
       "INSERT INTO t FORMAT TSV\na;b\n'\n\nx; y",
       {"INSERT INTO t FORMAT TSV\na;b\n'", "x", "y"}},
      {"rows with CRLF",
       "INSERT INTO t FORMAT TSV\r\na;b\r\n\r\nx",
       {"INSERT INTO t FORMAT TSV\r\na;b", "x"}},
      {"rows on the same line",
       "INSERT INTO t FORMAT CSV 1;2\n3\n",
       {"INSERT INTO t FORMAT CSV 1;2\n3"}},
      {"rows to the end", "INSERT INTO t FORMAT CSV\n1\r", {"INSERT INTO t FORMAT CSV\n1"}},
      {"rows with CR inside",
       "INSERT INTO t FORMAT CSV\r1\r2\r\r\n3\n\nx",
       {"INSERT INTO t FORMAT CSV\r1\r2\r\r\n3", "x"}},
      {"a dot at the begin of a statement", ".e;.e+1;SELECT .5", {".e", ".e+1", "SELECT .5"}},
      {"a row of CR alone",
       "INSERT INTO t FORMAT CSV\n1\n\r\r\nx",
       {"INSERT INTO t FORMAT CSV\n1", "x"}},
      {"a row with ; and more",
       "INSERT INTO t FORMAT CSV\n; ; ; a ;   b\n\nx",
       {"INSERT INTO t FORMAT CSV\n; ; ; a ;   b", "x"}},
      {"two blocks of rows",
       "INSERT INTO t FORMAT CSV\n1\n\nINSERT INTO t FORMAT CSV\n2\n\n\n\nx",
       {"INSERT INTO t FORMAT CSV\n1", "INSERT INTO t FORMAT CSV\n2", "x"}},
      {"a format without rows", "INSERT INTO t FORMAT CSV\r\n", {"INSERT INTO t FORMAT CSV"}},
      {"parallel with",
       "CREATE TABLE a (x Int8) PARALLEL WITH CREATE TABLE b (x Int8); x",
       {"CREATE TABLE a (x Int8) PARALLEL WITH CREATE TABLE b (x Int8)", "x"}},
      {"long token",
       "SELECT '" + std::string(1'000, ';') + "'; x",
       {"SELECT '" + std::string(1'000, ';') + "'", "x"}},
      {"long blanks",
       "SELECT" + std::string(1'000, ' ') + "1" + std::string(1'000, '\n') + "; x",
       {"SELECT" + std::string(1'000, ' ') + "1", "x"}},
  };
}

std::vector<RefusalCase> RefusalCases() {
  return {
      {"single quote", "SELECT 1;\n SELECT 'a;\n",
       "error: the string literal that begins here is not closed\n"
       "  --> a.sql:2:9\n"
       "  2 |  SELECT 'a;\n"
       "    |         ^\n"
       "  next: add the closing '; inside the literal a ' is written \\' or ''"},
      {"double quote", "SELECT \"a;",
       "error: the quoted name that begins here is not closed\n"
       "  --> a.sql:1:8\n"
       "  1 | SELECT \"a;\n"
       "    |        ^\n"
       "  next: add the closing \"; inside the name a \" is written \\\" or \"\""},
      {"backtick", "SELECT `a;",
       "error: the quoted name that begins here is not closed\n"
       "  --> a.sql:1:8\n"
       "  1 | SELECT `a;\n"
       "    |        ^\n"
       "  next: add the closing `; inside the name a ` is written \\` or ``"},
      {"curly single", "SELECT ‘a;b'",
       "error: the string literal that begins here is not closed\n"
       "  --> a.sql:1:8\n"
       "  1 | SELECT ‘a;b'\n"
       "    |        ^\n"
       "  next: add the closing ’, or use plain quotes: '...'"},
      {"curly double", "SELECT “a;b\"",
       "error: the quoted name that begins here is not closed\n"
       "  --> a.sql:1:8\n"
       "  1 | SELECT “a;b\"\n"
       "    |        ^\n"
       "  next: add the closing ”, or use plain quotes: \"...\""},
      {"hex", "SELECT x'zz'; SELECT 1",
       "error: this hexadecimal literal is not closed or holds something else than hex digits\n"
       "  --> a.sql:1:8\n"
       "  1 | SELECT x'zz'; SELECT 1\n"
       "    |        ^\n"
       "  next: write x'...' with the digits 0-9 and a-f only"},
      {"binary", "SELECT b'12'",
       "error: this binary literal is not closed or holds something else than 0 and 1\n"
       "  --> a.sql:1:8\n"
       "  1 | SELECT b'12'\n"
       "    |        ^\n"
       "  next: write b'...' with the digits 0 and 1 only"},
      {"comment", "SELECT 1;\n/* a /* b */ SELECT 2;",
       "error: the comment that begins here is not closed\n"
       "  --> a.sql:2:1\n"
       "  2 | /* a /* b */ SELECT 2;\n"
       "    | ^^\n"
       "  next: add the closing */; comments nest, so that each /* needs its own"},
      {"heredoc", "SELECT $tag$a; SELECT 2",
       "error: the heredoc that begins here is not closed\n"
       "  --> a.sql:1:8\n"
       "  1 | SELECT $tag$a; SELECT 2\n"
       "    |        ^^^^^^\n"
       "  next: end it with the same $tag$; a name that looks like one needs backticks"},
      {"empty heredoc tag", "SELECT $$a; SELECT 2",
       "error: the heredoc that begins here is not closed\n"
       "  --> a.sql:1:8\n"
       "  1 | SELECT $$a; SELECT 2\n"
       "    |        ^\n"
       "  next: end it with the same $tag$; a name that looks like one needs backticks"},
      {"hash", "SELECT 1 #a",
       "error: '#' begins a comment only before a blank or '!'\n"
       "  --> a.sql:1:10\n"
       "  1 | SELECT 1 #a\n"
       "    |          ^\n"
       "  next: write -- to begin a comment"},
      {"tilde", "SELECT ~1",
       "error: unexpected character '~'\n"
       "  --> a.sql:1:8\n"
       "  1 | SELECT ~1\n"
       "    |        ^\n"
       "  next: remove it, or quote the text that it is part of"},
      {"backslash", "SELECT 1 \\ 2",
       "error: unexpected character '\\'\n"
       "  --> a.sql:1:10\n"
       "  1 | SELECT 1 \\ 2\n"
       "    |          ^\n"
       "  next: remove it, or quote the text that it is part of"},
      {"vertical", "SELECT 1\\G\nSELECT 2",
       "error: \\G ends a statement in the interactive client only\n"
       "  --> a.sql:1:9\n"
       "  1 | SELECT 1\\G\n"
       "    |         ^^\n"
       "  next: write ; instead"},
      {"exclamation mark", "SELECT !a",
       "error: a single '!' is no operator\n"
       "  --> a.sql:1:8\n"
       "  1 | SELECT !a\n"
       "    |        ^\n"
       "  next: write != or NOT"},
      {"letter beyond ASCII", "SELECT é1, 1.5a",
       "error: unexpected character U+00E9\n"
       "  --> a.sql:1:8\n"
       "  1 | SELECT é1, 1.5a\n"
       "    |        ^\n"
       "  next: write its ASCII counterpart, or quote the name that it is part of with backticks"},
      {"wrong number", "SELECT 'é', 1.5a",
       "error: this is neither a number nor a name\n"
       "  --> a.sql:1:13\n"
       "  1 | SELECT 'é', 1.5a\n"
       "    |             ^^^^\n"
       "  next: put a blank behind the number, or quote the name with backticks"},
      {"fullwidth semicolon", "SELECT 1；",
       "error: unexpected character U+FF1B\n"
       "  --> a.sql:1:9\n"
       "  1 | SELECT 1；\n"
       "    |         ^\n"
       "  next: write its ASCII counterpart, or quote the name that it is part of with backticks"},
      {"broken UTF-8", "SELECT \xFF",
       "error: unexpected byte 0xFF\n"
       "  --> a.sql:1:8\n"
       "  1 | SELECT \xFF\n"
       "    |        ^\n"
       "  next: save the file as UTF-8"},
      {"NUL", std::string("S\0E", 3),
       "error: unexpected character U+0000\n"
       "  --> a.sql:1:2\n"
       "  1 | S" +
           std::string(1, '\0') +
           "E\n"
           "    |  ^\n"
           "  next: save the file as UTF-8"},
      {"swallowed by a bare CR", "SELECT 1; -- a\rSELECT 2;\r",
       "error: this line is part of the comment before it: for ClickHouse a carriage return alone "
       "does not end a line\n"
       "  --> a.sql:2:1\n"
       "  2 | SELECT 2;\n"
       "    | ^^^^^^^^^\n"
       "  next: save the file with LF or CRLF line ends"},
      {"swallowed behind a comment", "-- a\r-- b\r  DROP TABLE t; -- c\n",
       "error: this line is part of the comment before it: for ClickHouse a carriage return alone "
       "does not end a line\n"
       "  --> a.sql:3:3\n"
       "  3 |   DROP TABLE t; -- c\n"
       "    |   ^^^^^^^^^^^^^^^^^^\n"
       "  next: save the file with LF or CRLF line ends"},
      {"rows end in ;", "INSERT INTO t FORMAT JSONEachRow {\"s\":\"a;b\"};\nSELECT 1",
       "error: this ';' would be data: the data of INSERT ... FORMAT JSONEachRow end at the first "
       "blank line or at the end of the file\n"
       "  --> a.sql:1:45\n"
       "  1 | INSERT INTO t FORMAT JSONEachRow {\"s\":\"a;b\"};\n"
       "    |                                             ^\n"
       "  next: remove the ';' and end the data with a blank line, or use VALUES"},
      {"rows end in ; and blanks", "INSERT INTO t FORMAT TSV\na\n;  \r\nSELECT 1",
       "error: this ';' would be data: the data of INSERT ... FORMAT TSV end at the first blank "
       "line or at the end of the file\n"
       "  --> a.sql:3:1\n"
       "  3 | ;  \n"
       "    | ^\n"
       "  next: remove the ';' and end the data with a blank line, or use VALUES"},
      {"rows end in ; at the end", "INSERT INTO t FORMAT TSV\na\nb;",
       "error: this ';' would be data: the data of INSERT ... FORMAT TSV end at the first blank "
       "line or at the end of the file\n"
       "  --> a.sql:3:2\n"
       "  3 | b;\n"
       "    |  ^\n"
       "  next: remove the ';' and end the data with a blank line, or use VALUES"},
      {"rows without data", "INSERT INTO t FORMAT TSV;",
       "error: this ';' would be data: the data of INSERT ... FORMAT TSV end at the first blank "
       "line or at the end of the file\n"
       "  --> a.sql:1:25\n"
       "  1 | INSERT INTO t FORMAT TSV;\n"
       "    |                         ^\n"
       "  next: remove the ';' and end the data with a blank line, or use VALUES"},
      {"rows begin with a blank line", "INSERT INTO t FORMAT TSV\n\na\n",
       "error: the data of INSERT ... FORMAT TSV begin with a blank line, which also ends them\n"
       "  --> a.sql:2:1\n"
       "  next: begin the data on the line behind the name of the format"},
  };
}

}  // namespace housewright::sql
