// SPDX-License-Identifier: Apache-2.0
#include "views/deploy/deploydialog.h"

#include "views/response/failurepanel.h"
#include "views/theme/fonts.h"
#include "views/widgets/named.h"
#include "views/widgets/panels.h"
#include "views/workbench/workbench.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QSpinBox>

namespace agentarium::views {

DeployDialog::DeployDialog(Workbench& workbench, QWidget* parent)
    : QDialog(parent)
    , m_workbench(workbench)
    , m_formWidget(new QWidget)
    , m_progressText(label({}, "muted"))
    , m_progress(named(new QProgressBar, tr("Deploy Progress")))
    , m_failure(new FailurePanel)
    , m_deploy(named(button(tr("Deploy"), "primary"), tr("Deploy")))
    , m_cancelJob(named(button(tr("Cancel Deploy")), tr("Cancel Deploy"))) {
    setWindowTitle(tr("Deploy Agent"));
    setModal(false);
    setMinimumWidth(560);
    auto* column = columnIn(this, 20, 20, 12);
    auto* form = new QFormLayout(m_formWidget);
    form->setContentsMargins(0, 0, 0, 0);
    form->setHorizontalSpacing(16);
    form->setVerticalSpacing(6);
    form->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    makeForm(form);
    column->addWidget(m_formWidget);
    m_progress->setTextVisible(false);
    m_progressText->setWordWrap(true);
    column->addWidget(m_progress);
    column->addWidget(m_progressText);
    column->addWidget(m_failure);
    column->addStretch();
    auto* buttons = new QHBoxLayout;
    buttons->addStretch();
    QPushButton* close = named(button(tr("Close")), tr("Close"));
    connect(close, &QPushButton::clicked, this, &QDialog::close);
    buttons->addWidget(close);
    buttons->addWidget(m_cancelJob);
    m_deploy->setDefault(true);
    buttons->addWidget(m_deploy);
    column->addLayout(buttons);
    m_failure->hide();
    setRunning(false);
    m_progressText->hide();

    connect(m_deploy, &QPushButton::clicked, this, &DeployDialog::deploy);
    connect(m_cancelJob, &QPushButton::clicked, this, [this] { m_workbench.cancelJob(m_job); });
    connect(&workbench.jobs(), &JobsModel::jobChanged, this, &DeployDialog::onJob);
    connect(m_failure, &FailurePanel::logsWanted, this, &QDialog::close);
    validate();
}

QLabel* DeployDialog::note(QFormLayout* form) {
    QLabel* result = label({}, "muted");
    result->setFont(captionFont());
    result->setWordWrap(true);
    form->addRow(QString(), result);
    return result;
}

void DeployDialog::makeForm(QFormLayout* form) {
    auto* pathRow = new QWidget;
    auto* row = rowIn(pathRow, 0);
    m_path = named(new QLineEdit, tr("Folder or Zip"));
    m_path->setPlaceholderText(tr("/path/to/agent"));
    row->addWidget(m_path, 1);
    QPushButton* folder = named(button(tr("Folder…")), tr("Choose Folder"));
    QPushButton* zip = named(button(tr("Zip…")), tr("Choose Zip"));
    row->addWidget(folder);
    row->addWidget(zip);
    form->addRow(tr("Folder or zip"), pathRow);
    m_pathNote = note(form);
    m_name = named(new QLineEdit, tr("Agent Name"));
    form->addRow(tr("Name"), m_name);
    m_nameNote = note(form);
    m_entrypoint = named(new QLineEdit, tr("Entry Point"));
    m_entrypoint->setPlaceholderText(tr("Found in the project unless given, for example main.py"));
    form->addRow(tr("Entry point"), m_entrypoint);
    m_protocol = named(new QComboBox, tr("Protocol"));
    m_protocol->addItems(
        {QStringLiteral("HTTP"), QStringLiteral("MCP"), QStringLiteral("A2A"), QStringLiteral("AGUI")});
    form->addRow(tr("Protocol"), m_protocol);
    m_memory = named(new QSpinBox, tr("Memory"));
    m_memory->setRange(256, 16384);
    m_memory->setSingleStep(256);
    m_memory->setButtonSymbols(QAbstractSpinBox::NoButtons);
    m_memory->setValue(1024);
    m_memory->setSuffix(tr(" MB"));
    form->addRow(tr("Memory"), m_memory);
    auto* egressRow = new QWidget;
    auto* egress = rowIn(egressRow, 0);
    m_egress = named(new QComboBox, tr("Egress"));
    m_egress->addItem(tr("Public hosts"), QStringLiteral("public"));
    m_egress->addItem(tr("None"), QStringLiteral("none"));
    m_egress->addItem(tr("Only these hosts"), QString());
    egress->addWidget(m_egress);
    m_hosts = named(new QLineEdit, tr("Allowed Hosts"));
    m_hosts->setPlaceholderText(QStringLiteral("api.example.com, models.local:11434"));
    egress->addWidget(m_hosts, 1);
    form->addRow(tr("Egress"), egressRow);
    m_egressNote = note(form);
    m_env = named(new QPlainTextEdit, tr("Environment"));
    m_env->setProperty("field", true);
    m_env->setFont(monoFont());
    m_env->setTabChangesFocus(true);
    m_env->setPlaceholderText(QStringLiteral("MODEL_ID=my-model"));
    m_env->setFixedHeight(76);
    form->addRow(tr("Environment"), m_env);
    m_envNote = note(form);

    connect(folder, &QPushButton::clicked, this, [this] {
        const QString path =
            QFileDialog::getExistingDirectory(this, tr("Choose the Agent's Folder"), m_path->text());
        if (!path.isEmpty()) setPath(path);
    });
    connect(zip, &QPushButton::clicked, this, [this] {
        const QString path = QFileDialog::getOpenFileName(this, tr("Choose the Agent's Zip"), m_path->text(),
                                                          tr("Zip archives (*.zip)"));
        if (!path.isEmpty()) setPath(path);
    });
    connect(m_path, &QLineEdit::textChanged, this, [this](const QString& path) {
        if (!m_nameIsOwn) m_name->setText(DeploySpec::nameFor(path));
        validate();
    });
    connect(m_name, &QLineEdit::textEdited, this,
            [this](const QString& text) { m_nameIsOwn = !text.isEmpty(); });
    connect(m_name, &QLineEdit::textChanged, this, &DeployDialog::validate);
    connect(m_egress, &QComboBox::currentIndexChanged, this, &DeployDialog::validate);
    connect(m_hosts, &QLineEdit::textChanged, this, &DeployDialog::validate);
    connect(m_env, &QPlainTextEdit::textChanged, this, &DeployDialog::validate);
}

void DeployDialog::setPath(const QString& path) {
    m_path->setText(path);
}

DeploySpec DeployDialog::spec() const {
    DeploySpec spec;
    spec.path = m_path->text().trimmed();
    spec.name = m_name->text().trimmed();
    spec.entrypoint = m_entrypoint->text();
    spec.protocol = m_protocol->currentText();
    spec.memoryMb = m_memory->value();
    const QString policy = m_egress->currentData().toString();
    spec.egress = policy.isEmpty() ? m_hosts->text().remove(QLatin1Char(' ')) : policy;
    spec.env = m_env->toPlainText();
    return spec;
}

void DeployDialog::validate() {
    const DeploySpec now = spec();
    const auto show = [](QLabel* where, QWidget* field, const QString& problem, const QString& hint,
                         bool quiet) {
        where->setText(!problem.isEmpty() && !quiet ? problem : hint);
        where->setVisible(!where->text().isEmpty());
        setLook(where, "shade",
                !problem.isEmpty() && !quiet ? QStringLiteral("error") : QStringLiteral("muted"));
        setLook(field, "invalid", !problem.isEmpty() && !quiet);
    };
    show(m_pathNote, m_path, now.pathProblem(), {}, now.path.isEmpty());
    QString renamed;
    const QString folder = QFileInfo(now.path).fileName();
    if (!m_nameIsOwn && !now.path.isEmpty() && folder.contains(QLatin1Char('-')))
        renamed = tr("“-” in the folder's name became “_”: agents' names have no hyphen.");
    show(m_nameNote, m_name, now.nameProblem(), renamed, now.path.isEmpty() && now.name.isEmpty());
    m_hosts->setVisible(m_egress->currentData().toString().isEmpty());
    show(m_egressNote, m_hosts, now.egressProblem(), {}, m_hosts->text().isEmpty() && !m_hosts->isVisible());
    show(m_envNote, m_env, now.envProblem(), {}, false);
    m_deploy->setEnabled(now.isValid() && !m_running);
}

void DeployDialog::setRunning(bool running) {
    m_running = running;
    m_formWidget->setEnabled(!running);
    m_progress->setVisible(running);
    m_cancelJob->setVisible(running);
    m_deploy->setVisible(!running);
}

void DeployDialog::deploy() {
    const DeploySpec now = spec();
    m_failure->hide();
    setRunning(true);
    m_progressText->setText(tr("Asking the runtime…"));
    m_progressText->show();
    m_workbench.startJob(
        QStringLiteral("/agents/deploy"), now.toJson(), tr("Deploying %1").arg(now.name), this,
        [this](const Job& job) {
            m_job = job.id;
            onJob(job);
        },
        [this](const ApiError& error) { showError(error); });
}

void DeployDialog::onJob(const Job& job) {
    if (m_job.isEmpty() || job.id != m_job) return;
    if (job.isRunning()) {
        m_progress->setRange(0, job.fraction < 0 ? 0 : 1000);
        m_progress->setValue(int(job.fraction * 1000));
        m_progressText->setText(job.progressText());
        return;
    }
    m_job.clear();
    if (job.state == QLatin1String("done")) {
        setRunning(false);
        const QString name = job.result.value(QLatin1String("name")).toString();
        m_progressText->setText(
            tr("%1 version %2 is ready.")
                .arg(name, job.result.value(QLatin1String("version")).toVariant().toString()));
        emit deployed(name);
        close();
    } else if (job.state == QLatin1String("cancelled")) {
        setRunning(false);
        m_progressText->setText(tr("Cancelled."));
        validate();
    } else {
        ApiError error = job.error;
        if (error.logTail.isEmpty()) error.logTail = job.log;
        showError(error);
    }
}

void DeployDialog::showError(const ApiError& error) {
    setRunning(false);
    m_progressText->hide();
    m_failure->setError(error);
    m_failure->show();
    validate();
}

} // namespace agentarium::views
