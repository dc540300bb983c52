# SPDX-License-Identifier: Apache-2.0
"""What /ping answers: forced status, else the agent's own handler, else whether tasks run."""

import threading
import time

from .models import PingStatus


class Health:
    def __init__(self, logger):
        self.forced = None
        self.handler = None
        self._logger = logger
        self._lock = threading.Lock()
        self._tasks = {}
        self._last_id = 0
        self._handler_failed = False
        self._reported = None
        self._changed_at = int(time.time())

    def add_task(self, name, metadata=None):
        """Begins a piece of background work; returns its id."""
        with self._lock:
            self._last_id += 1
            self._tasks[self._last_id] = (name, time.monotonic(), metadata)
            return self._last_id

    def complete_task(self, task_id):
        """Ends it; returns the seconds it took, or None when there is no such task."""
        with self._lock:
            task = self._tasks.pop(task_id, None)
        return None if task is None else time.monotonic() - task[1]

    def tasks(self):
        now = time.monotonic()
        with self._lock:
            return [{"name": name, "duration": now - began} for name, began, _ in self._tasks.values()]

    def status(self):
        if self.forced is not None:
            return self.forced
        own = self._ask_handler() if self.handler else None
        if own is not None:
            return own
        return PingStatus.HEALTHY_BUSY if self._tasks else PingStatus.HEALTHY

    def report(self):
        """(status, unix seconds of its last change). The time moves only when the status differs from last time."""
        status = self.status()
        with self._lock:
            if status != self._reported:
                if self._reported is not None or status is not PingStatus.HEALTHY:
                    self._changed_at = int(time.time())
                self._reported = status
            return status, self._changed_at

    def _ask_handler(self):
        try:
            own = PingStatus(self.handler())
        except Exception as error:
            if not self._handler_failed:  # once, not every two seconds
                self._logger.warning(
                    "The ping handler failed (%s: %s); the automatic status is used.", type(error).__name__, error
                )
            self._handler_failed = True
            return None
        self._handler_failed = False
        return own
