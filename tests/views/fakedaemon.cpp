// SPDX-License-Identifier: Apache-2.0
#include "tests/views/fakedaemon.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTcpSocket>

namespace agentarium::tests {

void FakeRequest::reply(int status, const QByteArray& answer, const QByteArray& type,
                        const QByteArray& extra) const {
    socket->write("HTTP/1.1 " + QByteArray::number(status) + " Fake\r\nContent-Type: " + type +
                  "\r\nContent-Length: " + QByteArray::number(answer.size()) + "\r\n" + extra + "\r\n" +
                  answer);
}

void FakeRequest::reply(int status, const QJsonObject& json) const {
    reply(status, QJsonDocument(json).toJson(QJsonDocument::Compact));
}

void FakeRequest::begin(int status, const QByteArray& type, const QByteArray& extra) const {
    socket->write("HTTP/1.1 " + QByteArray::number(status) + " Fake\r\nContent-Type: " + type +
                  "\r\nTransfer-Encoding: chunked\r\n" + extra + "\r\n");
}

void FakeRequest::chunk(const QByteArray& bytes) const {
    socket->write(QByteArray::number(bytes.size(), 16) + "\r\n" + bytes + "\r\n");
    socket->flush();
}

void FakeRequest::end() const {
    socket->write("0\r\n\r\n");
}

FakeDaemon::FakeDaemon() {
    connect(&m_server, &QTcpServer::newConnection, this, [this] {
        while (QTcpSocket* socket = m_server.nextPendingConnection()) {
            ++m_connections;
            m_sockets.append(socket);
            connect(socket, &QTcpSocket::disconnected, this, [this, socket] {
                m_sockets.removeOne(socket);
                socket->deleteLater();
            });
            connect(socket, &QTcpSocket::readyRead, this, [this, socket] { onReadyRead(socket); });
        }
    });
    connect(&m_webSockets, &QWebSocketServer::newConnection, this, [this] {
        QWebSocket* stream = m_webSockets.nextPendingConnection();
        m_streams.append(stream);
        connect(stream, &QWebSocket::textMessageReceived, this, [this](const QString& text) {
            m_streamMessages.append(QJsonDocument::fromJson(text.toUtf8()).object());
        });
        connect(stream, &QWebSocket::disconnected, this, [this, stream] {
            m_streams.removeOne(stream);
            stream->deleteLater();
        });
        emit streamOpened();
    });
    comeBack();
}

FakeDaemon::~FakeDaemon() {
    goAway();
}

void FakeDaemon::comeBack() {
    if (m_server.listen(QHostAddress::LocalHost, m_port)) m_port = m_server.serverPort();
}

void FakeDaemon::goAway() {
    m_server.close();
    dropStreams();
    const QList<QTcpSocket*> sockets = m_sockets;
    for (QTcpSocket* socket : sockets)
        socket->abort();
}

void FakeDaemon::dropStreams() {
    const QList<QWebSocket*> streams = m_streams;
    for (QWebSocket* stream : streams)
        stream->abort();
}

views::DaemonAddress FakeDaemon::address() const {
    return {QUrl(QStringLiteral("http://127.0.0.1:%1").arg(m_port)), QStringLiteral("secret"),
            QStringLiteral("0.1.0")};
}

views::DaemonLocator FakeDaemon::locator() const {
    return [address = address()] { return address; };
}

int FakeDaemon::requests(const QByteArray& methodAndPath) const {
    const auto found = m_requests.find(methodAndPath);
    return found == m_requests.end() ? 0 : found->second;
}

void FakeDaemon::onReadyRead(QTcpSocket* socket) {
    const QByteArray all = socket->peek(64 * 1024 * 1024);
    const qsizetype end = all.indexOf("\r\n\r\n");
    if (end < 0) return;
    const QByteArray head = all.left(end);
    if (head.toLower().contains("upgrade: websocket")) {
        socket->disconnect(this);
        m_sockets.removeOne(socket);
        m_webSockets.handleConnection(socket);
        emit socket->readyRead();
        return;
    }
    FakeRequest request;
    const QList<QByteArray> lines = head.split('\n');
    const QList<QByteArray> words = lines.first().trimmed().split(' ');
    request.method = words.value(0);
    request.path = words.value(1);
    if (request.path.startsWith("/api/v1")) request.path.remove(0, 7);
    for (qsizetype i = 1; i < lines.size(); ++i) {
        const qsizetype colon = lines[i].indexOf(':');
        request.headers[lines[i].left(colon).trimmed().toLower()] = lines[i].mid(colon + 1).trimmed();
    }
    const qsizetype length = request.headers["content-length"].toLongLong();
    if (all.size() < end + 4 + length) return;
    socket->read(end + 4);
    request.body = socket->read(length);
    request.socket = socket;
    dispatch(request);
}

void FakeDaemon::dispatch(const FakeRequest& request) {
    const QByteArray key = request.method + ' ' + request.path.split('?').first();
    ++m_requests[key];
    const auto handler = m_handlers.find(key);
    if (handler != m_handlers.end())
        handler->second(request);
    else
        request.reply(404, QJsonObject{{"error", QJsonObject{{"type", "NotFound"},
                                                             {"message", QString::fromUtf8("no " + key)},
                                                             {"fix", ""}}}});
}

void FakeDaemon::behaveWell() {
    on("GET /agents", [](const FakeRequest& r) {
        r.reply(200, {{"agents", QJsonArray{agentJson("hello")}}});
    });
    on("GET /sessions", [](const FakeRequest& r) { r.reply(200, {{"sessions", QJsonArray()}}); });
    on("GET /jobs", [](const FakeRequest& r) { r.reply(200, {{"jobs", QJsonArray()}}); });
    on("GET /doctor", [](const FakeRequest& r) {
        r.reply(200, {{"ok", true},
                      {"accelerator", "tcg"},
                      {"isolates", false},
                      {"checks", QJsonArray{QJsonObject{{"id", "emulator"},
                                                        {"title", "QEMU"},
                                                        {"state", "ok"},
                                                        {"reason", "QEMU 10.0."},
                                                        {"fix", ""}},
                                            QJsonObject{{"id", "kvm"},
                                                        {"title", "KVM"},
                                                        {"state", "warn"},
                                                        {"reason", "none"},
                                                        {"fix", "an arm64 host"}}}}});
    });
}

void FakeDaemon::push(const QJsonObject& message) {
    for (QWebSocket* stream : std::as_const(m_streams))
        stream->sendTextMessage(QString::fromUtf8(QJsonDocument(message).toJson(QJsonDocument::Compact)));
}

void FakeDaemon::pushEvents(const QString& recordingId,
                            const QList<QPair<QString, QJsonObject>>& kindsAndBodies) {
    QJsonArray events;
    quint64& seq = m_seq[recordingId];
    for (const auto& [kind, body] : kindsAndBodies) {
        ++seq;
        QJsonObject event{{"seq", double(seq)},
                          {"tNs", double(seq) * 1e6},
                          {"wall", "2026-11-20T10:00:00.000Z"},
                          {"kind", kind},
                          {"body", body}};
        if (body.contains("blob")) event.insert("blob", body.value("blob"));
        events.append(event);
    }
    push({{"recordingId", recordingId}, {"events", events}});
}

QJsonObject agentJson(const QString& name, int version) {
    return {
        {"name", name},
        {"agentRuntimeId", name + "-AbCdEfGhIj"},
        {"agentRuntimeArn", "arn:aws:bedrock-agentcore:us-east-1:000000000000:runtime/" + name},
        {"version", QString::number(version)},
        {"status", "READY"},
        {"protocol", "HTTP"},
        {"endpoints",
         QJsonArray{QJsonObject{{"name", "DEFAULT"}, {"targetVersion", QString::number(version)}}}},
        {"versions", QJsonArray{QJsonObject{{"version", QString::number(version)}, {"status", "READY"}}}}};
}

QJsonObject sessionJson(const QString& sessionId, const QString& agent, const QString& state,
                        const QString& reason) {
    return {{"sessionId", sessionId},
            {"recordingId", "rec-" + sessionId},
            {"agent", agent},
            {"version", 1},
            {"qualifier", "DEFAULT"},
            {"state", state},
            {"reason", reason},
            {"startKind", "cold"},
            {"startMs", 6200},
            {"phases", QJsonArray{QJsonObject{{"name", "kernel"}, {"ms", 1900}}}},
            {"startedAt", QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs)},
            {"endsAt", QDateTime::currentDateTimeUtc().addSecs(28800).toString(Qt::ISODateWithMs)},
            {"idleSeconds", 60},
            {"idleTimeoutSeconds", 900},
            {"inFlight", 0},
            {"ping", "Healthy"},
            {"invocations", 1}};
}

QList<QPair<QString, QJsonObject>> startEvents(const QString& sessionId, const QString& agent) {
    return {{"session.created",
             {{"sessionId", sessionId},
              {"agent", agent},
              {"version", 1},
              {"qualifier", "DEFAULT"},
              {"memoryMb", 1024},
              {"vcpus", 1},
              {"idleTimeoutSeconds", 900},
              {"maxLifetimeSeconds", 28800},
              {"egress", "public"},
              {"accelerator", "tcg"},
              {"isolates", false}}},
            {"session.state",
             {{"state", "Provisioning"}, {"cause", "invocation"}, {"detail", "Asked for by invocation 1."}}},
            {"session.started",
             {{"kind", "cold"},
              {"ms", 6200},
              {"phases", QJsonArray{QJsonObject{{"name", "kernel"}, {"ms", 1900}}}}}}};
}

} // namespace agentarium::tests
