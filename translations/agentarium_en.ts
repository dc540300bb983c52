<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US">
<context>
    <name>ApiError</name>
    <message>
        <source>The daemon answered with HTTP %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The window connects again by itself. “agentariumctl daemon status” tells more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fix: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Session: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Invocation: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>HTTP status: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The agent&apos;s status: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exit code: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The agent&apos;s body:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last lines:</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>The answer broke off after %n byte(s): %1</source>
        <translation>
            <numerusform>The answer broke off after %n byte: %1</numerusform>
            <numerusform>The answer broke off after %n bytes: %1</numerusform>
        </translation>
    </message>
    <message>
        <source>The daemon did not answer: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The Events and Logs tabs tell what the session did.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Application</name>
    <message>
        <source>The desktop workbench of Agentarium.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The data folder (default: AGENTARIUM_HOME, or the platform&apos;s data location).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>folder</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DeploySpec</name>
    <message>
        <source>Choose a folder or a zip file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is nothing at this path.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is neither a folder nor a zip file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An agent needs a name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A name begins with a letter and has at most 48 letters, digits and underscores.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“%1” is not NAME=value.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name the hosts, or choose public or none.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Job</name>
    <message>
        <source>Done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Failed: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Running</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>JsonCheck</name>
    <message>
        <source>The body is empty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Line %1, column %2: %3</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SessionEvent</name>
    <message>
        <source>The agent listens on port %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The agent&apos;s process started (pid %1)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The agent was killed: out of memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The agent ended by signal %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The agent exited with code %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>agent %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 version %2 · %3 MB · %4</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 start in %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Request body · %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chunk %1 · %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Frame %1 · %2 · %3 · %4</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A command began, at most %1 s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exit code %1 · %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1:%2 · %3 out · %4 in · %5</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 lines of %2 could not be kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waits for room on the host, place %1: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 s of CPU · %2 of memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>May cost %1 US dollars</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>May cost any amount</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Somebody attached to shell %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shell %1: %2 · %3</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SessionRow</name>
    <message>
        <source>Ended</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Starting %1 s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Busy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Busy %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>restored from snapshot in %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>warm start in %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cold start in %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Active</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Idle</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Provisioning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Terminated</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>agentarium::views::Actions</name>
    <message>
        <source>Deploy Agent…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New Session</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Invoke</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel Invocation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop Session</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run the Sample Agent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Build Guest Image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show Start Page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show Doctor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show Jobs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show Problems</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find a Command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to Navigator</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>System Theme</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light Theme</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dark Theme</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>About Agentarium</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quit</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>agentarium::views::AgentsModel</name>
    <message>
        <source>Endpoint %1 points at version %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>v%1 failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>v%1 failed: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Agent %1, %2, %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>agentarium::views::Banner</name>
    <message>
        <source>Connect Now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not connected to the runtime. Sessions go on without this window. %1 %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>agentarium::views::CommandField</name>
    <message>
        <source>Search or Run a Command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search or run a command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Commands</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>agentarium::views::CopyButton</name>
    <message>
        <source>Copied</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>agentarium::views::DeployDialog</name>
    <message>
        <source>Deploy Progress</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deploy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel Deploy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deploy Agent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder or Zip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>/path/to/agent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose Folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zip…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose Zip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder or zip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Agent Name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Entry Point</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Found in the project unless given, for example main.py</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Entry point</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Protocol</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> MB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Egress</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Public hosts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only these hosts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Allowed Hosts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Environment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose the Agent&apos;s Folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose the Agent&apos;s Zip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zip archives (*.zip)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“-” in the folder&apos;s name became “_”: agents&apos; names have no hyphen.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Asking the runtime…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deploying %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 version %2 is ready.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancelled.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>agentarium::views::DoctorPage</name>
    <message>
        <source>OK</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Warning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Skipped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check Again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Doctor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy as Text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2. %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fix: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy Fix of %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>agentarium::views::Drawer</name>
    <message>
        <source>Drawer Tabs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Jobs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Problems</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dismiss All</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dismiss All Problems</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close Drawer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>agentarium::views::EventsModel</name>
    <message>
        <source>Event %1 at %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Gap</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kind</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What happened</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>agentarium::views::EventsTab</name>
    <message>
        <source>No Events Yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything that happens to the session appears here, with its time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Events</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Event</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose an event to read all of it.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>agentarium::views::FailurePanel</name>
    <message>
        <source>The agent exited with code %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The agent answered with status %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The agent failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The request was refused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The request is too large</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not found</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The request cannot be right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The runtime failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The Agent&apos;s Body</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last Lines</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Failure</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy Failure</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The agent&apos;s body</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last lines the agent wrote</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show Logs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>AgentCore gives its callers 424 (RuntimeClientError) whatever the agent&apos;s own status was</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The agent&apos;s status %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exit code %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A caller gets %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fix: %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>agentarium::views::HeadersModel</name>
    <message>
        <source>Response</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Request</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Part</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Header</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Value</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>agentarium::views::HostStatus</name>
    <message>
        <source>Host not ready</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Host ready · arm64 on %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Host unknown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checking host…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The host could not be checked: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking at what this host can do…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This host is not ready: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This host is not ready.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This host is ready: arm64 microVMs run on %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This host is ready: arm64 microVMs run on %1, an emulator. That is no security boundary: run only code you trust.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fix: %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>agentarium::views::JobRow</name>
    <message>
        <source>Progress of %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Log of %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>agentarium::views::JobsModel</name>
    <message>
        <source>Job</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Progress</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>agentarium::views::JobsPanel</name>
    <message>
        <source>No Jobs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Long work, such as building the guest image or deploying an agent, appears here with its progress.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Jobs</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>agentarium::views::LogModel</name>
    <message>
        <source>Time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Source</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Line</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>agentarium::views::LogsTab</name>
    <message>
        <source>No Log Lines Yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the agent writes, what the kernel says and what the runtime notes appear here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Log Lines</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Log Source</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Follow</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Follow Log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All sources</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep the newest line in view</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>agentarium::views::MainWindow</name>
    <message>
        <source>Agentarium</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Session</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>About Agentarium</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Agentarium %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A desktop workbench for building, running and observing AI-agent runtimes. Apache License 2.0.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Action</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Live session</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New Session of %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Agent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ended session</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>agentarium::views::Navigator</name>
    <message>
        <source>Agents</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Live Sessions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ended Sessions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A session appears here when an agent is invoked.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Navigator</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deployed agents appear here with their versions and endpoints.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deploy an Agent…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deploy an Agent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New Session</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy ARN</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete Agent…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy Session ID</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop Session</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete Agent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete the agent “%1” with all its versions?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its live sessions are stopped. What they recorded stays.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>agentarium::views::ProblemsModel</name>
    <message>
        <source>%1 (%2 times): %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>agentarium::views::ProblemsPanel</name>
    <message>
        <source>No Problems</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What goes wrong appears here and stays until you dismiss it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Problems</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 (%2 times)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fix: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy Problem %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dismiss Problem %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>agentarium::views::RecentModel</name>
    <message>
        <source>%1 (v%2)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ended session %1: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Session</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Agent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ended</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Why</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>agentarium::views::RequestPanel</name>
    <message>
        <source>Request Body</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not pasted: one line has %1. Send such a body with “agentariumctl invoke --attach”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Request</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>JSON</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy as curl</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy this request as a command line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copied</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy as agentariumctl</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Endpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The endpoint (qualifier) the request goes to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>User ID</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>User ID (optional)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Headers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Request Headers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Headers %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size of the Body</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel Invocation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel this invocation in the agent (Esc)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Invoke the agent (Ctrl+Return)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Valid JSON</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1. It is sent as it stands.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of 100 MB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A running session keeps the endpoint it was started with</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>agentarium::views::ResponsePanel</name>
    <message>
        <source>%1 · running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 · cancelled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Response Tabs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Invocation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Response</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Events</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Headers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Logs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which invocation of this session is shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This invocation is running.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The payloads of this invocation were private and are not recorded.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This invocation has no answer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancelled by you after %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>first byte %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>total %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save Body</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saving a body</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The body is not recorded.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>agentarium::views::ResponseView</name>
    <message>
        <source>No Answer Yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The agent&apos;s answer appears here as it is written. Send the request to begin.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Response Body</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Raw</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show Raw Body</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save Body</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the bytes as they came, not decoded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The first %1 of %2 are shown.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>agentarium::views::SampleRun</name>
    <message>
        <source>Looking for the guest image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Building the guest image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is deployed already</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deploying the sample agent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>agentarium::views::SampleSteps</name>
    <message>
        <source>Sample Progress</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sample Steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Guest image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Agent “hello” deployed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>First answer</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>agentarium::views::SessionPage</name>
    <message>
        <source>Stop Session</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Session %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy Session ID</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Starting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not Started</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 · %2 (v%3)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Asking for a microVM.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No microVM yet: sending a request starts one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Starting a microVM; the request is waiting for the agent…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting for the agent&apos;s first byte…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ended %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>lived %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>up %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>idle stop in %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ends in %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Starting a session of %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Invoking %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>agentarium::views::SessionsModel</name>
    <message>
        <source>Session %1, %2, %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1
%2 · %3 (v%4)
%5: %6</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Session</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Agent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reason</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>agentarium::views::StartPage</name>
    <message>
        <source>Start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Agentarium</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run AI agents on this machine, each session in an arm64 microVM of its own.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open Doctor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run the Sample Agent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>See It Work</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Builds the guest image if there is none, deploys the bundled agent “hello” and invokes it in a microVM.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deploy a Folder…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deploy a Folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bring Your Own</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Takes a folder or a zip with an agent written for AgentCore and makes an immutable version of it. You can also drop it on this window.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recent Sessions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sessions that ended appear here and can be read again: what was asked, what came back, and why they ended.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connecting to the runtime…</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>agentarium::views::StatusStrip</name>
    <message>
        <source>Running Job</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Jobs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Problems</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>endpoint %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not connected</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n job(s) running</source>
        <translation>
            <numerusform>%n job running</numerusform>
            <numerusform>%n jobs running</numerusform>
        </translation>
    </message>
    <message>
        <source>No problems</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n problem(s)</source>
        <translation>
            <numerusform>%n problem</numerusform>
            <numerusform>%n problems</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>agentarium::views::TabBar</name>
    <message>
        <source>%1: %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>agentarium::views::ToolStrip</name>
    <message>
        <source>Host</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Agentarium</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What this host can do (opens the doctor)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Host: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No sessions</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n session(s)</source>
        <translation>
            <numerusform>%n session</numerusform>
            <numerusform>%n sessions</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>agentarium::views::Workbench</name>
    <message>
        <source>The connection to the daemon was lost.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopping a session</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deleting an agent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancelling a job</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Building the guest image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Job %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>agentarium::views::WorkbenchClient</name>
    <message>
        <source>The daemon does not answer: %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
