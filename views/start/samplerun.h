// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "views/jobs/job.h"

#include <QObject>

#include <array>

namespace agentarium::views {

class Workbench;

/// From nothing to an invoked sample: the image is built if there is none, the bundled agent is deployed if
/// it is not there, then a session is asked for. Each step is shown.
class SampleRun : public QObject {
    Q_OBJECT
public:
    enum Step { Image, Deploy, Answer, StepCount };
    enum class State { Waiting, Running, Done, Failed };

    explicit SampleRun(Workbench& workbench, QObject* parent = nullptr);

    void start();
    bool isRunning() const { return m_running; }
    State state(Step step) const { return m_states[step]; }
    const QString& detail(Step step) const { return m_details[step]; }
    double fraction() const { return m_fraction; }
    /// The session page's answer has come.
    void setAnswered(bool ok);

    static QString agentName();

signals:
    void changed();
    /// The agent is there: open a page and send the first request.
    void ready(const QString& agent);

private:
    void checkImage();
    void deploy();
    void runJob(Step step, const QString& path, const QJsonObject& body, const QString& what);
    void onJob(const Job& job);
    void set(Step step, State state, const QString& detail = {});
    void fail(Step step, const ApiError& error);

    Workbench& m_workbench;
    std::array<State, StepCount> m_states{};
    std::array<QString, StepCount> m_details;
    QString m_job;
    Step m_jobStep = Image;
    double m_fraction = -1;
    bool m_running = false;
};

} // namespace agentarium::views
