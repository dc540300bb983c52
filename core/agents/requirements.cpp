// SPDX-License-Identifier: Apache-2.0
#include "core/agents/requirements.h"

#include "core/agents/installer.h"
#include "core/agents/merge_tree.h"
#include "core/base/files.h"
#include "core/base/subprocess.h"
#include "core/base/text.h"
#include "core/contract/error.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace agentarium::agents {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kErrorLines = 15;

bool hasWheels(const fs::path& folder) {
    if (!fs::is_directory(folder)) return false;
    return std::any_of(fs::directory_iterator(folder), fs::directory_iterator(),
                       [](const fs::directory_entry& entry) { return entry.path().extension() == ".whl"; });
}

std::optional<fs::path> projectFile(const VendorRequest& request, const std::string& name) {
    for (const fs::path& folder : {request.code, request.project})
        if (fs::is_regular_file(folder / name)) return folder / name;
    return std::nullopt;
}

std::optional<fs::path> projectWheels(const VendorRequest& request) {
    for (const fs::path& folder : {request.code, request.project})
        for (const char* name : {"wheels", "wheelhouse"})
            if (hasWheels(folder / name)) return folder / name;
    return std::nullopt;
}

int countRequirements(const fs::path& file) {
    int count = 0;
    for (const std::string& raw : split(readFile(file), '\n')) {
        const std::string line = trim(raw);
        count += !line.empty() && line.front() != '#';
    }
    return count;
}

/// What the tools print when the network and not the package is the trouble.
bool looksOffline(const std::string& output) {
    for (const char* sign :
         {"Failed to establish a new connection", "NewConnectionError",
          "Temporary failure in name resolution", "Name or service not known", "Connection refused",
          "ConnectTimeout", "ProxyError", "dns error", "error sending request", "Failed to fetch",
          "Network is unreachable", "ReadTimeout", "Connection to ", "tcp connect error"})
        if (output.find(sign) != std::string::npos) return true;
    return false;
}

std::string lastLines(const std::string& text) {
    std::vector<std::string> lines = split(trim(text), '\n');
    if (lines.size() > kErrorLines) lines.erase(lines.begin(), lines.end() - kErrorLines);
    return toUtf8(fmt::format("{}", fmt::join(lines, "\n")));
}

class Vendor {
public:
    Vendor(const VendorRequest& request, fs::path file, jobs::JobContext& job)
        : m_request(request)
        , m_file(std::move(file))
        , m_job(job)
        , m_installer(Installer::find())
        , m_target(request.work / "vendored")
        , m_wheels(request.wheels ? request.wheels : projectWheels(request)) {}

    Checks run() {
        ProcessResult result = install(!m_wheels, {});
        if (!result.ok() && (m_wheels || looksOffline(result.tail)) && !m_request.guestPackages.empty()) {
            const std::string first = result.tail;
            const fs::path stubs = m_request.work / "guest-wheels";
            writeGuestWheels(m_request.guestPackages, stubs);
            m_job.log("Once more, with what the guest image brings.");
            result = install(false, stubs);
            if (!result.ok() && !m_wheels) result.tail = first;
        }
        if (!result.ok()) throw failure(result);
        return takeOver();
    }

private:
    ProcessResult install(bool useIndex, const fs::path& stubs) {
        fs::remove_all(m_target);
        fs::create_directories(m_target);
        InstallRequest what{m_file, m_target, useIndex, {}};
        if (m_wheels) what.links.push_back(*m_wheels);
        if (!stubs.empty()) what.links.push_back(stubs);
        ProcessSpec spec;
        spec.argv = installCommand(m_installer, what);
        spec.cwd = m_file.parent_path();
        spec.env = {{"PYTHONUNBUFFERED", "1"}, {"PIP_ROOT_USER_ACTION", "ignore"}, {"NO_COLOR", "1"}};
        spec.timeout = std::chrono::hours(1);
        const ProcessResult result = runProcess(
            spec,
            [&](std::string_view line) {
                m_job.log(toUtf8(line));
                m_job.progress(std::nullopt, cutUtf8(toUtf8(line), 120));
            },
            [&] { return m_job.cancelled(); });
        m_job.checkCancelled();
        return result;
    }

    Error failure(const ProcessResult& result) const {
        const bool offline = !m_wheels && looksOffline(result.tail);
        return Error(
            ErrorKind::BadInput,
            fmt::format("The packages of requirements.txt could not be had; {} ended with {} and said:\n{}",
                        m_installer.name, result.outcome(), lastLines(result.tail)),
            offline ? "No package index can be reached. Put wheels for AArch64 and Python 3.13 into a folder "
                      "wheels/ of the "
                      "project."
            : m_wheels ? fmt::format("Add the missing wheels, for AArch64 and Python 3.13, to {}.",
                                     m_wheels->filename().string())
                       : "Correct requirements.txt. A package without a wheel for AArch64 and Python 3.13 "
                         "cannot be used.");
    }

    Checks takeOver() {
        Checks checks;
        const std::vector<std::string> guests = removeGuestWheels(m_target);
        useGuestPython(m_target / "bin");
        std::size_t packages = 0;
        for (const fs::directory_entry& entry : fs::directory_iterator(m_target))
            packages += entry.path().extension() == ".dist-info";
        const std::vector<fs::path> kept = mergeTree(m_target, m_request.code);
        checks.push_back(
            {"requirements", "ok",
             fmt::format("{} package{} from {} by {}.", packages, packages == 1 ? "" : "s",
                         m_wheels ? "the wheel folder" : "the package index", m_installer.name)});
        if (!guests.empty())
            checks.push_back(
                {"requirements", "warn",
                 fmt::format("Not vendored, because no index was asked; the guest image's own is used: {}.",
                             fmt::join(guests, ", "))});
        if (!kept.empty())
            checks.push_back(
                {"requirements", "warn",
                 fmt::format(
                     "{} file{} of packages were left out because the agent has its own, the first: {}.",
                     kept.size(), kept.size() == 1 ? "" : "s", kept.front().string())});
        return checks;
    }

    const VendorRequest& m_request;
    fs::path m_file;
    jobs::JobContext& m_job;
    Installer m_installer;
    fs::path m_target;
    std::optional<fs::path> m_wheels;
};

} // namespace

Checks vendorRequirements(const VendorRequest& request, jobs::JobContext& job) {
    if (request.wheels && !fs::is_directory(*request.wheels))
        throw Error(ErrorKind::BadInput,
                    fmt::format("The wheel folder {} is not a folder.", request.wheels->string()),
                    "Name a folder with .whl files.");
    const auto file = projectFile(request, "requirements.txt");
    Checks checks;
    if (!file && projectFile(request, "pyproject.toml"))
        checks.push_back({"requirements", "warn",
                          "pyproject.toml is not read: list the agent's packages in requirements.txt."});
    if (file && countRequirements(*file) > 0) {
        checks = Vendor(request, *file, job).run();
    } else if (checks.empty()) {
        checks.push_back({"requirements", "ok", "No packages are required."});
    }
    if (const auto wheels = projectWheels(request)) fs::remove_all(*wheels);
    return checks;
}

} // namespace agentarium::agents
