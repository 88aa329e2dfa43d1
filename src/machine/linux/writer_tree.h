#pragma once

#include <mutex>

#include "machine/linux/child.h"
#include "machine/linux/processes.h"
#include "machine/linux/reader_client.h"
#include "machine/linux/writer_protocol.h"
#include "machine/person.h"

namespace digue::machine::linux {

/// A folder that a writer of its own holds open: see PersonTargets.
class WriterTree final : public TargetTree {
 public:
  WriterTree(Child child, posix::Descriptor socket) : child_(std::move(child)), socket_(std::move(socket)) {}

  Result<void> open(const std::string& folder);

  Result<std::optional<EntryMetadata>> entry(const Path& path) override;
  Result<std::vector<std::string>> names(const Path& path) override;
  Result<void> make_folder(const Path& path) override;
  Result<std::unique_ptr<TargetFile>> open_file(const Path& path) override;
  Result<std::unique_ptr<SourceFile>> open_to_read(const Path& path) override;
  Result<void> make_special(const Path& path, const EntryMetadata& metadata) override;
  Result<void> make_hard_link(const Path& existing, const Path& path) override;
  Result<void> remove(const Path& path) override;
  Result<void> rename(const Path& path, const std::string& new_name) override;
  Result<std::vector<RefusedPart>> set_metadata(const Path& path, const EntryMetadata& metadata) override;
  Result<void> sync() override;

  /// The answer of the writer. After one that did not come or made no sense it is killed, and nothing is asked again.
  Result<Bytes> ask(const WriteRequest& request);

 private:
  Result<void> act(const WriteRequest& request);
  Result<Bytes> exchange(const WriteRequest& request);

  std::mutex mutex_;
  Child child_;
  posix::Descriptor socket_;
  bool is_gone_ = false;
};

/// Starts one writer for each folder. For one thread, which must outlive what it opened: a child ends with it.
class LinuxPersonTargets final : public PersonTargets {
 public:
  explicit LinuxPersonTargets(ReaderProgram program = {.path = "/proc/self/exe", .word = "internal-writer"})
      : program_(std::move(program)) {}

  Result<Person> person(std::uint32_t user_id) override;
  Result<std::unique_ptr<TargetTree>> open(const Person& person, const std::string& folder) override;

 private:
  ReaderProgram program_;
  SharedProcesses processes_;
  Dying dying_;
};

}  // namespace digue::machine::linux
