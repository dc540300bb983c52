// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/agentariumctl/output.h"
#include "core/base/hash.h"

#include <fstream>
#include <string>

namespace agentarium::ctl {

/// Where the body of an answer goes: standard output as it comes, a file, or 64 KiB and a digest for
/// `--json`.
class InvokeAnswer {
public:
    InvokeAnswer(Output& out, bool json, std::string file)
        : m_out(out), m_json(json), m_file(std::move(file)) {}

    /// Makes the file. Throws Error(BadInput).
    void begin();
    void add(std::string_view bytes);
    /// Ends the last line on a terminal, or closes the file. Throws Error(RuntimeFailed).
    void end();
    /// Adds `bodySha256`, `body`, `bodyTruncated`; `body` is null when it is no UTF-8 text.
    void addTo(nlohmann::json& document);

private:
    Output& m_out;
    bool m_json;
    std::string m_file;
    std::ofstream m_stream;
    Sha256 m_hash;
    std::string m_kept;
    std::uint64_t m_bytes = 0;
    char m_last = '\n';
};

} // namespace agentarium::ctl
