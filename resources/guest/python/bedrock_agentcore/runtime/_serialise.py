# SPDX-License-Identifier: Apache-2.0
"""Whatever a handler gives back, as JSON bytes. Never raises."""

import json

_MAX_DEPTH = 50


def to_json(value):
    """JSON of `value`: as it is, else with its objects turned into plain data, else its str(), else a note."""
    for attempt in (_as_it_is, _as_plain_data, _as_text):
        try:
            return attempt(value)
        except Exception:
            continue
    note = {"error": "Serialization failed", "original_type": type(value).__name__}
    return json.dumps(note).encode()


def _as_it_is(value):
    return json.dumps(value, ensure_ascii=False).encode()


def _as_plain_data(value):
    return _as_it_is(plain(value))


def _as_text(value):
    return _as_it_is(str(value))


def plain(value, depth=0):
    """`value` built of dicts, lists and scalars only; deeper than 50 levels becomes text."""
    if value is None or isinstance(value, (str, bool, int, float)):
        return value
    if depth >= _MAX_DEPTH:
        return str(value)
    depth += 1
    if isinstance(value, dict):
        return {key if isinstance(key, str) else str(key): plain(item, depth) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(item, depth) for item in value]
    if not isinstance(value, type):
        for method in ("model_dump", "dict"):  # pydantic 2 and 1
            dump = getattr(value, method, None)
            if callable(dump):
                return plain(dump(), depth)
        fields = getattr(value, "__dataclass_fields__", None)
        if fields is not None:
            return {name: plain(getattr(value, name), depth) for name in fields}
    return str(value)
