#include "backup/exclude.h"

#include <algorithm>
#include <limits>

#include "base/path.h"
#include "base/text.h"

namespace digue::backup {

namespace {

/// Nobody types a longer one, and it is read of a file that is not ours.
constexpr std::size_t max_header_bytes = 65'536;

/// Whether the file's content begins with the tag's header.
Result<bool> has_header(machine::SourceFolder& folder, const Tag& tag) {
  const auto file = TRY(folder.open_file(tag.name));
  Bytes begin(tag.header.size());
  const std::size_t count = TRY(file->read(0, begin));
  return count == begin.size() && text_of(begin) == tag.header;
}

}  // namespace

Result<Tag> Tag::parse(const std::string& text) {
  const std::size_t colon = text.find(':');
  Tag tag{text.substr(0, colon), colon == std::string::npos ? std::string() : text.substr(colon + 1)};
  if (!is_entry_name(tag.name)) return failure(ErrorCode::invalid_input, "no name of a tag: " + text);
  if (tag.header.size() > max_header_bytes) return failure(ErrorCode::invalid_input, "the header is too long");
  return tag;
}

Tag Tag::of_caches() { return {"CACHEDIR.TAG", "Signature: 8a477f597d28d172789f06886806bc55"}; }

Result<Excludes> Excludes::make(const ExcludeOptions& options) {
  Excludes excludes;
  excludes.exact_ = TRY(PatternList::parse(options.patterns, PatternList::Case::matters));
  excludes.caseless_ = TRY(PatternList::parse(options.caseless_patterns, PatternList::Case::ignored));
  excludes.tags_ = options.tags;
  excludes.larger_than_ = options.larger_than;
  excludes.one_file_system_ = options.one_file_system;
  excludes.folder_ = options.folder;
  return excludes;
}

Excludes::Place Excludes::root() const { return {exact_.root(), caseless_.root()}; }

Excludes::Place Excludes::below(const Place& folder, std::string_view name) const {
  return {exact_.below(folder.exact, name), caseless_.below(folder.caseless, name)};
}

Excludes::Place Excludes::at(std::string_view path) const {
  Place place = root();
  for (const std::string_view name : split(path, '/')) {
    if (!name.empty()) place = below(place, name);
  }
  return place;
}

bool Excludes::leaves_out_name(const Place& folder, std::string_view name) const {
  return exact_.matches(folder.exact, name) || caseless_.matches(folder.caseless, name);
}

bool Excludes::leaves_out(const machine::EntryMetadata& entry, std::uint64_t allowed_device,
                          std::uint64_t parent_device) const {
  const bool is_folder = entry.type == machine::EntryType::folder;
  if (is_folder && folder_ == FolderIdentity::of(entry)) return true;
  const std::uint64_t size = entry.type == machine::EntryType::link ? entry.link_target.size() : entry.size;
  if (larger_than_ && !is_folder && size > *larger_than_) return true;
  if (!one_file_system_ || entry.device_id == allowed_device) return false;
  return !is_folder || parent_device != allowed_device;
}

std::vector<std::string> Excludes::tags_in(machine::SourceFolder& folder, const std::vector<std::string>& names,
                                           std::vector<Error>& doubts) const {
  std::vector<std::string> found;
  for (const Tag& tag : tags_) {
    if (!std::binary_search(names.begin(), names.end(), tag.name)) continue;
    const Result<bool> holds = tag.header.empty() ? Result<bool>(true) : has_header(folder, tag);
    if (!holds) {
      doubts.push_back(holds.error());
    } else if (*holds) {
      found.push_back(tag.name);
    }
  }
  return found;
}

bool Excludes::hides(const std::vector<std::string>& tags, std::string_view name) {
  return std::any_of(tags.begin(), tags.end(), [&](const std::string& tag) { return tag != name; });
}

Result<std::uint64_t> parse_size(std::string_view text) {
  constexpr std::string_view units = "bkmgt";
  const std::size_t unit =
      text.empty() ? std::string_view::npos : units.find(lower_ascii(text.substr(text.size() - 1)));
  if (unit != std::string_view::npos) text.remove_suffix(1);
  const std::optional<std::int64_t> number =
      text.empty() || !is_digit(text.front()) ? std::nullopt : parse_integer(text);
  const unsigned shift = unit == std::string_view::npos ? 0 : static_cast<unsigned>(10 * unit);
  if (!number || *number > std::numeric_limits<std::int64_t>::max() >> shift) {
    return failure(ErrorCode::invalid_input, "no size");
  }
  return static_cast<std::uint64_t>(*number) << shift;
}

}  // namespace digue::backup
