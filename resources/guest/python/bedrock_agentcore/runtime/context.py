# SPDX-License-Identifier: Apache-2.0
"""What a handler can learn about the request it serves."""

from contextvars import ContextVar

from .models import AUTHORIZATION_HEADER, CUSTOM_HEADER_PREFIX

# Headers of the connection, of content negotiation and of the platform: they say nothing to an agent.
_NOT_FOR_AGENTS = frozenset(
    "accept accept-charset accept-encoding accept-language baggage cache-control connection content-encoding "
    "content-length content-type cookie expect forwarded host keep-alive oauth2callbackurl origin pragma "
    "proxy-authorization proxy-connection range referer te traceparent tracestate trailer transfer-encoding upgrade "
    "user-agent via workloadaccesstoken x-forwarded-for x-forwarded-host x-forwarded-proto x-real-ip".split()
)


class RequestHeaders(dict):
    """Header names to values, found whatever the case of the name."""

    def __init__(self, pairs=()):
        super().__init__()
        self._names = {}
        for name, value in pairs:
            self[name] = value

    def __setitem__(self, name, value):
        super().__setitem__(self._names.setdefault(name.lower(), name), value)

    def __getitem__(self, name):
        return super().__getitem__(self._names[name.lower()])

    def __contains__(self, name):
        return isinstance(name, str) and name.lower() in self._names

    def get(self, name, default=None):
        return self[name] if name in self else default


def headers_for_agent(pairs):
    """The headers a caller meant for the agent: custom ones, Authorization, and any the platform let through."""
    kept = []
    for name, value in pairs:
        low = name.lower()
        if low.startswith(CUSTOM_HEADER_PREFIX.lower()):
            kept.append((CUSTOM_HEADER_PREFIX + name[len(CUSTOM_HEADER_PREFIX) :], value))
        elif low == "authorization":
            kept.append((AUTHORIZATION_HEADER, value))
        elif not low.startswith(("x-amz-", "x-amzn-", "sec-")) and low not in _NOT_FOR_AGENTS:
            kept.append((name, value))
    return RequestHeaders(kept)


class RequestContext:
    """Handed to a handler whose second parameter is named `context`."""

    def __init__(self, session_id=None, request_headers=None, request=None):
        self.session_id = session_id
        self.request_headers = request_headers
        self.request = request

    def __repr__(self):
        return f"RequestContext(session_id={self.session_id!r})"


class BedrockAgentCoreContext:
    """The same facts for code far below the handler; follows async tasks and handler threads."""

    _session_id = ContextVar("session_id", default=None)
    _request_id = ContextVar("request_id", default=None)
    _request_headers = ContextVar("request_headers", default=None)
    _workload_access_token = ContextVar("workload_access_token", default=None)
    _oauth2_callback_url = ContextVar("oauth2_callback_url", default=None)

    @classmethod
    def set_request_context(cls, request_id, session_id=None):
        cls._request_id.set(request_id)
        cls._session_id.set(session_id)

    @classmethod
    def get_request_id(cls):
        return cls._request_id.get()

    @classmethod
    def get_session_id(cls):
        return cls._session_id.get()

    @classmethod
    def set_request_headers(cls, headers):
        cls._request_headers.set(headers)

    @classmethod
    def get_request_headers(cls):
        return cls._request_headers.get()

    @classmethod
    def set_workload_access_token(cls, token):
        cls._workload_access_token.set(token)

    @classmethod
    def get_workload_access_token(cls):
        return cls._workload_access_token.get()

    @classmethod
    def set_oauth2_callback_url(cls, url):
        cls._oauth2_callback_url.set(url)

    @classmethod
    def get_oauth2_callback_url(cls):
        return cls._oauth2_callback_url.get()
