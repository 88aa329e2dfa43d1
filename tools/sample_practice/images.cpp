#include "sample_practice/images.h"

#include <fmt/core.h>

#include <cstring>

#include "base/text.h"
#include "sample_practice/dicom.h"
#include "sample_practice/jpeg.h"

namespace digue::sample {
namespace {

constexpr std::string_view intraoral_class = "1.2.840.10008.5.1.4.1.1.1.3";  // for presentation
constexpr std::string_view digital_class = "1.2.840.10008.5.1.4.1.1.1.1";    // for presentation
constexpr std::string_view ct_class = "1.2.840.10008.5.1.4.1.1.2";

constexpr unsigned volume_side = 512;

/// 0 to `height` and back to 0, over and over.
int triangle(int position, int period, int height) {
  const int at = (position % period + period) % period;
  return (at * 2 < period ? at : period - at) * 2 * height / period;
}

Scene scene_of(unsigned columns, unsigned rows, bool is_grey) {
  Scene scene{static_cast<std::uint16_t>(columns), static_cast<std::uint16_t>(rows), {}, is_grey};
  scene.light.reserve(std::size_t{columns} * rows);
  return scene;
}

/// Light teeth with dark gaps, bone below.
Scene teeth(unsigned columns, unsigned rows, int width, Random& random) {
  Scene scene = scene_of(columns, rows, true);
  const int shift = static_cast<int>(random.below(1000));
  for (int row = 0; row < static_cast<int>(rows); ++row) {
    const bool is_bone = row > static_cast<int>(rows) * 3 / 5;
    for (int column = 0; column < static_cast<int>(columns); ++column) {
      const int tooth = triangle(column + shift, width, 110) - (is_bone ? 60 : 40);
      scene.light.push_back(static_cast<std::int8_t>(is_bone ? (tooth + 20) / 2 : tooth));
    }
  }
  return scene;
}

/// Two arches on a dark ground.
Scene jaw(unsigned columns, unsigned rows, Random& random) {
  Scene scene = scene_of(columns, rows, true);
  const int shift = static_cast<int>(random.below(100));
  const int half = static_cast<int>(columns) / 2;
  for (int row = 0; row < static_cast<int>(rows); ++row) {
    for (int column = 0; column < static_cast<int>(columns); ++column) {
      const int smile = static_cast<int>(rows) * 2 / 3 -
                        (column - half) * (column - half) * static_cast<int>(rows) / (3 * half * half);
      const int away = row > smile ? row - smile : smile - row;
      const bool is_arch = away < static_cast<int>(rows) / 5;
      scene.light.push_back(static_cast<std::int8_t>(is_arch ? triangle(column + shift, 14, 90) - 20 - away / 2
                                                             : -70 + triangle(column + row, 90, 30)));
    }
  }
  return scene;
}

Scene mouth(unsigned columns, unsigned rows, Random& random) {
  Scene scene = scene_of(columns, rows, false);
  const int shift = static_cast<int>(random.below(40));
  const int middle = static_cast<int>(rows) / 2;
  for (int row = 0; row < static_cast<int>(rows); ++row) {
    for (int column = 0; column < static_cast<int>(columns); ++column) {
      const bool is_tooth = row > middle - 20 && row < middle + 20;
      scene.light.push_back(static_cast<std::int8_t>(is_tooth ? 20 + triangle(column + shift, 18, 50)
                                                              : -50 + triangle(row + shift, 80, 60)));
    }
  }
  return scene;
}

std::string dicom_day(Day day) { return replace_all(to_iso(day), "-", ""); }

struct Study {
  std::string_view sop_class;
  std::string_view transfer_syntax;
  std::string_view modality;
  std::string_view description;
  std::string study;
  std::string series;
  unsigned instance = 1;
};

DicomWriter head(const Study& study, const Patient& patient, Day day, Random& random) {
  const std::string instance = new_uid(random);
  DicomWriter file(study.sop_class, instance, study.transfer_syntax);
  file.text(0x0008'0005, "CS", "ISO_IR 192");
  file.text(0x0008'0008, "CS",
            study.transfer_syntax == jpeg_baseline ? "DERIVED\\PRIMARY" : "ORIGINAL\\PRIMARY\\AXIAL");
  file.text(0x0008'0016, "UI", study.sop_class);
  file.text(0x0008'0018, "UI", instance);
  file.text(0x0008'0020, "DA", dicom_day(day));
  file.text(0x0008'0030, "TM", "093000");
  file.text(0x0008'0050, "SH", "");
  file.text(0x0008'0060, "CS", study.modality);
  file.text(0x0008'0070, "LO", "FABRICANT FICTIF");
  file.text(0x0008'0080, "LO", practice_name);
  file.text(0x0008'0090, "PN", "");
  file.text(0x0008'1030, "LO", study.description);
  file.text(0x0010'0010, "PN", patient.name);
  file.text(0x0010'0020, "LO", patient.ins);
  file.text(0x0010'0021, "LO", ins_test_oid);
  file.text(0x0010'0030, "DA", dicom_day(patient.birth));
  file.text(0x0010'0040, "CS", patient.sex);
  return file;
}

void relationship(DicomWriter& file, const Study& study) {
  file.text(0x0020'000d, "UI", study.study);
  file.text(0x0020'000e, "UI", study.series);
  file.text(0x0020'0010, "SH", "1");
  file.text(0x0020'0011, "IS", "1");
  file.text(0x0020'0013, "IS", fmt::format("{}", study.instance));
}

void pixel_module(DicomWriter& file, unsigned rows, unsigned columns, std::uint16_t allocated, std::uint16_t stored) {
  file.number(0x0028'0002, 1);
  file.text(0x0028'0004, "CS", "MONOCHROME2");
  file.number(0x0028'0010, static_cast<std::uint16_t>(rows));
  file.number(0x0028'0011, static_cast<std::uint16_t>(columns));
  if (allocated == 16) file.text(0x0028'0030, "DS", "0.2\\0.2");
  file.number(0x0028'0100, allocated);
  file.number(0x0028'0101, stored);
  file.number(0x0028'0102, static_cast<std::uint16_t>(stored - 1));
  file.number(0x0028'0103, 0);
}

Bytes radiograph(const Study& study, const Scene& scene, const Patient& patient, Day day, Random& random) {
  DicomWriter file = head(study, patient, day, random);
  relationship(file, study);
  pixel_module(file, scene.rows * 8U, scene.columns * 8U, 8, 8);
  file.text(0x0028'2110, "CS", "01");
  file.frame(encode_jpeg(scene, patient.name, random));
  return file.take();
}

/// A head in a cylinder of air: skin, bone, teeth, in the 12 bits of a detector. Outside the cylinder nothing was seen.
std::vector<std::uint16_t> anatomy(Random& random) {
  std::vector<std::uint16_t> voxels;
  voxels.reserve(std::size_t{volume_side} * volume_side);
  const int half = volume_side / 2;
  const int width = static_cast<int>(random.between(180, 220));
  for (int y = -half; y < half; ++y) {
    for (int x = -half; x < half; ++x) {
      const int away = x * x + y * y * 10 / 13;
      const bool is_seen = x * x + y * y < half * half;
      const bool is_bone = away < width * width && away > (width - 22) * (width - 22);
      const bool is_tooth = is_bone && y < 0 && triangle(x, 34, 100) > 30;
      const int tissue = away < width * width ? 1000 + triangle(x + y, 190, 60) : 64;
      voxels.push_back(static_cast<std::uint16_t>(!is_seen ? 0 : is_tooth ? 3400 : is_bone ? 2100 : tissue));
    }
  }
  return voxels;
}

}  // namespace

Bytes intraoral(const Patient& patient, Day day, Random& random) {
  const Study study{intraoral_class, jpeg_baseline, "IO", "RETROALVEOLAIRE", new_uid(random), new_uid(random)};
  return radiograph(study, teeth(164, random.between(110, 140), 48, random), patient, day, random);
}

Bytes panoramic(const Patient& patient, Day day, Random& random) {
  const Study study{digital_class, jpeg_baseline, "PX", "PANORAMIQUE", new_uid(random), new_uid(random)};
  return radiograph(study, jaw(305, random.between(140, 170), random), patient, day, random);
}

Bytes photograph(const Patient& patient, Random& random) {
  return encode_jpeg(mouth(160, random.between(100, 140), random), patient.name + ", image fictive", random);
}

Bytes scanned_page(const Patient& patient, Random& random) {
  constexpr int columns = scan_width / 8;
  constexpr int rows = scan_height / 8;
  Scene page = scene_of(columns, rows, true);
  for (int row = 0; row < rows; ++row) {
    for (int column = 0; column < columns; ++column)
      page.light.push_back(static_cast<std::int8_t>(row % 3 == 0 && column > 6 && column < 56 ? 30 : 90));
  }
  return encode_jpeg(page, patient.name, random);
}

Volume::Volume(const Patient& patient, Day day, Random& random)
    : patient_(patient), day_(day), study_(new_uid(random)), series_(new_uid(random)), anatomy_(anatomy(random)) {}

Bytes Volume::slice(unsigned number, Random& random) const {
  const Study study{ct_class, explicit_little_endian, "CT", "CBCT", study_, series_, number};
  DicomWriter file = head(study, patient_, day_, random);
  file.text(0x0018'0050, "DS", "0.2");
  file.text(0x0018'0060, "DS", "90");
  relationship(file, study);
  file.text(0x0020'0032, "DS", fmt::format("-51.2\\-51.2\\{}.{}", number / 5, number % 5 * 2));
  file.text(0x0020'0037, "DS", "1\\0\\0\\0\\1\\0");
  file.text(0x0020'0052, "UI", series_ + ".1");
  pixel_module(file, volume_side, volume_side, 16, 12);
  file.text(0x0028'1052, "DS", "-1024");
  file.text(0x0028'1053, "DS", "1");
  // Six bits of noise in each seen voxel, four voxels at a time: they cannot carry into one another.
  constexpr std::uint64_t noise = 0x003f'003f'003f'003f;
  std::vector<std::uint64_t> voxels(anatomy_.size() / 4);
  std::memcpy(voxels.data(), anatomy_.data(), anatomy_.size() * 2);
  for (std::uint64_t& four : voxels) four += four == 0 ? 0 : random.next() & noise;
  file.words(std::as_bytes(std::span(voxels)));
  return file.take();
}

}  // namespace digue::sample
