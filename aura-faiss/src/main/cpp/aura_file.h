#pragma once

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <fcntl.h>
#include <memory>
#include <stdexcept>
#include <string>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace aura {

/** A checksum at the speed of memory: four lanes as in XXH64, whose steps are one to one, so that no changed word is lost. */
class Checksum {
 public:
  /** May be called several times; all sizes but the last are multiples of 32. */
  void add(const void* data, size_t size) {
    const auto* bytes = static_cast<const unsigned char*>(data);
    size_ += size;
    for (; size >= 32; bytes += 32, size -= 32) {
      for (int lane = 0; lane < 4; ++lane) lanes_[lane] = round(lanes_[lane], word(bytes + 8 * lane));
    }
    for (int lane = 0; size > 0; ++lane) {
      unsigned char rest[8] = {};
      const size_t part = size < 8 ? size : 8;
      std::memcpy(rest, bytes, part);
      lanes_[lane] = round(lanes_[lane], word(rest));
      bytes += part;
      size -= part;
    }
  }

  uint64_t value() const {
    uint64_t sum = size_;
    for (uint64_t lane : lanes_) sum = round(sum, lane);
    sum = (sum ^ (sum >> 33)) * kSecond;
    return sum ^ (sum >> 29);
  }

 private:
  static constexpr uint64_t kFirst = 0x9E3779B185EBCA87;
  static constexpr uint64_t kSecond = 0xC2B2AE3D27D4EB4F;

  static uint64_t word(const unsigned char* bytes) {
    uint64_t value;
    std::memcpy(&value, bytes, sizeof value);
    return value;
  }

  static uint64_t round(uint64_t lane, uint64_t value) {
    lane += value * kSecond;
    return ((lane << 31) | (lane >> 33)) * kFirst;
  }

  uint64_t lanes_[4] = {kFirst, kSecond, ~kFirst, ~kSecond};
  uint64_t size_ = 0;
};

/** A part of a file, read ahead of any mapping of it: who looks at pages that the disk cannot give any more is killed, who
 * reads them is told. */
class Part {
 public:
  Part(int descriptor, int64_t at) : descriptor_(::fcntl(descriptor, F_DUPFD_CLOEXEC, 0)), at_(at) {
    if (descriptor_ < 0) throw std::runtime_error(std::string("The index file cannot be kept open: ") + std::strerror(errno));
  }

  Part(const Part&) = delete;
  Part& operator=(const Part&) = delete;
  ~Part() { ::close(descriptor_); }

  /** Whether so many bytes from there on could be read. */
  bool read(void* data, int64_t size, int64_t from) const {
    auto* bytes = static_cast<char*>(data);
    for (int64_t done = 0; done < size;) {
      const ssize_t more = ::pread(descriptor_, bytes + done, size - done, at_ + from + done);
      if (more < 0 && errno == EINTR) continue;
      if (more <= 0) return false;
      done += more;
    }
    return true;
  }

 private:
  const int descriptor_;
  const int64_t at_;
};

/** A file of records, each with its length, a checksum of that and one of its content; so every byte is covered, and a
 * length can be believed before memory is taken for it. Records that are mapped and not read have no checksum: what they
 * hold is checked by whoever uses it. Not for several threads. */
class File {
 public:
  /** Makes the file, or opens it for reading. */
  File(const char* path, bool writing)
      : descriptor_(::open(path, writing ? O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC : O_RDONLY | O_CLOEXEC, 0600)) {
    if (descriptor_ < 0) fail(writing ? "cannot be made" : "cannot be opened");
    struct stat status;
    if (::fstat(descriptor_, &status) != 0) fail("cannot be looked at");
    left_ = status.st_size;
  }

  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() { ::close(descriptor_); }

  void write(const void* data, int64_t size) {
    const uint64_t head[2] = {uint64_t(size), lengthChecksum(size)};
    put(head, sizeof head);
    Checksum checksum;
    checksum.add(data, size);
    put(data, size);
    const uint64_t sum = checksum.value();
    put(&sum, sizeof sum);
  }

  /** The length of the record that comes next. */
  int64_t next() {
    uint64_t head[2];
    get(head, sizeof head);
    if (head[1] != lengthChecksum(head[0]) || head[0] > uint64_t(left_)) damaged();
    return head[0];
  }

  /** Reads the record whose length next() told. */
  void read(void* data, int64_t size) {
    Checksum checksum;
    auto* bytes = static_cast<char*>(data);
    // In parts that are still in the processor's cache when they are summed.
    for (int64_t done = 0; done < size;) {
      const int64_t part = std::min<int64_t>(size - done, 1 << 18);
      get(bytes + done, part);
      checksum.add(bytes + done, part);
      done += part;
    }
    uint64_t sum;
    get(&sum, sizeof sum);
    if (sum != checksum.value()) damaged();
  }

  /** Writes a record to be mapped. */
  void writePages(const void* data, int64_t size) {
    const uint64_t head[2] = {uint64_t(size), lengthChecksum(size)};
    put(head, sizeof head);
    const std::vector<char> zeros(untilPage());
    put(zeros.data(), zeros.size());
    put(data, size);
  }

  /** The content of such a record of this size, to read; nothing of it is in memory before it is touched. It stays until it is
   * unmapped, also when the file is closed, replaced or deleted. */
  std::pair<void*, std::unique_ptr<Part>> map(int64_t size) {
    if (next() != size) damaged();
    std::vector<char> zeros(untilPage());
    get(zeros.data(), zeros.size());
    if (size > left_ || std::count(zeros.begin(), zeros.end(), 0) != int64_t(zeros.size())) damaged();
    void* pages = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor_, at_);
    if (pages == MAP_FAILED) fail("cannot be mapped");
    auto part = std::make_unique<Part>(descriptor_, at_);
    at_ += size;
    left_ -= size;
    if (::lseek(descriptor_, at_, SEEK_SET) < 0) fail("cannot be read");
    return {pages, std::move(part)};
  }

  void writeBytes(const signed char* data, int64_t size) { write(data, size); }
  void readBytes(signed char* data, int64_t size) { read(data, size); }

  /** The file ends here: on the disk when writing, checked when reading. */
  void finish(bool writing) {
    if (!writing && left_ != 0) damaged();
    if (writing && ::fsync(descriptor_) != 0) fail("cannot be brought to the disk");
  }

  template <typename T>
  void writeAll(const std::vector<T>& values) {
    write(values.data(), values.size() * sizeof(T));
  }

  /** Reads the next record, which must have this size. */
  void readExactly(void* data, int64_t size) {
    if (next() != size) damaged();
    read(data, size);
  }

  [[noreturn]] static void damaged() { throw std::runtime_error("The index file is damaged"); }

 private:
  static uint64_t lengthChecksum(uint64_t length) {
    Checksum checksum;
    checksum.add(&length, sizeof length);
    return checksum.value();
  }

  /** Bytes from here to where a mapping may begin, on any system. */
  int64_t untilPage() const { return (kPage - at_ % kPage) % kPage; }

  void put(const void* data, int64_t size) {
    at_ += size;
    const auto* bytes = static_cast<const char*>(data);
    while (size > 0) {
      const ssize_t done = ::write(descriptor_, bytes, std::min<int64_t>(size, 1 << 26));
      if (done < 0 && errno == EINTR) continue;
      if (done <= 0) fail("cannot be written");
      bytes += done;
      size -= done;
    }
  }

  void get(void* data, int64_t size) {
    if (size > left_) damaged();
    left_ -= size;
    at_ += size;
    auto* bytes = static_cast<char*>(data);
    while (size > 0) {
      const ssize_t done = ::read(descriptor_, bytes, size);
      if (done < 0 && errno == EINTR) continue;
      if (done < 0) fail("cannot be read");
      if (done == 0) damaged();
      bytes += done;
      size -= done;
    }
  }

  [[noreturn]] static void fail(const char* what) {
    throw std::runtime_error(std::string("The index file ") + what + ": " + std::strerror(errno));
  }

  static constexpr int64_t kPage = 1 << 16;
  int descriptor_;
  int64_t at_ = 0;
  int64_t left_ = 0;
};

}  // namespace aura
