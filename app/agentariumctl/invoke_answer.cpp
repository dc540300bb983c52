// SPDX-License-Identifier: Apache-2.0
#include "app/agentariumctl/invoke_answer.h"

#include "app/agentariumctl/format.h"
#include "core/base/text.h"
#include "core/contract/error.h"

#include <cerrno>
#include <cstring>
#include <unistd.h>

namespace agentarium::ctl {

namespace {

constexpr std::size_t kMostText = 64 * 1024;

[[noreturn]] void cannotWrite(ErrorKind kind, const std::string& file) {
    throw Error(kind, "The file " + file + " cannot be written: " + std::strerror(errno) + ".",
                "Give --out a file in a folder that you may write to and that has room.");
}

} // namespace

void InvokeAnswer::begin() {
    if (m_file.empty()) return;
    m_stream.open(m_file, std::ios::binary | std::ios::trunc);
    if (!m_stream) cannotWrite(ErrorKind::BadInput, m_file);
}

void InvokeAnswer::add(std::string_view bytes) {
    if (!m_file.empty()) {
        m_stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        if (!m_stream.flush()) cannotWrite(ErrorKind::RuntimeFailed, m_file);
    } else if (!m_json) {
        m_out.raw(bytes);
        m_last = bytes.back();
    }
    m_bytes += bytes.size();
    if (!m_json) return;
    m_hash.update(bytes);
    // A little more than is shown, so that a character across the limit is seen whole.
    const std::size_t room = kMostText + 4 - m_kept.size();
    m_kept += bytes.substr(0, room);
}

void InvokeAnswer::end() {
    if (!m_file.empty()) {
        m_stream.close();
        if (!m_stream) cannotWrite(ErrorKind::RuntimeFailed, m_file);
        m_out.note(formatBytes(m_bytes) + " written to " + m_file + ".");
    } else if (!m_json && m_last != '\n' && isatty(STDOUT_FILENO)) {
        m_out.raw("\n");
    }
}

void InvokeAnswer::addTo(nlohmann::json& document) {
    const std::string text(cutUtf8(m_kept, kMostText));
    document["bodySha256"] = m_hash.finish();
    document["bodyTruncated"] = m_bytes > text.size();
    document["body"] = nullptr;
    if (isUtf8(text)) document["body"] = text;
}

} // namespace agentarium::ctl
