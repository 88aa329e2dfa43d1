#include "repository/index_file.h"

#include <optional>
#include <vector>

#include "repository/go_json.h"
#include "repository/json_fields.h"

namespace digue::repository {

namespace {

using json::Cursor;

Result<void> read_type(Cursor& cursor, BlobType& type) {
  const std::string_view name = TRY(cursor.string());
  if (name != "data" && name != "tree") return failure(ErrorCode::invalid_input, "a blob of no known type");
  type = name == "tree" ? BlobType::tree : BlobType::data;
  return {};
}

Result<PackedBlob> read_blob(Cursor& cursor) {
  PackedBlob blob;
  bool has_id = false;
  bool has_type = false;
  TRY(cursor.object([&](std::string_view name) -> Result<void> {
    if (name == "id") {
      has_id = true;
      return read_field(cursor, blob.id);
    }
    if (name == "type") {
      has_type = true;
      return read_type(cursor, blob.type);
    }
    if (name == "offset") return read_field(cursor, blob.offset);
    if (name == "length") return read_field(cursor, blob.length);
    if (name == "uncompressed_length") return read_field(cursor, blob.uncompressed_length);
    return cursor.skip();
  }));
  if (!has_id || !has_type) return failure(ErrorCode::invalid_input, "a blob without id or type");
  TRY(check_lengths(blob));
  return blob;
}

/// Reads an index, and keeps apart what its caller says.
class IndexReader {
 public:
  using Visit = std::function<Result<void>(const IndexedPack&)>;

  IndexReader(ByteView plain, const Visit& visit) : cursor_(text_of(plain)), visit_(visit) {}

  Result<void> whole() {
    Result<void> read = members();
    if (refusal_) return std::unexpected(std::move(*refusal_));
    return as_damage(std::move(read), "index");
  }

 private:
  Result<void> members() {
    TRY(cursor_.object([this](std::string_view name) -> Result<void> {
      const bool is_to_be_deleted = name == "packs_to_delete";
      if (name != "packs" && !is_to_be_deleted) return cursor_.skip();
      if (cursor_.take_null()) return {};
      return cursor_.array([this, is_to_be_deleted] { return pack(is_to_be_deleted); });
    }));
    return cursor_.end();
  }

  Result<void> pack(bool is_to_be_deleted) {
    std::optional<PackId> id;
    blobs_.clear();
    TRY(cursor_.object([&](std::string_view name) -> Result<void> {
      if (name == "id") return read_field(cursor_, id);
      if (name == "blobs") return blobs();
      return cursor_.skip();
    }));
    if (!id) return failure(ErrorCode::invalid_input, "a pack without id");
    Result<void> visited = visit_({*id, blobs_, is_to_be_deleted});
    if (!visited) refusal_ = visited.error();
    return visited;
  }

  Result<void> blobs() {
    if (cursor_.take_null()) return {};
    return cursor_.array([this]() -> Result<void> {
      if (blobs_.size() == max_pack_blobs) return failure(ErrorCode::invalid_input, "more blobs than a pack can have");
      blobs_.push_back(TRY(read_blob(cursor_)));
      return {};
    });
  }

  Cursor cursor_;
  const Visit& visit_;
  std::vector<PackedBlob> blobs_;
  std::optional<Error> refusal_;
};

void append_blob(std::string& out, const PackedBlob& blob) {
  out += R"({"id":)";
  append_json_id(out, blob.id);
  out += R"(,"type":")";
  out += name_of(blob.type);
  out += R"(","offset":)";
  append_json_integer(out, std::uint64_t{blob.offset});
  out += R"(,"length":)";
  append_json_integer(out, std::uint64_t{blob.length});
  if (blob.is_compressed()) {
    out += R"(,"uncompressed_length":)";
    append_json_integer(out, std::uint64_t{blob.uncompressed_length});
  }
  out += '}';
}

}  // namespace

Result<void> read_index(ByteView plain, const std::function<Result<void>(const IndexedPack&)>& visit) {
  return IndexReader(plain, visit).whole();
}

void IndexWriter::add(const PackId& pack, std::span<const PackedBlob> blobs) {
  out_ += packs_ == 0 ? R"({"id":)" : R"(,{"id":)";
  append_json_id(out_, pack);
  out_ += R"(,"blobs":[)";
  for (std::size_t i = 0; i < blobs.size(); ++i) {
    if (i > 0) out_ += ',';
    append_blob(out_, blobs[i]);
  }
  out_ += "]}";
  ++packs_;
  blobs_ += blobs.size();
}

std::string IndexWriter::finish() {
  out_ += "]}\n";
  return std::move(out_);
}

}  // namespace digue::repository
