#include "cli/commands/list_templates.h"

#include <fmt/format.h>

#include "cli/project_templates.h"
#include "cli/render/json.h"

namespace housewright::cli {

Outcome<Status> Execute(const ListTemplatesOptions&, Context& context) {
  if (context.json()) {
    context.io.out << TemplatesJson(ProjectTemplates());
    return Status::kDone;
  }
  for (const ProjectTemplate& one : ProjectTemplates()) {
    context.io.out << fmt::format("{:<9} - {}\n", one.name, one.summary);
  }
  context.talk.Say("use one: `housewright init --template NAME DIR`");
  return Status::kDone;
}

}  // namespace housewright::cli
