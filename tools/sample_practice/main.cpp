#include <fmt/core.h>

#include <CLI/CLI.hpp>

#include "base/text.h"
#include "sample_practice/mixed.h"
#include "sample_practice/practice.h"

namespace digue::sample {
namespace {

/// 20M, 2.5G or bytes; powers of ten. Nothing when it is no size.
std::optional<std::uint64_t> parse_size(std::string_view text) {
  std::uint64_t unit = 1;
  if (text.ends_with('K')) unit = 1'000;
  if (text.ends_with('M')) unit = 1'000'000;
  if (text.ends_with('G')) unit = 1'000'000'000;
  if (unit != 1) text.remove_suffix(1);
  const auto parts = split(text, '.');
  if (parts.size() > 2 || (parts.size() == 2 && parts[1].size() > 3)) return std::nullopt;
  const auto whole = parse_integer(parts[0]);
  const auto part = parts.size() == 2 ? parse_integer(parts[1]) : std::int64_t{0};
  if (!whole || !part || *whole < 0 || *part < 0 || *whole > 1'000'000'000'000) return std::nullopt;
  std::uint64_t thousandths = static_cast<std::uint64_t>(*part);
  for (std::size_t digits = parts.size() == 2 ? parts[1].size() : 3; digits < 3; ++digits) thousandths *= 10;
  return static_cast<std::uint64_t>(*whole) * unit + thousandths * unit / 1000;
}

int say(const Result<void>& done) {
  if (done) return 0;
  fmt::print(stderr, "sample_practice: {}: {}\n", name_of(done.error().code), done.error().detail);
  return done.error().code == ErrorCode::invalid_input ? 2 : 1;
}

int run(int count, const char* const* words) {
  CLI::App app("Makes the data of an invented dental practice; the same seed and size always give the same bytes.");
  app.require_subcommand(1);
  std::string folder;
  std::string size = "200M";
  std::uint64_t seed = 1;
  CLI::App* make = app.add_subcommand("make", "a whole practice in a new folder");
  CLI::App* mixed = app.add_subcommand("mixed", "programs, texts and pictures in a new folder, for benches");
  for (CLI::App* command : {make, mixed}) {
    command->add_option("folder", folder)->required();
    command->add_option("--size", size, "20M to 20G");
    command->add_option("--seed", seed);
  }
  CLI::App* next = app.add_subcommand("next-day", "change a practice as a working day does");
  next->add_option("folder", folder)->required();
  try {
    app.parse(count, words);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  if (*next) return say(next_day(folder));
  const auto bytes = parse_size(size);
  if (!bytes) return say(failure(ErrorCode::invalid_input, "no size: " + size));
  return say(*make ? make_practice(folder, *bytes, seed) : make_mixed(folder, *bytes, seed));
}

}  // namespace
}  // namespace digue::sample

int main(int count, char** words) { return digue::sample::run(count, words); }
