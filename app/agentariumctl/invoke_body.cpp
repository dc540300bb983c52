// SPDX-License-Identifier: Apache-2.0
#include "app/agentariumctl/invoke_body.h"

#include "core/contract/error.h"

#include <unistd.h>

namespace agentarium::ctl {

namespace {

/// The JSON text that attachments go into is held in memory; the attachments are not.
constexpr std::size_t kMostJson = 16 * 1024 * 1024;

std::string readJson(const std::string& file) {
    std::string text;
    std::string buffer(64 * 1024, '\0');
    const auto take = [&](payload::Source& source) {
        while (const std::size_t count = source.read(buffer)) {
            text.append(buffer, 0, count);
            if (text.size() > kMostJson)
                throw Error(ErrorKind::TooLarge, "The JSON text to attach files to is over 16 MB.",
                            "Attach the large parts as files with --attach.");
        }
    };
    if (file == "-") {
        take(*payload::fromDescriptor(STDIN_FILENO, "Standard input"));
    } else {
        payload::Payload payload = payload::Payload::fromFile(file);
        take(*payload.source());
    }
    return text;
}

bool looksLikeJson(payload::Payload& payload, const std::string& file) {
    if (file.ends_with(".json")) return true;
    std::string begin(512, '\0');
    begin.resize(payload.read(0, begin));
    const std::size_t first = begin.find_first_not_of(" \t\r\n");
    return first != std::string::npos && (begin[first] == '{' || begin[first] == '[');
}

} // namespace

InvokeBody::InvokeBody(const InvokeOptions& options) {
    if (options.payload && options.data)
        throw Error(ErrorKind::BadInput, "Both a payload and --data are given.", "Give one of them.");
    if (!options.attachments.empty()) {
        std::vector<payload::Attachment> attachments;
        for (const std::string& text : options.attachments)
            attachments.push_back(payload::Attachment::parse(text));
        const std::string json = options.data ? readJson(*options.data) : options.payload.value_or("");
        m_payload = payload::Payload::compose(json, attachments);
    } else if (options.data == "-") {
        m_source = payload::fromDescriptor(STDIN_FILENO, "Standard input");
    } else if (options.data) {
        fromFile(*options.data);
    } else {
        m_payload = payload::Payload::fromText(options.payload.value_or("{}"));
    }
    if (m_payload) m_source = m_payload->source();
    if (options.contentType) m_contentType = *options.contentType;
}

void InvokeBody::fromFile(const std::string& file) {
    m_payload = payload::Payload::fromFile(file);
    if (!looksLikeJson(*m_payload, file)) m_contentType = "application/octet-stream";
}

} // namespace agentarium::ctl
