#include "machine/linux/writer_tree.h"

#include <sys/socket.h>
#include <sys/stat.h>

#include "machine/linux/frames.h"
#include "machine/linux/linux_test.h"
#include "support/temporary_folder.h"

namespace digue::machine::linux {
namespace {

const Person stranger{65534, "nobody", {65534}};

struct Home {
  test::TemporaryFolder place;
  LinuxPersonTargets targets{{MACHINE_READER, "internal-writer"}};

  Home() { ::chmod(place.path().c_str(), 0755); }

  /// A folder of the stranger's.
  std::string own(const std::string& name) {
    const std::string path = place.path() + "/" + name;
    std::filesystem::create_directory(path);
    REQUIRE(::chown(path.c_str(), 65534, 65534) == 0);
    return path;
  }
  ErrorCode refusal(const std::string& folder) {
    const auto opened = targets.open(stranger, folder);
    REQUIRE_FALSE(opened);
    return opened.error().code;
  }
};

bool is_root() {
  if (::geteuid() == 0) return true;
  MESSAGE("only root can take the rights of another account");
  return false;
}

TEST_CASE("what is restored for a person is theirs, in a folder of theirs") {
  if (!is_root()) return;
  Home home;
  const auto tree = home.targets.open(stranger, home.own("home") + "/new/folder").value();
  REQUIRE(tree->open_file({"letter"}).value()->write(0, bytes_of("x")));
  struct stat status{};
  REQUIRE(::stat((home.place.path() + "/home/new/folder/letter").c_str(), &status) == 0);
  CHECK(status.st_uid == 65534);
  CHECK(status.st_gid == 65534);
}

TEST_CASE("nothing is restored where the person could not write, or into what is not theirs") {
  if (!is_root()) return;
  Home home;
  CHECK(home.refusal(home.place.path() + "/new") == ErrorCode::denied);
  std::filesystem::create_directory(home.place.path() + "/others");
  ::chmod((home.place.path() + "/others").c_str(), 0777);
  CHECK(home.refusal(home.place.path() + "/others") == ErrorCode::denied);
  CHECK(home.refusal("relative") == ErrorCode::invalid_input);
}

TEST_CASE("a folder with something in it is left as it is") {
  if (!is_root()) return;
  Home home;
  const std::string own = home.own("full");
  std::ofstream(own + "/theirs") << "x";
  CHECK(home.refusal(own) == ErrorCode::already_exists);
}

TEST_CASE("a link of the person's leads only where they could write themselves") {
  if (!is_root()) return;
  Home home;
  std::filesystem::create_directory(home.place.path() + "/roots");
  std::filesystem::create_directory_symlink(home.place.path() + "/roots", home.own("home") + "/link");
  CHECK(home.refusal(home.place.path() + "/home/link") == ErrorCode::denied);
  CHECK(home.refusal(home.place.path() + "/home/link/below") == ErrorCode::denied);
  CHECK(std::filesystem::is_empty(home.place.path() + "/roots"));
}

TEST_CASE("a device and the rights of others are refused to the person") {
  if (!is_root()) return;
  Home home;
  const auto tree = home.targets.open(stranger, home.own("home")).value();
  EntryMetadata device;
  device.type = EntryType::char_device;
  device.device = 0x105;  // /dev/zero; 0 would be an overlay's whiteout, which anybody may make
  CHECK_FALSE(tree->make_special({"zero"}, device));
  REQUIRE(tree->open_file({"file"}));
  EntryMetadata roots;
  roots.type = EntryType::file;
  roots.permissions = 04755;
  const auto refused = tree->set_metadata({"file"}, roots).value();
  REQUIRE_FALSE(refused.empty());
  CHECK(refused.front().part == RefusedPart::Part::owner);
  CHECK((tree->entry({"file"}).value()->permissions & 07000U) == 0);
}

TEST_CASE("after a writer that died, everything is out of reach and nothing hangs") {
  Home home;
  const auto tree = home.targets.open({::geteuid(), "", {::getegid()}}, home.place.path() + "/new").value();
  auto& writer = static_cast<WriterTree&>(*tree);
  // A request that no program of ours sends ends the writer.
  CHECK(writer.ask({.operation = static_cast<WriteOperation>(200)}).error().code == ErrorCode::unavailable);
  CHECK(tree->entry({}).error().code == ErrorCode::unavailable);
  CHECK(tree->sync().error().code == ErrorCode::unavailable);
}

TEST_CASE("a request comes back as it was sent") {
  WriteRequest request;
  request.operation = WriteOperation::set_metadata;
  request.path = {"a", "\xff\n", ""};
  request.other = {"b"};
  request.name = "n";
  request.number = ~std::uint64_t{0};
  request.metadata.type = EntryType::link;
  request.metadata.modified_at = {-5, 7};
  request.metadata.attributes = {{"user.x", Bytes(3)}};
  request.metadata.link_target = "t";
  request.content = bytes_of("content");
  const Bytes frame = encode_write_request(request);
  const WriteRequest again = parse_write_request(frame).value();
  CHECK(again.path == request.path);
  CHECK(again.number == request.number);
  CHECK(again.metadata == request.metadata);
  CHECK(text_of(again.content) == "content");
  for (std::size_t length = 0; length + 7 < frame.size(); ++length) {
    CHECK_FALSE(parse_write_request(ByteView(frame).first(length)));
  }
}

TEST_CASE("a forged answer of a writer is damaged") {
  CHECK(parse_write_reply({}).error().code == ErrorCode::damaged);
  CHECK(parse_write_reply(bytes_of("\x63")).error().code == ErrorCode::damaged);
  CHECK(parse_write_reply(bytes_of("\x01more")).error().code == ErrorCode::damaged);
  CHECK(parse_entry(bytes_of("\x01")).error().code == ErrorCode::damaged);
  CHECK(parse_written_names(bytes_of("\xff\xff\xff\xff")).error().code == ErrorCode::damaged);
  CHECK(parse_refused(bytes_of("\x09\x01")).error().code == ErrorCode::damaged);
}

TEST_CASE("a number that no account has is nobody") {
  LinuxMachine machine(test_doors());
  CHECK(person_of(3'999'999'999U, machine.processes(), patient()).error().code == ErrorCode::not_found);
  const Person found = person_of(65534, machine.processes(), patient()).value();
  CHECK(found == stranger);
}

}  // namespace
}  // namespace digue::machine::linux
