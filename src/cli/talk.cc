#include "cli/talk.h"

namespace housewright::cli {
namespace {

// At most `width` code points: a line that wraps cannot be redrawn.
std::string_view Cut(std::string_view text, std::size_t width) {
  std::size_t columns = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool starts = (static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U;
    if (starts && columns++ == width) return text.substr(0, i);
  }
  return text;
}

}  // namespace

void Talk::Say(std::string_view text) {
  if (!quiet()) Insist(text);
}

void Talk::Detail(std::string_view text) {
  if (verbose()) Insist(text);
}

void Talk::Insist(std::string_view text) {
  const std::scoped_lock lock(mutex_);
  Erase();
  err_ << text << '\n' << status_;
  err_.flush();
}

void Talk::Status(std::string_view text) {
  if (!terminal_ || quiet()) return;
  const std::scoped_lock lock(mutex_);
  Erase();
  status_ = Cut(text, width_ > 0 ? width_ - 1 : 79);
  err_ << status_;
  err_.flush();
}

void Talk::ClearStatus() {
  const std::scoped_lock lock(mutex_);
  Erase();
  status_.clear();
  err_.flush();
}

void Talk::Erase() {
  if (!status_.empty()) err_ << "\r\x1b[K";
}

}  // namespace housewright::cli
