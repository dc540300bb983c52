# SPDX-License-Identifier: Apache-2.0
"""Log records as one JSON object a line, so that a traceback stays one record."""

import json
import logging
import os
import traceback
from time import gmtime, strftime

from .context import BedrockAgentCoreContext


_OURS = os.path.dirname(os.path.abspath(__file__)) + os.sep


class JsonFormatter(logging.Formatter):
    def format(self, record):
        entry = {
            "timestamp": strftime("%Y-%m-%dT%H:%M:%S", gmtime(record.created)) + f".{int(record.msecs):03d}Z",
            "level": record.levelname,
            "message": record.getMessage(),
            "logger": record.name,
        }
        request_id = BedrockAgentCoreContext.get_request_id()
        if request_id:
            entry["requestId"] = request_id
        session_id = BedrockAgentCoreContext.get_session_id()
        if session_id:
            entry["sessionId"] = session_id
        if record.exc_info and record.exc_info[0]:
            kind, error, trace = record.exc_info
            trace = _from_the_agent(trace)
            entry["errorType"] = kind.__name__
            entry["errorMessage"] = str(error)
            entry["stackTrace"] = traceback.format_exception(kind, error, trace)
            last = traceback.extract_tb(trace)[-1:]
            entry["location"] = f"{last[0].name}:{last[0].filename}:{last[0].lineno}" if last else ""
        return json.dumps(entry, ensure_ascii=False, default=str)


def _from_the_agent(trace):
    """The traceback without the leading frames that are not the agent's."""
    while trace is not None and trace.tb_next is not None:
        file = trace.tb_frame.f_code.co_filename
        if not file.startswith(_OURS) and "/anyio/" not in file and "/asyncio/" not in file:
            break
        trace = trace.tb_next
    return trace


def json_logger(name, level):
    """The logger of that name, writing JSON lines to standard error unless the agent gave it handlers before."""
    logger = logging.getLogger(name)
    if not logger.handlers:
        handler = logging.StreamHandler()
        handler.setFormatter(JsonFormatter())
        logger.addHandler(handler)
        logger.propagate = False
    logger.setLevel(level)
    return logger
