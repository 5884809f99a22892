"""Stands in for moto's own package, so that its tests call a real endpoint: nothing is mocked."""
import functools
import inspect


class _Neutral:
    """Does nothing, as a decorator of functions and classes and as a context."""

    def __call__(self, target):
        if inspect.isclass(target):
            return target

        @functools.wraps(target)
        def run(*args, **kwargs):
            return target(*args, **kwargs)

        return run

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return False

    start = stop = reset = lambda self, *_: None


def mock_aws(target=None, **_):
    return _Neutral() if target is None else _Neutral()(target)


class settings:
    """A server that is another process, as moto's own server mode."""

    TEST_SERVER_MODE = True
    TEST_DECORATOR_MODE = False
    TEST_IS_PROXY_MODE = False

    @staticmethod
    def is_test_proxy_mode():
        return False
