#include "agent/slices.h"

#include <algorithm>
#include <array>
#include <bit>

#include "crypto/hash.h"

namespace digue::agent {

namespace {

constexpr std::array companions = {std::string_view("-wal"), std::string_view("-shm"), std::string_view("-journal")};

std::uint32_t hash_of(std::string_view path) {
  for (const std::string_view ending : companions) {
    if (path.ends_with(ending)) {
      path.remove_suffix(ending.size());
      break;
    }
  }
  const crypto::Sha256 hash = crypto::sha256(bytes_of(path));
  return std::to_integer<std::uint32_t>(hash[0]) | std::to_integer<std::uint32_t>(hash[1]) << 8U;
}

bool makes_sense(const Slice& slice) {
  return std::has_single_bit(slice.of) && slice.of <= max_slices && slice.number < slice.of;
}

}  // namespace

std::uint32_t slice_number(std::string_view path, std::uint32_t of) { return of == 1 ? 0 : hash_of(path) % of; }

std::optional<std::uint32_t> slices_for(std::uint64_t bytes, std::uint64_t bytes_at_once, std::uint32_t was) {
  std::uint32_t needed = 1;
  while (bytes / needed + (bytes % needed == 0 ? 0 : 1) > bytes_at_once) {
    needed *= 2;
    if (needed > max_slices) return std::nullopt;
  }
  constexpr std::uint32_t far_too_many = 8;
  const bool stays = std::has_single_bit(was) && was >= needed && was / needed < far_too_many && was <= max_slices;
  return stays ? was : needed;
}

void Coverage::add(const Slice& slice, const Noted& noted) {
  if (!makes_sense(slice)) return;
  for (std::size_t parts = noted_.size(); parts < slice.of; parts *= 2) {
    // A slice of n is the slices k and k + n of 2 n.
    noted_.resize(2 * parts);
    std::copy_n(noted_.begin(), parts, noted_.begin() + static_cast<std::ptrdiff_t>(parts));
  }
  for (std::size_t part = slice.number; part < noted_.size(); part += slice.of) {
    auto& known = noted_[part];
    if (!known || known->number < noted.number) known = noted;
  }
}

std::optional<Noted> Coverage::of(const Slice& slice) const {
  if (!makes_sense(slice)) return std::nullopt;
  std::optional<Noted> oldest;
  // Of more slices than were ever made, each is a part of a known one.
  const std::size_t step = std::min<std::size_t>(slice.of, noted_.size());
  for (std::size_t part = slice.number % noted_.size(); part < noted_.size(); part += step) {
    if (!noted_[part]) return std::nullopt;
    if (!oldest || noted_[part]->number < oldest->number) oldest = noted_[part];
  }
  return oldest;
}

std::uint32_t Coverage::proven_parts() const {
  return static_cast<std::uint32_t>(
      std::ranges::count_if(noted_, [](const std::optional<Noted>& noted) { return noted.has_value(); }));
}

std::vector<Slice> due_slices(const Coverage& coverage, std::uint32_t of, const std::optional<Instant>& last_tried,
                              Instant now) {
  constexpr std::chrono::hours day{24};
  std::vector<std::pair<Instant, Slice>> due;
  for (std::uint32_t number = 0; number < of; ++number) {
    const auto proven = coverage.of({number, of});
    // A proof from the future, by a clock that was wrong, is none to wait for.
    if (proven && proven->at <= now + day && now - proven->at < proof_cycle) continue;
    due.emplace_back(proven ? proven->at : Instant::min(), Slice{number, of});
  }
  std::ranges::stable_sort(due, {}, &std::pair<Instant, Slice>::first);
  std::int64_t days = 1;
  if (last_tried && *last_tried < now) {
    days = std::max<std::int64_t>(1, std::chrono::round<std::chrono::days>(now - *last_tried).count());
  }
  const std::int64_t period = proof_cycle.count();
  const std::int64_t most = (std::int64_t{of} * std::min(days, period) + period - 1) / period;
  std::vector<Slice> slices;
  for (const auto& [_, slice] : due) {
    if (std::ssize(slices) < most) slices.push_back(slice);
  }
  return slices;
}

}  // namespace digue::agent
