#include <doctest/doctest.h>

#include "backup/forgery_test.h"

namespace digue::backup {
namespace {

using machine::fake::MemoryFileTree;
using repository::BlobId;
using repository::BlobType;
using test::Forgery;

TEST_CASE("a second entry of the same name is left out, wherever it stands in its folder") {
  Forgery forgery;
  MemoryFileTree files;
  files.put_folder("/ailleurs");
  const BlobId inner = forgery.tree(forgery.file("passwd", "x"));
  const BlobId root =
      forgery.tree(forgery.link("a", "/ailleurs") + "," + forgery.file("b", "bon") + "," + Forgery::folder("a", inner));
  CHECK(forgery.restore_into(files, root).errors == 1);
  CHECK(test::files_in(files, "/ailleurs").empty());
  CHECK(test::files_in(files, "/ici") == std::map<std::string, std::string>{{"a", "→ /ailleurs"}, {"b", "bon"}});
}

TEST_CASE("a folder that comes a second time without its content does no harm") {
  Forgery forgery;
  MemoryFileTree files;
  const BlobId inner = forgery.tree(forgery.file("dedans", "bon"));
  const BlobId root =
      forgery.tree(Forgery::folder("a", inner) + "," + Forgery::node("a", R"("type":"dir","content":null)"));
  CHECK(forgery.restore_into(files, root).errors == 1);
  CHECK(test::files_in(files, "/ici") == std::map<std::string, std::string>{{"a", "/"}, {"a/dedans", "bon"}});
}

TEST_CASE("what a folder held is not deleted when its list is lost") {
  Forgery forgery;
  MemoryFileTree files;
  files.put_file("/ici/perdu/radio", "la seule");
  files.put_file("/ici/entier/de trop", "x");
  const BlobId whole = forgery.tree(forgery.file("bon", "bon"));
  const BlobId torn = forgery.blob(BlobType::tree, R"({"nodes":[)" + forgery.file("debut", "bon") + ",{");
  const BlobId root = forgery.tree(Forgery::folder("entier", whole) + "," + Forgery::folder("perdu", BlobId()) + "," +
                                   Forgery::folder("torn", torn));
  files.put_file("/ici/torn/radio", "la seule");
  const RestoreOutcome outcome = forgery.restore_into(files, root, {.deletes = true});
  CHECK(outcome.errors == 2);
  CHECK(outcome.deleted == 1);
  CHECK(files.content("/ici/perdu/radio").size() == 8);
  CHECK(files.content("/ici/torn/radio").size() == 8);
  CHECK(test::files_in(files, "/ici/entier") == std::map<std::string, std::string>{{"bon", "bon"}});
}

TEST_CASE("names that lead elsewhere are named once and left out") {
  Forgery forgery;
  MemoryFileTree files;
  std::string nodes;
  for (const char* name : {"..", ".", "", "/etc/x", "a/b", "a\\u0000b", "../../x"}) {
    nodes += forgery.file(name, "mauvais") + ",";
  }
  CHECK(forgery.restore_into(files, forgery.tree(nodes + forgery.file("bon", "bon"))).errors == 7);
  CHECK(test::files_in(files, "/ici") == std::map<std::string, std::string>{{"bon", "bon"}});
}

}  // namespace
}  // namespace digue::backup
