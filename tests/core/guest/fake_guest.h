// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/wire/control.h"
#include "core/wire/line_reader.h"
#include "core/wire/marker.h"
#include "core/wire/mux.h"
#include "core/wire/ports.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

/// The guest's half of docs/link.md on three listening sockets, as QEMU shows them; streams are served by a
/// function.
class FakeGuest {
public:
    using Mux = agentarium::wire::Mux;
    using Socket = boost::asio::local::stream_protocol::socket;

    /// One of `in` and `out`.
    struct Port final : Mux::Handler {
        Port(FakeGuest& owner, const std::filesystem::path& path, Mux::Role itsRole)
            : guest(owner), role(itsRole), acceptor(owner.io, path.string()), socket(owner.io) {}
        FakeGuest& guest;
        Mux::Role role;
        boost::asio::local::stream_protocol::acceptor acceptor;
        Socket socket;
        std::optional<agentarium::wire::MarkerScanner> scanner;
        std::unique_ptr<Mux> mux;
        std::array<std::uint8_t, 65536> buffer{};

        void opened(Mux::Id id, const std::string& target) override { guest.onOpen(*mux, id, target); }
        void accepted(Mux::Id id) override { guest.onAccepted(*mux, id); }
        void refused(Mux::Id, const std::string& reason) override { guest.refusal = reason; }
        void received(Mux::Id id, Mux::Bytes data) override {
            guest.data[id].append(data.begin(), data.end());
            guest.onData(*mux, id, data);
        }
        void ended(Mux::Id id) override { guest.onEnd(*mux, id); }
        void writable(Mux::Id) override {}
        void closed(Mux::Id id, bool clean) override { guest.closed[id] = clean; }
        void pong(std::uint64_t) override {}

        void accept() {
            acceptor.async_accept(socket, [this](auto ec) {
                if (ec) return;
                write(guest.stale);
                read();
            });
        }
        void read() {
            socket.async_read_some(boost::asio::buffer(buffer), [this](auto ec, std::size_t n) {
                if (ec) return;
                take({buffer.data(), n});
                read();
            });
        }
        void take(Mux::Bytes bytes) {
            if (scanner) {
                const auto old = scanner->feed(bytes);
                if (!old) return;
                bytes = bytes.subspan(*old);
                scanner.reset();
                write(agentarium::wire::markerOf(guest.epoch));
                mux = std::make_unique<Mux>(role, *this);
            }
            if (mux) mux->feed(bytes);
            flush();
        }
        void flush() {
            while (mux && !mux->pending().empty()) {
                const auto bytes = mux->pending();
                write({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
                mux->wrote(bytes.size());
            }
        }
        void write(const std::string& text) {
            auto kept = std::make_shared<std::string>(text);
            queue = queue + *kept;
            if (std::exchange(writing, true)) return;
            writeQueue();
        }
        void writeQueue() {
            auto kept = std::make_shared<std::string>(std::exchange(queue, {}));
            boost::asio::async_write(socket, boost::asio::buffer(*kept), [this, kept](auto ec, std::size_t) {
                writing = false;
                if (!ec && !queue.empty()) {
                    writing = true;
                    writeQueue();
                }
            });
        }
        std::string queue;
        bool writing = false;
    };

    FakeGuest(boost::asio::io_context& context, const std::filesystem::path& folder)
        : io(context)
        , in(*this, folder / "in", Mux::Role::Server)
        , out(*this, folder / "out", Mux::Role::Client)
        , ctlAcceptor(io, (folder / "ctl").string())
        , ctl(io) {
        in.accept();
        out.accept();
        ctlAcceptor.async_accept(ctl, [this](auto ec) {
            if (!ec) readControl();
        });
    }

    boost::asio::io_context& io;
    std::string stale;        ///< bytes of an earlier connection, before everything else on in and out
    std::string staleControl; ///< the same on ctl
    int ignoredRequests = 0;  ///< epoch lines to leave unanswered first
    int requests = 0;
    agentarium::wire::EpochRequest last; ///< of the answered ones
    std::string epoch;
    std::string refusal;
    std::map<Mux::Id, std::string> data;
    std::map<Mux::Id, bool> closed;
    std::function<void(Mux&, Mux::Id, const std::string&)> onOpen =
        [](Mux& mux, Mux::Id id, const std::string&) { mux.accept(id); };
    std::function<void(Mux&, Mux::Id)> onAccepted = [](Mux&, Mux::Id) {};
    std::function<void(Mux&, Mux::Id, Mux::Bytes)> onData = [](Mux& mux, Mux::Id id, Mux::Bytes bytes) {
        mux.consume(id, bytes.size());
    };
    std::function<void(Mux&, Mux::Id)> onEnd = [](Mux&, Mux::Id) {};
    Port in;
    Port out;

    /// As when the machine stops.
    void die() {
        boost::system::error_code ignored;
        in.socket.close(ignored);
        out.socket.close(ignored);
        ctl.close(ignored);
    }

private:
    void readControl() {
        ctl.async_read_some(boost::asio::buffer(m_buffer), [this](auto ec, std::size_t n) {
            if (ec) return;
            m_lines.feed({m_buffer.data(), n}, [this](const std::string& line) { control(line); });
            readControl();
        });
    }
    void control(const std::string& line) {
        const auto request = agentarium::wire::parseEpochRequest(line);
        if (!request || ++requests <= ignoredRequests) return;
        last = *request;
        if (request->epoch != epoch) {
            epoch = request->epoch;
            for (Port* port : {&in, &out})
                port->scanner.emplace(agentarium::wire::markerOf(epoch));
        }
        const std::string answer =
            staleControl + toLine(agentarium::wire::EpochAnswer{epoch, "fake", 1'000'000, 2'000'000, true});
        boost::asio::write(ctl, boost::asio::buffer(answer));
    }

    boost::asio::local::stream_protocol::acceptor ctlAcceptor;
    Socket ctl;
    agentarium::wire::LineReader m_lines{10'000};
    std::array<char, 4096> m_buffer{};
};
