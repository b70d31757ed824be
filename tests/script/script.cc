#include "script/script.h"

#include <fmt/format.h>
#include <sys/wait.h>

#include <cstdlib>
#include <fstream>
#include <regex>
#include <sstream>

#include "base/text.h"

namespace housewright::script {
namespace {

std::string ReadFile(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string ShellQuote(const std::string& text) {
  return "'" + ReplaceAll(text, "'", "'\\''") + "'";
}

std::string Hide(std::string text, const Environment& environment) {
  for (const auto& [from, to] : environment.hide) text = ReplaceAll(std::move(text), from, to);
  static const std::vector<std::pair<std::regex, std::string>> kPatterns = {
      {std::regex("[0-9a-f]{64}"), "<hash>"},
      {std::regex("hw-[0-9a-f]{16}-"), "hw-<run>-"},
      {std::regex("\\b[0-9a-f]{16}\\b"), "<run>"},
      {std::regex("\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d:\\d\\dZ?"), "<time>"},
      {std::regex("\\b\\d+ ms\\b"), "<duration>"},
      {std::regex("\\b\\d+\\.\\d s\\b"), "<duration>"},
      {std::regex("\"elapsed_ms\": \\d+"), "\"elapsed_ms\": <n>"},
      {std::regex("by [^ ]*@[^ ,]*"), "by <who>"},
      {std::regex("ClickHouse \\d+\\.[0-9.]+"), "ClickHouse <version>"},
  };
  for (const auto& [pattern, word] : kPatterns) text = std::regex_replace(text, pattern, word);
  return text;
}

void AppendLines(std::vector<std::string>& lines, std::string_view mark, const std::string& text) {
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) {
    lines.push_back(line.empty() ? std::string(mark) : fmt::format("{} {}", mark, line));
  }
}

}  // namespace

Result<std::vector<Step>> ParseScript(const std::string& text) {
  std::vector<Step> steps;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) {
    const std::string rest = line.size() > 2 ? line.substr(2) : "";
    const char mark = line.empty() ? '#' : line[0];
    if (mark == '$') {
      steps.push_back({Step::Kind::kCommand, rest, {}, {}});
    } else if (mark == '%') {
      steps.push_back({Step::Kind::kSql, rest, {}, {}});
    } else if (mark == '>' || mark == '!' || mark == '=') {
      if (steps.empty() || steps.back().kind != Step::Kind::kCommand) {
        return Fail(ErrorCode::kInvalidInput, "an expectation without a command: " + line);
      }
      steps.back().expected.push_back(line);
    } else if (mark == '@') {
      Step file{Step::Kind::kFile, rest, {}, {}};
      while (std::getline(stream, line) && line != "@") file.content.push_back(line);
      steps.push_back(std::move(file));
    } else if (mark == '#') {
      steps.push_back({Step::Kind::kText, line, {}, {}});
    } else {
      return Fail(ErrorCode::kInvalidInput, "no mark at the start of: " + line);
    }
  }
  return steps;
}

std::string RenderScript(const std::vector<Step>& steps) {
  std::string out;
  for (const Step& step : steps) {
    switch (step.kind) {
      case Step::Kind::kText:
        out += step.text + "\n";
        break;
      case Step::Kind::kSql:
        out += "% " + step.text + "\n";
        break;
      case Step::Kind::kFile:
        out += "@ " + step.text + "\n";
        for (const std::string& line : step.content) out += line + "\n";
        out += "@\n";
        break;
      case Step::Kind::kCommand:
        out += "$ " + step.text + "\n";
        for (const std::string& line : step.expected) out += line + "\n";
        break;
    }
  }
  return out;
}

bool Matches(const std::string& pattern, const std::string& line) {
  static constexpr std::string_view kAny = "[...]";
  const std::size_t any = pattern.find(kAny);
  if (any == std::string::npos) return pattern == line;
  if (line.substr(0, any) != pattern.substr(0, any)) return false;
  const std::string rest = pattern.substr(any + kAny.size());
  for (std::size_t i = any; i <= line.size(); ++i) {
    if (Matches(rest, line.substr(i))) return true;
  }
  return false;
}

bool Matches(const std::vector<std::string>& patterns, const std::vector<std::string>& lines) {
  if (patterns.size() != lines.size()) return false;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (!Matches(patterns[i], lines[i])) return false;
  }
  return true;
}

std::vector<std::string> RunCommand(const std::string& command, const Environment& environment) {
  const std::string out = environment.folder + ".out";
  const std::string err = environment.folder + ".err";
  std::string shell = "cd " + ShellQuote(environment.folder) + " && ";
  for (const auto& [name, value] : environment.set) {
    shell += fmt::format("export {}={}; ", name, ShellQuote(value));
  }
  shell = fmt::format("( {}{} ) > {} 2> {} < /dev/null", shell, command, ShellQuote(out),
                      ShellQuote(err));
  const int status = std::system(shell.c_str());
  std::vector<std::string> lines;
  AppendLines(lines, ">", Hide(ReadFile(out), environment));
  AppendLines(lines, "!", Hide(ReadFile(err), environment));
  const int exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  if (exit_code != 0) lines.push_back(fmt::format("= {}", exit_code));
  return lines;
}

}  // namespace housewright::script
