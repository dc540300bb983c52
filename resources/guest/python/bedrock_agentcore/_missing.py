# SPDX-License-Identifier: Apache-2.0
"""Names of the SDK that can be imported here but have no service behind them."""

import functools


class NotInThisRuntimeError(NotImplementedError):
    """The agent used a part of AgentCore that this runtime does not have."""

    def __init__(self, name):
        super().__init__(
            f"{name} is not in this runtime yet. Agentarium runs the agent itself; leave this call out, "
            "or put your own implementation in its place, to run the agent here."
        )


def missing_class(name):
    """A class of that name whose construction says that it is missing."""

    def refuse(self, *args, **kwargs):
        raise NotInThisRuntimeError(name)

    return type(name.rpartition(".")[2], (), {"__init__": refuse, "__doc__": f"{name}: not in this runtime yet."})


def missing_decorator(name):
    """A decorator that may stand on a function; calling that function says what is missing."""

    def decorator(*args, **kwargs):
        def wrap(function):
            @functools.wraps(function)
            def refuse(*call_args, **call_kwargs):
                raise NotInThisRuntimeError(name)

            return refuse

        return wrap(args[0]) if len(args) == 1 and callable(args[0]) and not kwargs else wrap

    decorator.__name__ = name.rpartition(".")[2]
    decorator.__doc__ = f"{name}: not in this runtime yet."
    return decorator
