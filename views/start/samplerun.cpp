// SPDX-License-Identifier: Apache-2.0
#include "views/start/samplerun.h"

#include "views/workbench/workbench.h"

namespace agentarium::views {

QString SampleRun::agentName() {
    return QStringLiteral("hello");
}

SampleRun::SampleRun(Workbench& workbench, QObject* parent) : QObject(parent), m_workbench(workbench) {
    connect(&workbench.jobs(), &JobsModel::jobChanged, this, &SampleRun::onJob);
}

void SampleRun::set(Step step, State state, const QString& detail) {
    m_states[step] = state;
    m_details[step] = detail;
    emit changed();
}

void SampleRun::start() {
    if (m_running) return;
    m_running = true;
    m_states.fill(State::Waiting);
    m_details.fill({});
    m_job.clear();
    checkImage();
}

void SampleRun::checkImage() {
    set(Image, State::Running, tr("Looking for the guest image"));
    m_workbench.client().get(
        QStringLiteral("/image"), this,
        [this](const QJsonObject&) {
            set(Image, State::Done);
            deploy();
        },
        [this](const ApiError& error) {
            if (error.type == QLatin1String("NotFound"))
                runJob(Image, QStringLiteral("/image/build"), {}, tr("Building the guest image"));
            else
                fail(Image, error);
        });
}

void SampleRun::deploy() {
    if (!m_workbench.agents().qualifiersOf(agentName()).isEmpty()) {
        set(Deploy, State::Done, tr("It is deployed already"));
        set(Answer, State::Running);
        emit ready(agentName());
        return;
    }
    runJob(Deploy, QStringLiteral("/agents/deploy"),
           {{QStringLiteral("template"), agentName()}, {QStringLiteral("name"), agentName()}},
           tr("Deploying the sample agent"));
}

void SampleRun::runJob(Step step, const QString& path, const QJsonObject& body, const QString& what) {
    set(step, State::Running, what);
    m_jobStep = step;
    m_workbench.startJob(
        path, body, what, this,
        [this](const Job& job) {
            m_job = job.id;
            onJob(job);
        },
        [this, step](const ApiError& error) { fail(step, error); });
}

void SampleRun::onJob(const Job& job) {
    if (!m_running || m_job.isEmpty() || job.id != m_job) return;
    if (job.isRunning()) {
        m_fraction = job.fraction;
        set(m_jobStep, State::Running, job.progressText());
        return;
    }
    m_job.clear();
    m_fraction = -1;
    if (job.state != QLatin1String("done")) {
        ApiError error = job.error;
        if (error.isEmpty()) error.message = tr("Cancelled");
        fail(m_jobStep, error);
        return;
    }
    set(m_jobStep, State::Done);
    if (m_jobStep == Image) {
        deploy();
    } else {
        set(Answer, State::Running);
        emit ready(agentName());
    }
}

void SampleRun::setAnswered(bool ok) {
    if (!m_running || m_states[Answer] != State::Running) return;
    m_running = false;
    set(Answer, ok ? State::Done : State::Failed);
}

void SampleRun::fail(Step step, const ApiError& error) {
    m_running = false;
    set(step, State::Failed,
        error.fix.isEmpty() ? error.message : QStringLiteral("%1 %2").arg(error.message, error.fix));
}

} // namespace agentarium::views
