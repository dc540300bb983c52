// SPDX-License-Identifier: Apache-2.0
#include "core/events/blobs.h"

#include "core/contract/error.h"
#include "core/events/blob_names.h"
#include "core/events/blob_queue.h"

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>

#include <map>

namespace agentarium::events {

namespace fs = std::filesystem;

namespace {

Error noPayload(const std::string& name) {
    return Error(
        ErrorKind::NotFound, "There is no recorded payload " + name + ".",
        "Private payloads are not recorded; a partial name becomes a digest when the payload is complete.");
}

void removeLeftovers(const fs::path& partial) {
    std::error_code ec;
    for (const auto& entry : fs::directory_iterator(partial, ec))
        fs::remove(entry.path(), ec);
}

} // namespace

class BlobStore::Impl : public std::enable_shared_from_this<Impl> {
public:
    class Writer;

    Impl(asio::thread_pool& threads, const fs::path& home)
        : pool(threads), folder(std::make_shared<BlobFolder>(home)) {
        makePrivateFolder(folder->path());
        makePrivateFolder(folder->partial());
        removeLeftovers(folder->partial());
    }

    fs::path finished(const std::string& name) const {
        const auto digest = isSha256(name) ? std::optional(name) : names.find(name);
        if (!digest) throw noPayload(name);
        return folder->of(*digest);
    }

    std::shared_ptr<BlobQueue> growing(const std::string& name) const {
        const auto found = open.find(name);
        return found == open.end() ? nullptr : found->second.lock();
    }

    void close(const std::string& name, const std::shared_ptr<BlobQueue>& queue) {
        if (growing(name) == queue) open.erase(name);
    }

    asio::thread_pool& pool;
    const std::shared_ptr<BlobFolder> folder;
    std::map<std::string, std::weak_ptr<BlobQueue>> open; ///< by partial name
    FinishedNames names;
};

class BlobStore::Impl::Writer : public BlobWriter {
public:
    Writer(std::shared_ptr<Impl> store, std::string name, std::shared_ptr<BlobQueue> queue)
        : m_store(std::move(store)), m_name(std::move(name)), m_queue(std::move(queue)) {}
    ~Writer() override { m_store->close(m_name, m_queue); }

    Task<void> write(std::vector<std::byte> bytes) override {
        const auto queue = m_queue;
        co_await BlobQueue::write(queue, std::move(bytes));
    }

    Task<BlobRef> finish() override {
        const auto queue = m_queue;
        const auto store = m_store;
        const std::string name = m_name;
        const auto work = [file = queue->file()] { return file->finish(); };
        const BlobRef ref = co_await queue->run(work);
        // Behind the caller, who appends the event that names it as soon as this returns.
        const auto executor = co_await asio::this_coro::executor;
        asio::post(executor, [folder = store->folder, sha256 = ref.sha256] { folder->settle(sha256); });
        store->names.add(name, ref.sha256);
        store->close(name, queue);
        co_return ref;
    }

private:
    std::shared_ptr<Impl> m_store;
    std::string m_name;
    std::shared_ptr<BlobQueue> m_queue;
};

BlobStore::BlobStore(asio::thread_pool& pool, const fs::path& home)
    : m_impl(std::make_shared<Impl>(pool, home)) {}

BlobStore::~BlobStore() = default;

std::unique_ptr<BlobWriter> BlobStore::create(const std::string& partialName) {
    if (!isPartialName(partialName) || isSha256(partialName))
        throw Error(ErrorKind::BadInput, "\"" + partialName + "\" is no name for a payload.");
    if (m_impl->growing(partialName))
        throw Error(ErrorKind::Conflict, "The payload " + partialName + " is being recorded already.");
    const auto file = std::make_shared<BlobFile>(m_impl->folder, m_impl->folder->partial() / partialName);
    const auto queue = std::make_shared<BlobQueue>(m_impl->pool, file);
    m_impl->open[partialName] = queue;
    return std::make_unique<Impl::Writer>(m_impl, partialName, queue);
}

Task<std::vector<std::byte>> BlobStore::read(std::string digestOrPartialName, std::uint64_t offset,
                                             std::size_t length) {
    const auto impl = m_impl;
    if (const auto queue = impl->growing(digestOrPartialName)) {
        // Behind what is queued already: whoever was told of bytes can read them.
        const auto file = queue->file();
        const auto work = [file, offset, length] {
            return file->size() == 0 ? std::vector<std::byte>() : readRange(file->readable(), offset, length);
        };
        co_return co_await queue->run(work);
    }
    const fs::path path = impl->finished(digestOrPartialName);
    const auto work = [&] {
        if (!fs::exists(path)) throw noPayload(digestOrPartialName);
        return readRange(path, offset, length);
    };
    co_return co_await offload(impl->pool, work);
}

const std::shared_ptr<BlobFolder>& BlobStore::folder() const {
    return m_impl->folder;
}

Task<std::uint64_t> BlobStore::size(std::string digestOrPartialName) {
    const auto impl = m_impl;
    if (const auto queue = impl->growing(digestOrPartialName)) {
        const auto file = queue->file();
        const auto work = [file] { return file->size(); };
        co_return co_await queue->run(work);
    }
    const fs::path path = impl->finished(digestOrPartialName);
    const auto work = [&]() -> std::uint64_t {
        std::error_code ec;
        const auto size = fs::file_size(path, ec);
        if (ec) throw noPayload(digestOrPartialName);
        return size;
    };
    co_return co_await offload(impl->pool, work);
}

} // namespace agentarium::events
