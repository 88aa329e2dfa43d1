// Measures the pieces of which a backup consists, each alone on one core: what a pipeline can at best reach is their
// sum.
//
//   primitives [FILE]           FILE: bytes that stand for what is backed up; made-up text without
//   primitives --json [FILE]    seconds per byte, for bench/run
//
// CPU time (user + system), so that other programs disturb little; every piece in turn, in rounds, so that what does
// disturb meets all of them. Figures are the median and the best of the rounds.

#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "crypto/random.h"
#include "crypto/seal.h"
#include "crypto/sha256_lanes.h"
#include "repository/chunker.h"

namespace digue {
namespace {

constexpr int rounds = 9;
constexpr std::size_t mib = std::size_t{1} << 20;
constexpr std::size_t sample_bytes = 32 * mib;

double cpu_seconds() {
  timespec now = {};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

void demand(bool is_true, const char* what) {
  if (is_true) return;
  fmt::print(stderr, "{}\n", what);
  std::exit(1);
}

struct Piece {
  std::string name;
  std::size_t bytes = 0;
  std::function<void()> run;
  std::string note = {};
  std::vector<double> seconds = {};
};

void measure(std::vector<Piece>& pieces) {
  for (int round = 0; round < rounds; ++round) {
    for (Piece& piece : pieces) {
      const double begin = cpu_seconds();
      piece.run();
      piece.seconds.push_back(cpu_seconds() - begin);
    }
  }
}

void print_json(std::vector<Piece>& pieces) {
  fmt::print("{{");
  for (Piece& piece : pieces) {
    std::ranges::sort(piece.seconds);
    const double median = piece.seconds[piece.seconds.size() / 2];
    fmt::print("{}\n \"{}\": {:.5e}", &piece == &pieces.front() ? "" : ",", piece.name,
               median / static_cast<double>(piece.bytes));
  }
  fmt::print("\n}}\n");
}

void print(std::vector<Piece>& pieces) {
  fmt::print("{:<34} {:>10} {:>10} {:>10}\n", "", "ns/byte", "best", "MB/s");
  for (Piece& piece : pieces) {
    std::ranges::sort(piece.seconds);
    const auto bytes = static_cast<double>(piece.bytes);
    const double median = piece.seconds[piece.seconds.size() / 2];
    const double best = piece.seconds.front();
    fmt::print("{:<34} {:>10.3f} {:>10.3f} {:>10.0f}  {}\n", piece.name, median * 1e9 / bytes, best * 1e9 / bytes,
               bytes / median / 1e6, piece.note);
  }
}

/// Lines as a practice writes them, of made-up words: about as compressible as its databases and letters.
Bytes made_up_text() {
  std::uint64_t state = 1;
  const auto draw = [&](std::uint64_t below) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state % below;
  };
  std::vector<std::string> words(4000);
  for (std::string& word : words) {
    for (std::uint64_t letters = 2 + draw(9); letters > 0; --letters) word += static_cast<char>('a' + draw(26));
  }
  std::string text;
  while (text.size() < sample_bytes) {
    text += fmt::format("PATIENT TEST {:04} ; {} ;", draw(10'000), draw(1'000'000));
    for (int i = 0; i < 8; ++i) text += ' ' + words[draw(1 + draw(words.size()))];
    text += '\n';
  }
  const ByteView bytes = bytes_of(text).first(sample_bytes);
  return Bytes(bytes.begin(), bytes.end());
}

Bytes bytes_of_file(const char* path) {
  const int file = ::open(path, O_RDONLY | O_CLOEXEC);
  demand(file >= 0, "the file cannot be opened");
  Bytes bytes(sample_bytes);
  std::size_t count = 0;
  while (count < bytes.size()) {
    const ssize_t got = ::read(file, bytes.data() + count, bytes.size() - count);
    if (got <= 0) break;
    count += static_cast<std::size_t>(got);
  }
  ::close(file);
  bytes.resize(count / mib * mib);
  demand(!bytes.empty(), "the file is shorter than 1 MiB");
  return bytes;
}

std::vector<ByteView> cut_into(ByteView bytes, std::size_t length) {
  std::vector<ByteView> parts;
  for (std::size_t at = 0; at < bytes.size(); at += length) {
    parts.push_back(bytes.subspan(at, std::min(length, bytes.size() - at)));
  }
  return parts;
}

void add_hashes(std::vector<Piece>& pieces, ByteView sample) {
  pieces.push_back({"SHA-256, one stream, OpenSSL", sample.size(), [=] {
                      crypto::Sha256Stream stream;
                      for (const ByteView part : cut_into(sample, mib)) stream.add(part);
                      stream.finish();
                    }});
  const auto add_each = [&](std::string name, std::size_t length, std::size_t batch,
                            const crypto::Sha256Kernel& kernel) {
    pieces.push_back({std::move(name), sample.size(), [=] {
                        const std::vector<ByteView> parts = cut_into(sample, length);
                        std::vector<crypto::Sha256> hashes(parts.size());
                        for (std::size_t at = 0; at < parts.size(); at += batch) {
                          const std::size_t count = std::min(batch, parts.size() - at);
                          crypto::sha256_each_with(kernel, std::span(parts).subspan(at, count),
                                                   std::span(hashes).subspan(at, count));
                        }
                      }});
  };
  for (const crypto::Sha256Kernel& kernel : crypto::sha256_kernels()) {
    for (const std::size_t batch : {1U, 2U, 4U, 8U}) {
      add_each(fmt::format("SHA-256, {} x 1 MiB, {}", batch, kernel.name), mib, batch, kernel);
    }
    add_each(fmt::format("SHA-256, 32 x 4 KiB, {}", kernel.name), 4096, 32, kernel);
  }
  pieces.push_back({"SHA-256, 4 KiB each, OpenSSL", sample.size(), [=] {
                      const std::vector<ByteView> parts = cut_into(sample, 4096);
                      std::vector<crypto::Sha256> hashes(parts.size());
                      crypto::sha256_one_by_one(parts, hashes);
                    }});
}

void add_seals(std::vector<Piece>& pieces, ByteView sample) {
  const auto sealer = std::make_shared<crypto::Sealer>(
      crypto::Sealer::with(crypto::Secret(crypto::random_bytes(crypto::seal_key_bytes))).value());
  for (const std::size_t length : {mib, std::size_t{4096}, std::size_t{512}}) {
    const auto buffer = std::make_shared<Bytes>(length);
    const auto sealed = std::make_shared<Bytes>(length + crypto::seal_overhead);
    pieces.push_back({fmt::format("seal, {} bytes", length), sample.size(), [=] {
                        for (const ByteView part : cut_into(sample, length)) {
                          sealer->seal(part, std::span(*sealed).first(part.size() + crypto::seal_overhead));
                        }
                      }});
    pieces.push_back({fmt::format("open, {} bytes", length), sample.size(), [=] {
                        const Bytes whole = sealer->seal(sample.first(length));
                        for (std::size_t at = 0; at < sample.size(); at += length) {
                          demand(sealer->open(whole, *buffer).has_value(), "not opened");
                        }
                      }});
  }
}

void add_zstd(std::vector<Piece>& pieces, ByteView sample, const std::string& kind) {
  using Context = std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)>;
  const auto frames = std::make_shared<std::vector<std::string>>();
  const auto room = std::make_shared<std::string>(ZSTD_compressBound(mib), '\0');
  for (const int level : {1, 2, 3}) {
    const auto context = std::make_shared<Context>(ZSTD_createCCtx(), &ZSTD_freeCCtx);
    ZSTD_CCtx_setParameter(context->get(), ZSTD_c_compressionLevel, level);
    ZSTD_CCtx_setParameter(context->get(), ZSTD_c_windowLog, 19);
    std::size_t compressed = 0;
    frames->clear();
    for (const ByteView part : cut_into(sample, mib)) {
      const std::size_t length = ZSTD_compress2(context->get(), room->data(), room->size(), part.data(), part.size());
      compressed += length;
      frames->push_back(room->substr(0, length));
    }
    const double ratio = static_cast<double>(sample.size()) / static_cast<double>(compressed);
    pieces.push_back({fmt::format("zstd {}, 1 MiB, {}", level, kind), sample.size(),
                      [=] {
                        for (const ByteView part : cut_into(sample, mib)) {
                          ZSTD_compress2(context->get(), room->data(), room->size(), part.data(), part.size());
                        }
                      },
                      fmt::format("ratio {:.2f}", ratio)});
  }
  pieces.push_back({fmt::format("zstd decompress, {}", kind), sample.size(), [=] {
                      for (const std::string& frame : *frames) {
                        ZSTD_decompress(room->data(), room->size(), frame.data(), frame.size());
                      }
                    }});
}

void add_chunker(std::vector<Piece>& pieces, ByteView sample, const std::string& kind) {
  const repository::Chunker chunker = repository::Chunker::with({0x3DA3358B4DC173}).value();
  const auto cut = [=] {
    std::size_t chunks = 0;
    for (ByteView rest = sample; !rest.empty(); ++chunks) rest = rest.subspan(*chunker.next_cut(rest, true));
    return chunks;
  };
  pieces.push_back({fmt::format("Rabin, {}", kind), sample.size(), [=] { cut(); }, fmt::format("{} chunks", cut())});
}

void add_files(std::vector<Piece>& pieces, ByteView sample) {
  std::string name = "./primitives.XXXXXX";
  const int file = ::mkstemp(name.data());
  demand(file >= 0, "no file can be made here");
  ::unlink(name.c_str());
  pieces.push_back({"write a file, 1 MiB at a time", sample.size(), [=] {
                      demand(::ftruncate(file, 0) == 0, "ftruncate");
                      for (std::size_t at = 0; at < sample.size(); at += mib) {
                        demand(::pwrite(file, sample.data() + at, mib, static_cast<off_t>(at)) == ssize_t{mib},
                               "pwrite");
                      }
                    }});
  const auto buffer = std::make_shared<Bytes>(mib);
  pieces.push_back({"read a cached file, 1 MiB at a time", sample.size(), [=] {
                      for (std::size_t at = 0; at < sample.size(); at += mib) {
                        demand(::pread(file, buffer->data(), mib, static_cast<off_t>(at)) == ssize_t{mib}, "pread");
                      }
                    }});
}

int bench(int argc, char** argv) {
  const bool is_for_program = argc > 1 && std::string_view(argv[1]) == "--json";
  const int file = is_for_program ? 2 : 1;
  const Bytes sample = argc > file ? bytes_of_file(argv[file]) : made_up_text();
  const Bytes noise = crypto::random_bytes(sample.size());
  std::vector<Piece> pieces;
  add_hashes(pieces, noise);
  add_seals(pieces, noise);
  add_zstd(pieces, sample, "sample");
  add_zstd(pieces, noise, "random");
  add_chunker(pieces, sample, "sample");
  add_chunker(pieces, noise, "random");
  add_files(pieces, noise);
  measure(pieces);
  if (is_for_program) {
    print_json(pieces);
  } else {
    print(pieces);
  }
  return 0;
}

}  // namespace
}  // namespace digue

int main(int argc, char** argv) { return digue::bench(argc, argv); }
