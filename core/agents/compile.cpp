// SPDX-License-Identifier: Apache-2.0
#include "core/agents/compile.h"

#include "core/agents/launch_command.h"
#include "core/base/subprocess.h"
#include "core/contract/error.h"

#include <fmt/format.h>

#include <algorithm>

namespace agentarium::agents {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMaxWarnings = 20;

struct CompileError {
    std::string file; ///< relative to the code
    std::string text; ///< the compiler's words
};

/// Collects what compileall says of files it could not compile: a line that names the file, then the message.
class ErrorReader {
public:
    explicit ErrorReader(std::string code) : m_code(std::move(code)) {}

    void line(const std::string& text) {
        static const std::string begin = "*** Error compiling '";
        if (text.starts_with(begin)) {
            std::string file = text.substr(begin.size());
            file = file.substr(0, file.rfind('\''));
            if (file.starts_with(m_code + "/")) file.erase(0, m_code.size() + 1);
            m_errors.push_back({file, {}});
        } else if (!m_errors.empty()) {
            std::string& all = m_errors.back().text;
            if (all.size() < 2000) all += (all.empty() ? "" : "\n") + text;
        }
    }

    const std::vector<CompileError>& errors() const { return m_errors; }

private:
    std::string m_code;
    std::vector<CompileError> m_errors;
};

std::size_t countPython(const fs::path& code) {
    std::size_t count = 0;
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(code))
        count += entry.path().extension() == ".py" && !entry.is_symlink();
    return count;
}

std::string lastLine(const std::string& text) {
    return text.substr(text.rfind('\n') == std::string::npos ? 0 : text.rfind('\n') + 1);
}

} // namespace

Checks compilePython(const fs::path& code, const fs::path& entryFile,
                     const std::optional<std::vector<std::string>>& python, jobs::JobContext& job) {
    if (!python || python->empty())
        return {{"compile", "skipped",
                 "No Python 3.13 for the host is here (the image brings one when it is built), so the guest "
                 "compiles at "
                 "every start."}};
    const std::size_t count = countPython(code);
    ProcessSpec spec;
    spec.argv = *python;
    for (const char* word : {"-m", "compileall", "--invalidation-mode", "unchecked-hash", "-q", "-f"})
        spec.argv.push_back(word);
    // One process: workers would be started without the loader the host-run Python needs.
    for (const std::string& word :
         {std::string("-s"), code.string(), std::string("-p"), std::string(kTaskRoot), code.string()})
        spec.argv.push_back(word);
    spec.cwd = "/";
    spec.env = {{"PYTHONHASHSEED", "0"}, {"PYTHONDONTWRITEBYTECODE", "1"}, {"PYTHONIOENCODING", "utf-8"}};
    spec.timeout = std::chrono::minutes(10);

    ErrorReader reader(code.string());
    job.progress(std::nullopt, fmt::format("{} Python files", count));
    const ProcessResult result = runProcess(
        spec, [&](std::string_view line) { reader.line(std::string(line)); },
        [&] { return job.cancelled(); });
    job.checkCancelled();
    if (!result.ok() && reader.errors().empty())
        throw Error(
            ErrorKind::RuntimeFailed,
            fmt::format("The agent's code could not be compiled ({}): {}", result.outcome(), result.tail),
            "Build the guest image again: agentariumctl image build");
    Checks checks;
    for (const CompileError& error : reader.errors()) {
        job.log(error.file + ": " + error.text);
        if (error.file == entryFile.string())
            throw Error(ErrorKind::BadInput, fmt::format("{} does not compile:\n{}", error.file, error.text),
                        fmt::format("Correct {} and deploy again.", error.file));
        if (checks.size() < kMaxWarnings)
            checks.push_back({"compile", "warn",
                              fmt::format("{} does not compile: {}", error.file, lastLine(error.text))});
    }
    const std::size_t compiled = count - std::min(count, reader.errors().size());
    checks.push_back(
        {"compile", "ok", fmt::format("{} Python file{} compiled.", compiled, compiled == 1 ? "" : "s")});
    return checks;
}

} // namespace agentarium::agents
