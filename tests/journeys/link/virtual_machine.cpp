// SPDX-License-Identifier: Apache-2.0
#include "tests/journeys/link/virtual_machine.h"

#include "core/wire/ports.h"

#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <signal.h>
#include <sstream>
#include <stdexcept>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace agentarium::linktest {

namespace fs = std::filesystem;

namespace {

void addPort(std::vector<std::string>& argv, const fs::path& folder, const std::string& name,
             const char* port) {
    argv.insert(argv.end(),
                {"-chardev",
                 "socket,id=" + name + ",path=" + (folder / name).string() + ",server=on,wait=off", "-device",
                 "virtserialport,chardev=" + name + ",name=" + port});
}

} // namespace

VirtualMachine::VirtualMachine(const Options& options) {
    std::string folder = (fs::temp_directory_path() / "agentarium-link-XXXXXX").string();
    if (!::mkdtemp(folder.data())) throw std::runtime_error("cannot make a folder for the sockets");
    m_folder = folder;
    std::vector<std::string> argv{
        "qemu-system-aarch64",
        "-M",
        "virt,gic-version=3",
        "-cpu",
        "neoverse-n1",
        "-m",
        std::to_string(options.memoryMb),
        "-smp",
        "1",
        "-nodefaults",
        "-display",
        "none",
        "-no-reboot",
        "-nic",
        "none",
        "-kernel",
        options.kernel.string(),
        "-initrd",
        options.initrd.string(),
        "-append",
        "console=ttyAMA0 quiet loglevel=3 cryptomgr.notests nokaslr panic=-1 reboot=k",
        "-chardev",
        "file,id=con,path=" + (m_folder / "console").string(),
        "-serial",
        "chardev:con",
        "-device",
        "virtio-serial-pci,max_ports=8"};
    addPort(argv, m_folder, "ctl", wire::kCtlPort);
    addPort(argv, m_folder, "in", wire::kInPort);
    addPort(argv, m_folder, "out", wire::kOutPort);
    for (const std::string& disk : options.disks) {
        const auto split = disk.find('=');
        const std::string serial = disk.substr(0, split);
        argv.insert(argv.end(),
                    {"-drive",
                     "if=none,id=" + serial + ",format=raw,readonly=on,file=" + disk.substr(split + 1),
                     "-device", "virtio-blk-pci,drive=" + serial + ",serial=" + serial});
    }
    std::vector<char*> words;
    for (std::string& word : argv)
        words.push_back(word.data());
    words.push_back(nullptr);
    m_pid = ::fork();
    if (m_pid == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        ::execvp(words[0], words.data());
        ::_exit(127);
    }
}

VirtualMachine::~VirtualMachine() {
    ::kill(m_pid, SIGKILL);
    ::waitpid(m_pid, nullptr, 0);
    std::error_code ignored;
    fs::remove_all(m_folder, ignored);
}

std::string VirtualMachine::console() const {
    std::ifstream file(m_folder / "console");
    return {std::istreambuf_iterator<char>(file), {}};
}

double VirtualMachine::cpuSeconds() const {
    std::ifstream file("/proc/" + std::to_string(m_pid) + "/stat");
    std::string text(std::istreambuf_iterator<char>(file), {});
    std::istringstream fields(text.substr(text.rfind(')') + 2));
    std::string field;
    long user = 0, system = 0;
    for (int i = 3; i < 14; ++i)
        fields >> field; // proc(5): utime is the 14th
    fields >> user >> system;
    return static_cast<double>(user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

} // namespace agentarium::linktest
