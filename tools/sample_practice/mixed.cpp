#include "sample_practice/mixed.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstring>

#include "sample_practice/archive.h"
#include "sample_practice/folder.h"
#include "sample_practice/images.h"

namespace digue::sample {
namespace {

constexpr std::uint64_t smallest_mixed = 10'000'000;
constexpr Day made_on = std::chrono::sys_days(std::chrono::year(2026) / 11 / 20);

/// Pieces that come back more or less often, as words and instructions do: the n-th is drawn about 1/n as often.
class Vocabulary {
 public:
  void add(std::string piece) { pieces_.push_back(std::move(piece)); }

  const std::string& draw(Random& random) const {
    // The product of two uniform numbers leans to the small ones.
    const std::uint64_t drawn = random.next();
    const std::uint64_t product = (drawn >> 40) * (drawn >> 16 & 0xff'ffff);
    return pieces_[static_cast<std::size_t>(product >> 24) * pieces_.size() >> 24];
  }

 private:
  std::vector<std::string> pieces_;
};

/// Invented words, as identifiers and as operators of a program's text.
Vocabulary source_words(Random& random) {
  constexpr const char* signs[] = {" ", " = ",   "(",        ");\n  ", ", ", "\n  ",
                                   ".", "();\n", " {\n    ", "}\n\n",  "->", " // "};
  Vocabulary words;
  for (int i = 0; i < 3000; ++i) {
    std::string word;
    for (unsigned left = random.between(2, 9); left > 0; --left) word += static_cast<char>('a' + random.below(26));
    words.add(word + signs[random.below(12)]);
  }
  return words;
}

/// Invented instructions: an opcode, a register, sometimes an offset.
Vocabulary instructions(Random& random) {
  Vocabulary words;
  for (int i = 0; i < 4000; ++i) {
    std::string word;
    for (unsigned left = random.between(2, 7); left > 0; --left)
      word += static_cast<char>(left % 3 == 0 ? 0 : random.below(256));
    words.add(word);
  }
  return words;
}

/// Runs of those pieces that come back whole, as idioms and copied code do: what a match finder lives on.
Vocabulary phrases_of(const Vocabulary& words, unsigned count, unsigned longest, Random& random) {
  Vocabulary phrases;
  for (unsigned i = 0; i < count; ++i) {
    std::string phrase;
    for (unsigned left = random.between(2, longest); left > 0; --left) phrase += words.draw(random);
    phrases.add(phrase);
  }
  return phrases;
}

class Mixer {
 public:
  Mixer(Folder& folder, std::uint64_t size, std::uint64_t seed)
      : folder_(folder),
        size_(size),
        random_(seed, "mixed"),
        source_words_(source_words(random_)),
        instructions_(instructions(random_)),
        source_phrases_(phrases_of(source_words_, 900, 14, random_)),
        idioms_(phrases_of(instructions_, 500, 8, random_)) {}

  Result<void> make() {
    const std::uint64_t pictures = size_ * 375 / 1000;
    while (folder_.written() + 200'000 < pictures) {
      const Patient patient = patient_of(random_.between(1, 9999));
      TRY(write("imagerie", "dcm", intraoral(patient, made_on, random_)));
    }
    const std::uint64_t programs = pictures + size_ * 425 / 1000;
    while (folder_.written() < programs) {
      const std::uint64_t usual =
          random_.below(8) == 0 ? random_.between(1'000'000, 12'000'000) : random_.between(8'000, 400'000);
      TRY(write("programmes", "bin", program(std::min(usual, programs - folder_.written() + 1))));
    }
    while (folder_.written() < size_)
      TRY(write("textes", "txt",
                source(std::min<std::uint64_t>(random_.between(1'000, 60'000), size_ - folder_.written()))));
    return folder_.stamp_folders(evening_of(made_on));
  }

 private:
  Result<void> write(const char* shelf, const char* ending, const Bytes& content) {
    const unsigned number = number_++;
    return folder_.write(fmt::format("{}/{:03}/{:06}.{}", shelf, number / 100, number, ending), content,
                         during(made_on, random_));
  }

  Bytes source(std::uint64_t size) {
    Bytes out(size);
    for (std::size_t at = 0; at < size;) {
      const bool is_new = random_.below(8) != 0;
      at = append(out, at, (is_new ? source_words_ : source_phrases_).draw(random_));
    }
    return out;
  }

  /// Code, and now and then a table of growing addresses or a hole.
  Bytes program(std::uint64_t size) {
    Bytes out(size);
    std::uint64_t address = 0x40'0000;
    for (std::size_t at = 0; at < size;) {
      const std::size_t end = std::min<std::size_t>(size, at + 4096);
      const unsigned kind = random_.below(16);
      if (kind == 0) at = end;
      for (; kind <= 2 && at + 8 <= end; at += 8) {
        address += 16 * random_.between(1, 40);
        std::memcpy(out.data() + at, &address, 8);
      }
      while (at < end) {
        const bool is_new = random_.below(5) != 0;
        at = append(out, at, (is_new ? instructions_ : idioms_).draw(random_));
        if (random_.below(3) == 0 && at < end) out[at++] = static_cast<std::byte>(random_.next());
      }
    }
    return out;
  }

  static std::size_t append(Bytes& out, std::size_t at, const std::string& piece) {
    const std::size_t length = std::min(piece.size(), out.size() - at);
    std::memcpy(out.data() + at, piece.data(), length);
    return at + length;
  }

  Folder& folder_;
  std::uint64_t size_;
  Random random_;
  Vocabulary source_words_;
  Vocabulary instructions_;
  Vocabulary source_phrases_;
  Vocabulary idioms_;
  unsigned number_ = 0;
};

}  // namespace

Result<void> make_mixed(const std::filesystem::path& path, std::uint64_t size, std::uint64_t seed) {
  if (size < smallest_mixed) return failure(ErrorCode::invalid_input, "mixed data has 10M or more");
  Folder folder = TRY(Folder::make(path));
  return Mixer(folder, size, seed).make();
}

}  // namespace digue::sample
