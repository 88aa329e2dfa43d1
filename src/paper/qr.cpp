#include "paper/qr.h"

#include <qrencode.h>

#include <memory>

namespace digue::paper {

Result<QrPicture> make_qr(const std::string& text) {
  if (text.empty() || text.size() > max_qr_text || text.find('\0') != std::string::npos)
    return failure(ErrorCode::invalid_input, "no text for a QR code");
  // Case-sensitive; text of capitals and digits alone still takes the denser alphanumeric mode.
  const std::unique_ptr<QRcode, void (*)(QRcode*)> code(
      QRcode_encodeString(text.c_str(), 0, QR_ECLEVEL_M, QR_MODE_8, 1), QRcode_free);
  if (!code) return failure(ErrorCode::invalid_input, "too long for a QR code");
  QrPicture picture;
  picture.width = static_cast<std::size_t>(code->width);
  picture.dark.resize(picture.width * picture.width);
  for (std::size_t at = 0; at < picture.dark.size(); ++at) picture.dark[at] = (code->data[at] & 1) != 0;
  return picture;
}

}  // namespace digue::paper
