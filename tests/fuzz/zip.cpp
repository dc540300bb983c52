// SPDX-License-Identifier: Apache-2.0
// An agent's zip: whatever it holds, nothing is written outside the folder.
#include "core/agents/source_reader.h"
#include "tests/fuzz/input.h"

using namespace agentarium;
namespace fs = std::filesystem;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static fuzz::Folder folder;
    folder.clear();
    const auto zip = folder.write("agent.zip", {reinterpret_cast<const char*>(data), size});
    const fs::path into = folder.path() / "tree";
    fs::create_directory(into);
    jobs::SilentJob job;
    const bool taken = fuzz::accepted([&] {
        agents::TreeWriter tree(into, agents::TreeLimits{16 * 1024 * 1024, 1000});
        agents::readZip(zip, tree, job);
        tree.finish();
    });
    // The zip and the tree, and nothing beside them.
    fuzz::require(std::distance(fs::directory_iterator(folder.path()), {}) == 2);
    if (!taken) return 0;
    for (const auto& entry : fs::recursive_directory_iterator(into)) {
        if (!entry.is_symlink()) continue;
        const auto target = fs::weakly_canonical(entry.path().parent_path() / fs::read_symlink(entry.path()));
        fuzz::require(target.string().starts_with(fs::canonical(into).string()));
    }
    return 0;
}
