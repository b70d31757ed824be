#include "interop/alembic_revision.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "interop/revision_text.h"
#include "project/test_support.h"

namespace housewright::interop {
namespace {

constexpr std::string_view kHeader =
    "revision = 'a1'\ndown_revision = None\nfrom alembic import op\nimport sqlalchemy as sa\n";

// A file with these two bodies, indented already.
std::string File(const std::string& upgrade, const std::string& downgrade = "    pass\n",
                 const std::string& module = "") {
  // A raw literal begins on the line behind its quotes.
  const std::string body = upgrade.starts_with('\n') ? upgrade.substr(1) : upgrade;
  return std::string(kHeader) + module + "def upgrade():\n" + body + "def downgrade():\n" +
         downgrade;
}

struct Imported {
  std::string up;  // the upgrade part
  std::string down;
  std::string findings;
  FoundVariables variables;
};

Imported Import(const std::string& text, Jinja jinja = Jinja::kNo) {
  const ReadAlembicFile read = ReadAlembicRevision(SourceText("versions/a1_x.py", text), jinja);
  Imported result{
      .up = "", .down = "", .findings = project::TextOf(read.diagnostics), .variables = {}};
  if (!read.revision) return result;
  const std::string out = RevisionText(*read.revision, "app");
  const std::size_t up = out.find("-- +upgrade\n");
  const std::size_t down = out.find("\n-- +downgrade\n");
  result.up = out.substr(up + 12, down - up - 12);
  result.down = out.substr(down + 15);
  result.variables = read.revision->variables;
  return result;
}

TEST(AlembicRevision, ReadsTheHeader) {
  const ReadAlembicFile read = ReadAlembicRevision(
      SourceText("versions/27c6a30d7c24_add_price.py",
                 "\"\"\"Add the price -- at last\nof each order\n\nRevision ID: 27c6a30d7c24\n"
                 "Revises: ae1027a6acf\nCreate Date: 2023-04-05 10:11:12.123456\n\n"
                 "note: see the ticket\n\"\"\"\n"
                 "from typing import Union\n"
                 "revision: str = \"27c6a30d7c24\"\n"
                 "down_revision: Union[str, None] = ('ae1027a6acf', \"b2\")\n"
                 "branch_labels = ['shop']\ndepends_on = \"c3\"\n"
                 "def upgrade() -> None:\n    op.execute('SELECT 1')\n"
                 "def downgrade() -> None:\n    pass\n"),
      Jinja::kNo);
  EXPECT_EQ(project::TextOf(read.diagnostics), "");
  ASSERT_TRUE(read.revision);
  EXPECT_EQ(RevisionFileName(*read.revision), "27c6a30d7c24_add_price.sql");
  EXPECT_EQ(RevisionText(*read.revision, "app"),
            R"(-- revision: 27c6a30d7c24
-- down_revision: ae1027a6acf, b2
-- depends_on: c3
-- branch_labels: shop
-- message: Add the price - at last of each order
-- created: 2023-04-05T10:11:12
-- | note: see the ticket
-- | from versions/27c6a30d7c24_add_price.py

-- +upgrade
SELECT 1;

-- +downgrade
-- no-op: the Alembic revision does nothing here
)");
}

TEST(AlembicRevision, TakesEveryFormOfALiteral) {
  const Imported imported = Import(File(R"py(
    op.execute("SELECT 'it\\'s', '\x41\u00e9\\w'")
    op.execute(r'SELECT "\d+"')
    op.execute("SELECT 1, "
               "2" ' , 3')
    op.execute("SELECT " + "4" + ''' + 5''')
    op.execute(
        """
        CREATE TABLE t
        (
            a UInt64,

            b String DEFAULT 'x
        y'
        )
        ENGINE = Log
        """
    )
    op.execute(sa.text("SELECT 'a\\:b'"))
    op.execute(sqltext=text("SELECT 6"))
    op.execute("SELECT 1; SELECT 2;\n-- the end")
)py"));
  EXPECT_EQ(imported.findings, "");
  EXPECT_EQ(imported.up, R"(SELECT 'it\'s', 'Aé\w';

SELECT "\d+";

SELECT 1, 2 , 3;

SELECT 4 + 5;

CREATE TABLE t
(
    a UInt64,

    b String DEFAULT 'x
        y'
)
ENGINE = Log;

SELECT 'a:b';

SELECT 6;

SELECT 1; SELECT 2;
-- the end
)");
}

TEST(AlembicRevision, FillsConstantsIn) {
  const Imported imported = Import(File(
      R"py(
    n = 3
    name = f"{TABLE}_{revision}"
    op.execute(f"DROP TABLE {name} /* {n} */")
    op.execute("DROP TABLE {}.{t}".format(DB, t='x'))
    op.execute("SELECT %s, '%%', %(b)s" % {'b': 'no'})
    op.execute("SELECT %s, '%d%%'" % (DB, 5))
    op.execute(f"SELECT {{p:UInt8}}, '{{shard}}'")
    op.execute(" ".join(["SELECT", "7"]))
    op.execute(table("y"))
    op.execute(NAMES['a'] + NAMES.get("b"))
    op.execute("SELECT 1" if DB == "shop" else "SELECT 2")
    name += "2"
    op.execute("DROP TABLE " + name)
)py",
      "    pass\n", R"py(
DB = "shop"
TABLE = DB + ".orders"
NAMES = {"a": "SELECT ", "b": "8"}
def table(name):
    return f"DROP TABLE {DB}.{name}"
)py"));
  EXPECT_EQ(imported.up, R"(DROP TABLE shop.orders_a1; /* 3 */

DROP TABLE shop.x;

-- stub: versions/a1_x.py:16: a format field '%s'
-- | op.execute("SELECT %s, '%%', %(b)s" % {'b': 'no'})

SELECT shop, '5%';

SELECT {p:UInt8}, '{shard}';

SELECT 7;

DROP TABLE shop.y;

SELECT 8;

SELECT 1;

DROP TABLE shop.orders_a12;
)");
  EXPECT_EQ(imported.variables.size(), 0U);
}

TEST(AlembicRevision, WhatOnlyARunKnowsBecomesAVariable) {
  const Imported imported = Import(File(
      R"py(
    x = context.get_x_argument(as_dictionary=True)
    op.execute(f"DROP TABLE {DB}.a")
    op.execute(f"DROP TABLE {HOST_DB}.{settings.TABLE}")
    op.execute("DROP TABLE " + x.get("schema", "s") + ".b ON CLUSTER '" + x["cluster"] + "'")
    op.execute(f"CREATE USER u IDENTIFIED BY '{os.environ['DB_PASSWORD']}'")
)py",
      "    pass\n",
      "import os\nfrom site import settings\nDB = os.environ.get('APP_DB', 'app')\n"
      "HOST_DB = find_database()\n"));
  EXPECT_EQ(imported.up, R"(DROP TABLE {{ APP_DB }}.a;

DROP TABLE {{ HOST_DB }}.{{ settings_TABLE }};

DROP TABLE {{ schema }}.b ON CLUSTER '{{ cluster }}';

CREATE USER u IDENTIFIED BY '{{ DB_PASSWORD }}';
)");
  ASSERT_EQ(imported.variables.size(), 6U);
  EXPECT_EQ(imported.variables.at("APP_DB").default_value, "app");
  EXPECT_EQ(imported.variables.at("APP_DB").env, "APP_DB");
  EXPECT_EQ(imported.variables.at("schema").default_value, "s");
  EXPECT_EQ(imported.variables.at("HOST_DB").computed, "find_database()");
  EXPECT_EQ(imported.variables.at("settings_TABLE").computed, "settings.TABLE");
  EXPECT_TRUE(imported.variables.at("DB_PASSWORD").secret);
  EXPECT_EQ(
      imported.findings,
      R"([import-variable] warning: 'HOST_DB' became a variable: this file does not tell its value
  --> versions/a1_x.py:12:30
  12 |     op.execute(f"DROP TABLE {HOST_DB}.{settings.TABLE}")
     |                              ^^^^^^^
  next: give it a value in [variables] of housewright.toml: HOST_DB = "..."
[import-variable] warning: 'settings_TABLE' became a variable: this file does not tell its value
  --> versions/a1_x.py:12:40
  12 |     op.execute(f"DROP TABLE {HOST_DB}.{settings.TABLE}")
     |                                        ^^^^^^^^^^^^^^
  next: give it a value in [variables] of housewright.toml: settings_TABLE = "..."
)");
}

TEST(AlembicRevision, JinjaComesBeforePython) {
  const std::string file = File(R"py(
    op.execute(f"CREATE TABLE {{ XAPI_DB }}.t {on_cluster} (a String DEFAULT '{{{{') ENGINE = {engine}")
    op.execute("{% if EXTRA %}SELECT 1{% else %}SELECT 2{% endif %}")
    op.execute("SELECT {{ NAME|upper }}")
)py",
                                "    pass\n", R"py(
on_cluster = (
    " ON CLUSTER '{{CLUSTER}}' " if "{{CLUSTER}}" else ""
)
engine = "ReplicatedLog" if not "{{ CLUSTER }}" == "" else "Log"
)py");
  EXPECT_TRUE(IsJinjaTemplate(file));
  const Imported imported = Import(file, Jinja::kYes);
  EXPECT_EQ(
      imported.up,
      R"(CREATE TABLE {{ XAPI_DB }}.t {% if CLUSTER %} ON CLUSTER '{{ CLUSTER }}' {% endif %} (a String DEFAULT '{{{{') ENGINE = {{ engine }};

{% if EXTRA %}SELECT 1{% else %}SELECT 2{% endif %};

-- stub: versions/a1_x.py:13: the Jinja expression '{{ NAME|upper }}' is more than a name
-- | op.execute("SELECT {{ NAME|upper }}")
)");
}

TEST(AlembicRevision, BracesOfSqlAreEscapedButNotInComments) {
  const Imported imported = Import(File(R"py(
    op.execute("SELECT '{{x}}' /* {{x}} */ -- {{x}}")
    op.execute("INSERT INTO t FORMAT JSONEachRow\n{\"a\": {\"b\": {}}}\n{{")
    op.execute("SELECT '{%'")
)py"));
  EXPECT_EQ(imported.up, R"(SELECT '{{{{x}}'; /* {{x}} */ -- {{x}}

INSERT INTO t FORMAT JSONEachRow
{"a": {"b": {}}}
{{

-- stub: versions/a1_x.py:8: '{%', which begins a tag in a revision
-- | op.execute("SELECT '{%'")
)");
}

TEST(AlembicRevision, NothingIsTakenForAMarkerOrAnAnnotation) {
  const Imported imported = Import(File(R"py(
    # on: each-host
    op.execute("""
        -- probe: SELECT 1
        -- +downgrade
        -- plain
        SELECT 1
    """)
    op.execute("SELECT '\n-- +upgrade\n'")
)py"));
  EXPECT_EQ(imported.up, R"(-- | on: each-host
-- | probe: SELECT 1
-- | +downgrade
-- plain
SELECT 1;

-- stub: versions/a1_x.py:13: a line within quotes that is like the marker of a part
-- | op.execute("SELECT '\n-- +upgrade\n'")
)");
}

TEST(AlembicRevision, ConnectionsHelpersLoopsAndConditions) {
  const Imported imported = Import(
      File(R"py(
    """Two tables"""
    conn = op.get_bind()
    conn.execute("SELECT ':a'")
    op.get_bind().execute(sa.text("SELECT 2"))
    with op.get_context().autocommit_block():
        op.execute("SELECT 3")
    for table, key in [("a", "x"), ("b", "y")]:
        op.execute(f"ALTER TABLE {table} ADD COLUMN {key} String")
    if os.environ.get("EXTRA"):
        op.execute("SELECT 4")
    drop("c")
    print("done")
    return
    op.execute("SELECT 5")
)py",
           "    # nothing can be undone\n    # here\n    pass\n",
           "import os\ndef drop(name):\n    # gone\n    op.execute(f'DROP TABLE {name}')\n"));
  EXPECT_EQ(imported.up, R"(-- Two tables
SELECT ':a';

SELECT 2;

SELECT 3;

ALTER TABLE a ADD COLUMN x String;

ALTER TABLE b ADD COLUMN y String;

{% if EXTRA %}
SELECT 4;

{% endif %}
-- gone
DROP TABLE c;
)");
  EXPECT_EQ(imported.down, "-- no-op: nothing can be undone here\n");
  EXPECT_EQ(imported.findings, R"([import-note] warning: a call of 'print' was left out
  --> versions/a1_x.py:21:5
  21 |     print("done")
     |     ^^^^^^^^^^^^^
  next: nothing to do: it makes no SQL
)");
}

TEST(AlembicRevision, BranchesOnVariablesAreTags) {
  const Imported imported =
      Import(File(R"py(
    if CLUSTER:
        # on all hosts
        op.execute(f"CREATE TABLE t ON CLUSTER '{CLUSTER}' (a Int8) ENGINE = Log")
        op.execute("SELECT 1")
    elif os.environ.get("OTHER") == "x":
        op.execute("SELECT 2")
    elif DEBUG:
        op.execute("SELECT 'never'")
    else:
        op.execute("SELECT 3")
    if not CLUSTER:
        pass
    else:
        op.execute("SELECT 4")
    if CLUSTER:
        pass
)py",
                  R"py(
    if DEBUG:
        op.execute("SELECT 'never'")
    else:
        op.execute("SELECT 5")
        return
    op.execute("SELECT 'never'")
)py",
                  "import os\nCLUSTER = os.environ.get('CLUSTER_NAME')\nDEBUG = False\n"));
  EXPECT_EQ(imported.up, R"({% if CLUSTER_NAME %}
-- on all hosts
CREATE TABLE t ON CLUSTER '{{ CLUSTER_NAME }}' (a Int8) ENGINE = Log;

SELECT 1;

{% elif OTHER == "x" %}
SELECT 2;

{% else %}
SELECT 3;

{% endif %}
{% if not CLUSTER_NAME %}
{% else %}
SELECT 4;

{% endif %}
)");
  EXPECT_EQ(imported.down, "SELECT 5;\n");
  EXPECT_EQ(imported.findings, "");
}

TEST(AlembicRevision, NamesThatBranchesAssignAreChosenWhereTheyStand) {
  const Imported imported = Import(File(R"py(
    tail = ""
    if not CLUSTER:
        tail = " SETTINGS a = 1"
    op.execute(f"CREATE TABLE t{ON} (a Int8) ENGINE = {ENGINE}{tail}")
)py",
                                        R"py(
    if CLUSTER:
        name = "a"
        op.execute(f"DROP TABLE {name}")
    else:
        op.execute("DROP TABLE b")
    if CLUSTER:
        name = "a"
        other = name
    else:
        other = "b"
)py",
                                        R"py(
import os
CLUSTER = os.environ.get("CLUSTER_NAME")
if CLUSTER:
    ENGINE = "ReplicatedLog"
    ON = f" ON CLUSTER '{CLUSTER}'"
else:
    ENGINE = "Log"
    ON = ""
)py"));
  EXPECT_EQ(imported.up,
            "CREATE TABLE t{% if CLUSTER_NAME %} ON CLUSTER '{{ CLUSTER_NAME }}'{% endif %} (a "
            "Int8) ENGINE = {% if CLUSTER_NAME %}ReplicatedLog{% else %}Log{% endif %}{% if not "
            "CLUSTER_NAME %} SETTINGS a = 1{% endif %};\n");
  EXPECT_EQ(imported.down, R"(-- stub: versions/a1_x.py:21: a condition
-- | if CLUSTER:
-- |     name = "a"
-- |     op.execute(f"DROP TABLE {name}")
-- | else:
-- |     op.execute("DROP TABLE b")

-- stub: versions/a1_x.py:26: a condition
-- | if CLUSTER:
-- |     name = "a"
-- |     other = name
-- | else:
-- |     other = "b"
)");
}

TEST(AlembicRevision, WhatIsNotCarriedOverIsListedWithItsPlaceAndLeavesAStub) {
  const Imported imported = Import(File(R"py(
    op.create_table("t",
                    sa.Column("id"))
    for row in conn.execute("SELECT 1"):
        op.execute(f"DROP TABLE {row}")
    if context.is_offline_mode():
        op.execute("SELECT 1")
    else:
        pass
    op.execute(SQL)
    op.execute("SELECT :a", {"a": 1})
    op.execute("SELECT :a")
    op.execute(f"SELECT {value:>3}")
    op.execute("SELECT 'open")
    rows = op.get_bind().execute("SELECT 1").fetchall()
    x = y = 1
)py",
                                        "    raise NotImplementedError('gone\\nis gone')\n"));
  EXPECT_EQ(imported.up, R"(-- stub: versions/a1_x.py:6: a call of 'op.create_table'
-- | op.create_table("t",
-- |                 sa.Column("id"))

-- stub: versions/a1_x.py:8: a loop
-- | for row in conn.execute("SELECT 1"):
-- |     op.execute(f"DROP TABLE {row}")

-- stub: versions/a1_x.py:10: a condition
-- | if context.is_offline_mode():
-- |     op.execute("SELECT 1")
-- | else:
-- |     pass

-- stub: versions/a1_x.py:14: 'SQL', whose value this file does not tell
-- | op.execute(SQL)

-- stub: versions/a1_x.py:15: a value that Python hands to the statement
-- | op.execute("SELECT :a", {"a": 1})

-- stub: versions/a1_x.py:16: the value that SQLAlchemy binds to ':a' stands in Python
-- | op.execute("SELECT :a")

-- stub: versions/a1_x.py:17: a field with a format of its own
-- | op.execute(f"SELECT {value:>3}")

-- stub: versions/a1_x.py:18: SQL that cannot be read: the string literal that begins here is not closed
-- | op.execute("SELECT 'open")

-- stub: versions/a1_x.py:19: a call, whose answer Python uses
-- | rows = op.get_bind().execute("SELECT 1").fetchall()

-- stub: versions/a1_x.py:20: Python that makes no single text
-- | x = y = 1
)");
  EXPECT_EQ(imported.down, "-- irreversible: gone is gone\n");
  EXPECT_THAT(imported.findings,
              ::testing::StartsWith(
                  R"([import-stub] warning: not carried over: a call of 'op.create_table'
  --> versions/a1_x.py:6:5
  6 |     op.create_table("t",
    |     ^^^^^^^^^^^^^^^^^^^^
  next: write the SQL that does the same in place of the revision's stub
[import-stub] warning: not carried over: a loop
  --> versions/a1_x.py:8:5
  8 |     for row in conn.execute("SELECT 1"):
    |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  next: write the SQL that does the same in place of the revision's stub
)"));
}

TEST(AlembicRevision, AFunctionThatIsMissing) {
  const Imported imported = Import(std::string(kHeader) + "x = 1\n");
  EXPECT_EQ(imported.up, "-- stub: versions/a1_x.py:1: the Alembic revision has no upgrade()\n");
  EXPECT_EQ(imported.down, "-- irreversible: the Alembic revision has no downgrade()\n");
}

TEST(AlembicRevision, BadHeadersAreErrors) {
  EXPECT_EQ(Import("down_revision = 'a'\n").findings,
            R"([import-header] error: no revision id in this file
  --> versions/a1_x.py:1:1
  1 | down_revision = 'a'
    | ^
  next: a file of versions/ says revision = "ID"; move others out of the directory
)");
  EXPECT_EQ(Import("revision = make_id()\n").findings,
            R"([import-header] error: 'revision' is no constant text, tuple of texts or None
  --> versions/a1_x.py:1:12
  1 | revision = make_id()
    |            ^^^^^^^^^
  next: write it as revision = "ID"
)");
  EXPECT_EQ(Import("revision = 'a.b'\n").findings,
            R"([import-header] error: revision id 'a.b' has a character that is not allowed
  --> versions/a1_x.py:1:12
  1 | revision = 'a.b'
    |            ^^^^^
  next: use letters, digits and underscores only
)");
}

TEST(AlembicRevision, WhatIsNoUtf8IsRefusedAsByPython) {
  EXPECT_EQ(Import("revision = 'a1'\nx = 'caf\xE9'\n").findings,
            "[import-header] error: the file is no UTF-8\n"
            "  --> versions/a1_x.py:2:9\n"
            "  2 | x = 'caf\xE9'\n"
            "    |         ^\n"
            "  next: write it in UTF-8, as Python wants it\n");
  EXPECT_EQ(Import(File("    op.execute('SELECT \"\\ud800\\u00e9\"')\n")).up,
            "SELECT \"\\ud800\xC3\xA9\";\n");
}

TEST(AlembicRevision, ExplosionsEndInAStub) {
  std::string module = "a = 'x' * 3\nb = 'SELECT 1234567890123456'\n";
  for (int i = 0; i < 40; ++i) module += "b = b + b\n";
  std::string deep =
      "    op.execute(" + std::string(5000, '(') + "'x'" + std::string(5001, ')') + "\n";
  const Imported imported = Import(
      File("    op.execute(b)\n" + deep, "    f()\n", module + "def f():\n    f()\n    f()\n"));
  EXPECT_THAT(imported.up, ::testing::HasSubstr("-- stub: versions/a1_x.py:"));
  EXPECT_THAT(imported.down, ::testing::HasSubstr("-- stub: versions/a1_x.py:"));
}

}  // namespace
}  // namespace housewright::interop
