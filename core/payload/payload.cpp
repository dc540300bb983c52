// SPDX-License-Identifier: Apache-2.0
#include "core/payload/payload.h"

#include "core/payload/base64.h"
#include "core/payload/insertions.h"

#include <algorithm>
#include <cstring>

namespace agentarium::payload {

namespace {

constexpr std::uint64_t kBlock =
    48 * 1024; ///< of a file; divisible by three, so that blocks encode on their own
constexpr std::uint64_t kEncodedBlock = base64Size(kBlock);

class PayloadSource final : public Source {
public:
    explicit PayloadSource(Payload& payload) : m_payload(payload) {}
    std::optional<std::uint64_t> size() const override { return m_payload.size(); }
    std::size_t read(std::span<char> buffer) override {
        const std::size_t count = m_payload.read(m_at, buffer);
        m_at += count;
        return count;
    }

private:
    Payload& m_payload;
    std::uint64_t m_at = 0;
};

} // namespace

Payload Payload::fromText(std::string text) {
    checkSize(text.size());
    Payload payload;
    payload.appendText(text);
    return payload;
}

Payload Payload::fromFile(const std::filesystem::path& file) {
    Payload payload;
    payload.m_files.emplace_back(file);
    const std::uint64_t size = payload.m_files.back().size();
    payload.append({Segment::Kind::File, 0, size, {}, 0});
    checkSize(payload.m_size);
    return payload;
}

Payload Payload::compose(const std::string& json, const std::vector<Attachment>& attachments) {
    Payload payload;
    for (const Attachment& attachment : attachments)
        payload.m_files.emplace_back(attachment.file);
    for (const Piece& piece : insertAttachments(json.empty() ? "{}" : json, attachments)) {
        if (const auto* text = std::get_if<std::string>(&piece)) {
            payload.appendText(*text);
            continue;
        }
        const std::size_t file = std::get<std::size_t>(piece);
        const std::uint64_t bytes = payload.m_files[file].size();
        payload.appendText("\"");
        payload.append({Segment::Kind::Base64, 0, base64Size(bytes), {}, file});
        payload.appendText("\"");
        payload.m_growth += base64Size(bytes) - bytes + 2;
    }
    checkSize(payload.m_size);
    return payload;
}

void Payload::append(Segment segment) {
    if (segment.size == 0) return;
    segment.begin = m_size;
    m_size += segment.size;
    m_segments.push_back(std::move(segment));
}

void Payload::appendText(const std::string& text) {
    if (m_segments.empty() || m_segments.back().kind != Segment::Kind::Text) {
        append({Segment::Kind::Text, 0, text.size(), text, 0});
        return;
    }
    m_segments.back().text += text;
    m_segments.back().size += text.size();
    m_size += text.size();
}

std::size_t Payload::read(std::uint64_t offset, std::span<char> buffer) {
    auto segment = std::upper_bound(m_segments.begin(), m_segments.end(), offset,
                                    [](std::uint64_t at, const Segment& s) { return at < s.begin; });
    if (segment != m_segments.begin()) --segment;
    std::size_t done = 0;
    for (; segment != m_segments.end() && done < buffer.size(); ++segment) {
        std::uint64_t within = offset + done - segment->begin;
        while (within < segment->size && done < buffer.size()) {
            const std::uint64_t most = std::min<std::uint64_t>(buffer.size() - done, segment->size - within);
            const std::size_t count = readSegment(*segment, within, buffer.subspan(done, most));
            within += count;
            done += count;
        }
    }
    return done;
}

std::size_t Payload::readSegment(const Segment& segment, std::uint64_t offset, std::span<char> buffer) {
    switch (segment.kind) {
    case Segment::Kind::Text:
        std::memcpy(buffer.data(), segment.text.data() + offset, buffer.size());
        break;
    case Segment::Kind::File:
        m_files[segment.file].read(offset, buffer);
        break;
    case Segment::Kind::Base64:
        return readBase64(segment, offset, buffer);
    }
    return buffer.size();
}

std::size_t Payload::readBase64(const Segment& segment, std::uint64_t offset, std::span<char> buffer) {
    const std::uint64_t index = offset / kEncodedBlock;
    if (m_block.empty() || m_blockFile != segment.file || m_blockIndex != index) {
        const AttachedFile& file = m_files[segment.file];
        std::string raw(std::min(kBlock, file.size() - index * kBlock), '\0');
        m_block.clear();
        file.read(index * kBlock, raw);
        encodeBase64(raw, m_block);
        m_blockFile = segment.file;
        m_blockIndex = index;
    }
    const std::uint64_t within = offset - index * kEncodedBlock;
    const std::size_t count = std::min<std::size_t>(buffer.size(), m_block.size() - within);
    std::memcpy(buffer.data(), m_block.data() + within, count);
    return count;
}

std::unique_ptr<Source> Payload::source() {
    return std::make_unique<PayloadSource>(*this);
}

} // namespace agentarium::payload
