#pragma once

// What `drift` prints, and `adopt` before it refuses.

#include <string>

#include "project/values.h"
#include "rehearse/drift.h"

namespace housewright::cli {

// Each difference with what is expected and what is there, then what cannot be compared, what no
// revision made, and a revision that somebody began. Empty where there is nothing of it.
std::string DriftText(const rehearse::DriftReport& report, const project::Redactor& redactor);
// "3 differences", "no difference: 12 objects are as the revisions made them".
std::string DriftClosing(const rehearse::DriftReport& report);
// Of one object.
std::string DifferenceText(const schema::Change& change);
// "revision 0005 seems to have been begun: ..."
std::string BegunText(const rehearse::BegunRevision& begun);
std::string DriftJson(const std::string& target, const rehearse::DriftReport& report, bool drifted,
                      const project::Redactor& redactor);

}  // namespace housewright::cli
