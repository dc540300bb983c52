// SPDX-License-Identifier: Apache-2.0
#include "core/image/aptroot.h"

#include "core/contract/error.h"
#include "core/image/aptconfig.h"
#include "core/image/aptoutput.h"
#include "core/image/digest.h"
#include "core/image/process.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <sys/utsname.h>

namespace agentarium::image {

namespace fs = std::filesystem;

namespace {

const char* const importFix = "On a host without Debian's archive: agentariumctl image import FILE.";

int runApt(const std::vector<std::string>& command, jobs::JobContext& job, Complaints& complaints,
           const std::function<void(const std::string&)>& line = {}, const std::function<void()>& tick = {}) {
    Process process;
    process.command = command;
    process.environment = {"LC_ALL=C", "DEBIAN_FRONTEND=noninteractive"};
    process.tick = tick;
    process.line = [&](const std::string& text) {
        complaints.read(text);
        if (line) line(text);
    };
    return run(process, job);
}

void writeText(const fs::path& file, const std::string& text) {
    std::ofstream out(file, std::ios::trunc);
    out << text;
    out.close();
    if (!out)
        throw Error(ErrorKind::RuntimeFailed, fmt::format("{} cannot be written.", file.string()),
                    "Check the free disk space.");
}

std::string megabytes(std::uintmax_t bytes) {
    return fmt::format("{:.1f} MB", static_cast<double>(bytes) / 1e6);
}

std::uintmax_t sizeOf(const fs::path& file) {
    std::error_code ec;
    const auto size = fs::file_size(file, ec);
    return ec ? 0 : size;
}

} // namespace

std::string hostArchitecture() {
    utsname names{};
    if (::uname(&names) != 0) return {};
    const std::string machine = names.machine;
    if (machine == "x86_64") return "amd64";
    if (machine == "aarch64" || machine == "arm64") return "arm64";
    return {};
}

AptRoot::AptRoot(AptRootSettings settings) : m_settings(std::move(settings)) {
    configure();
}

void AptRoot::configure() const {
    for (const char* folder : {"lists/partial", "archives/partial", "log"})
        fs::create_directories(m_settings.folder / folder);
    writeText(m_settings.folder / "apt.conf", aptConfiguration(m_settings));
    writeText(m_settings.folder / "private.sources", aptSourceList(m_settings));
    writeText(m_settings.folder / "status", dpkgStatus(m_settings));
}

std::vector<std::string> AptRoot::aptGet(const std::vector<std::string>& arguments) const {
    std::vector<std::string> command = {findProgram("apt-get"), "-c",
                                        (m_settings.folder / "apt.conf").string(), "-q"};
    command.insert(command.end(), arguments.begin(), arguments.end());
    return command;
}

bool AptRoot::refresh(jobs::JobContext& job) {
    Complaints complaints;
    const int code =
        runApt(aptGet({"update"}), job, complaints, [&](const std::string& line) { job.log(line); });
    if (code == 0) return true;
    if (complaints.signature())
        throw Error(ErrorKind::RuntimeFailed,
                    fmt::format("The package lists of {} do not pass apt's signature check: {}",
                                m_settings.mirrors.main, complaints.first()),
                    "Update the package debian-archive-keyring, check the clock, or name another mirror: "
                    "agentariumctl "
                    "image build --mirror URL.");
    const bool haveLists = std::any_of(
        fs::directory_iterator(m_settings.folder / "lists"), fs::directory_iterator(), [](const auto& entry) {
            return entry.path().filename().string().find("_Packages") != std::string::npos;
        });
    if (haveLists) {
        job.log(fmt::format("The package lists could not be refreshed ({}); those of the last run are used.",
                            complaints.first()));
        return false;
    }
    throw Error(ErrorKind::RuntimeFailed,
                fmt::format("{}: the package lists of {} cannot be fetched: {}",
                            complaints.network() ? "No network" : "No package lists", m_settings.mirrors.main,
                            complaints.first()),
                fmt::format("Check the network, apt's proxy settings and the mirror, then run the same "
                            "again; what was downloaded "
                            "is kept. {}",
                            importFix));
}

std::vector<Deb> AptRoot::resolve(const std::vector<std::string>& packages, jobs::JobContext& job) {
    std::vector<std::string> arguments = {"-s", "-o", "Debug::NoLocking=true", "install"};
    arguments.insert(arguments.end(), packages.begin(), packages.end());
    std::map<std::string, Deb> debs;
    Complaints complaints;
    const int code = runApt(aptGet(arguments), job, complaints, [&](const std::string& line) {
        if (const auto deb = readInstLine(line)) debs[deb->name] = *deb;
    });
    if (code != 0 || debs.empty())
        throw Error(ErrorKind::RuntimeFailed,
                    fmt::format("apt cannot put the guest's packages together: {}", complaints.first()),
                    "Check that the mirror carries the suites of resources/guest/recipe, or name another: "
                    "agentariumctl "
                    "image build --mirror URL.");
    std::vector<std::string> show = {findProgram("apt-cache"), "-c",
                                     (m_settings.folder / "apt.conf").string(), "show"};
    for (const auto& [name, deb] : debs)
        show.push_back(name + "=" + deb.version);
    Deb* current = nullptr;
    runApt(show, job, complaints, [&](const std::string& line) {
        if (line.rfind("Package: ", 0) == 0) {
            const auto found = debs.find(line.substr(9));
            current = found == debs.end() ? nullptr : &found->second;
        }
        if (current && line.rfind("Size: ", 0) == 0) current->size = std::stoull(line.substr(6));
        if (current && line.rfind("SHA256: ", 0) == 0) current->sha256 = line.substr(8);
    });
    std::vector<Deb> result;
    for (auto& [name, deb] : debs) {
        if (deb.sha256.size() != 64)
            throw Error(ErrorKind::RuntimeFailed,
                        fmt::format("The package lists have no hash for {} {}.", name, deb.version),
                        "Run the same again; if it stays, name another mirror: agentariumctl image build "
                        "--mirror URL.");
        deb.file = archives() / debFileName(deb);
        result.push_back(deb);
    }
    return result;
}

void AptRoot::download(const std::vector<Deb>& debs, jobs::JobContext& job) {
    std::uintmax_t total = 0;
    for (const Deb& deb : debs)
        total += deb.size;
    const auto report = [&] {
        std::uintmax_t have = 0;
        for (const Deb& deb : debs)
            have += std::min(
                deb.size, std::max(sizeOf(deb.file), sizeOf(archives() / "partial" / deb.file.filename())));
        job.progress(total ? static_cast<double>(have) / static_cast<double>(total) : 1.0,
                     fmt::format("{} of {}", megabytes(have), megabytes(total)));
    };
    const auto isRight = [](const Deb& deb) {
        return sizeOf(deb.file) == deb.size && sha256Of({deb.file}) == deb.sha256;
    };
    std::vector<std::string> arguments = {"-y", "-d", "install"};
    bool missing = false;
    for (const Deb& deb : debs) {
        arguments.push_back(deb.name + "=" + deb.version);
        if (isRight(deb)) continue;
        missing = true;
        fs::remove(deb.file);
    }
    report();
    if (!missing) return;
    Complaints complaints;
    const int code = runApt(
        aptGet(arguments), job, complaints, [&](const std::string& line) { job.log(line); }, report);
    for (const Deb& deb : debs) {
        job.checkCancelled();
        if (isRight(deb)) continue;
        std::string why = complaints.first();
        if (code == 0)
            why = fmt::format("{} is not the file the package lists name", deb.file.filename().string());
        throw Error(ErrorKind::RuntimeFailed,
                    fmt::format("{}: the packages of the guest image are not complete ({} is missing): {}",
                                complaints.network() ? "No network" : "Download failed", deb.name, why),
                    fmt::format("Check the network, then run the same again; what was downloaded is kept. {}",
                                importFix));
    }
    report();
}

void AptRoot::forgetAllBut(const std::vector<Deb>& debs) const {
    std::set<std::string> keep;
    for (const Deb& deb : debs)
        keep.insert(deb.file.filename().string());
    for (const auto& entry : fs::directory_iterator(archives()))
        if (entry.path().extension() == ".deb" && !keep.count(entry.path().filename().string()))
            fs::remove(entry.path());
}

} // namespace agentarium::image
