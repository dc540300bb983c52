// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/payload/attached_file.h"
#include "core/payload/attachment.h"
#include "core/payload/source.h"

#include <string>
#include <vector>

namespace agentarium::payload {

/// A request body with random access: text, a file as it is, or JSON with the base64 of files in it, which is
/// made while it is read, 48 KB of file at a time. Memory: the JSON text and one block, however large the
/// files are. One reader at a time. Every factory throws Error(BadInput) for what cannot be read or placed
/// and Error(TooLarge) when the body would be over kMaxBytes.
class Payload {
public:
    static Payload fromText(std::string text);
    static Payload fromFile(const std::filesystem::path& file);
    /// An empty `json` stands for `{}`. Where attachments go: see core/payload/insertions.h.
    static Payload compose(const std::string& json, const std::vector<Attachment>& attachments);

    /// Exact number of bytes.
    std::uint64_t size() const { return m_size; }
    /// How many bytes base64 and quotes add to the attached files.
    std::uint64_t growth() const { return m_growth; }
    /// Fills `buffer` from `offset` and returns how much that was: less than asked for only at the end.
    /// Throws Error(BadInput) when a file has changed since it was attached.
    std::size_t read(std::uint64_t offset, std::span<char> buffer);

    /// The whole body from front to back. The payload must outlive it.
    std::unique_ptr<Source> source();

private:
    struct Segment {
        enum class Kind { Text, File, Base64 };
        Kind kind = Kind::Text;
        std::uint64_t begin = 0; ///< in the body
        std::uint64_t size = 0;
        std::string text;
        std::size_t file = 0; ///< index into m_files
    };

    void append(Segment segment);
    void appendText(const std::string& text);
    std::size_t readSegment(const Segment& segment, std::uint64_t offset, std::span<char> buffer);
    std::size_t readBase64(const Segment& segment, std::uint64_t offset, std::span<char> buffer);

    std::vector<AttachedFile> m_files;
    std::vector<Segment> m_segments; ///< none empty, ascending
    std::uint64_t m_size = 0;
    std::uint64_t m_growth = 0;
    std::string m_block; ///< base64 of the block read last
    std::uint64_t m_blockIndex = 0;
    std::size_t m_blockFile = 0;
};

} // namespace agentarium::payload
