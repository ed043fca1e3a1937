"""Many tiny cases in one test: of thousands of tests, starting and reporting each cost more than the tests."""

import functools
import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import pytest

SHOWN = 300  # characters of a case that failed


def each_of(
    names: str | Sequence[str], cases: Iterable[Any]
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """As `pytest.mark.parametrize`, but one test: it tries every case and reports all that fail, each by its values.

    For cases that neither wait nor write: they share what fixtures give.
    """
    single = isinstance(names, str) and "," not in names
    keys = tuple(name.strip() for name in names.split(",")) if isinstance(names, str) else tuple(names)
    tried = [_named(keys, case, single=single) for case in cases]
    assert tried, "no cases"

    def decorate(test: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(test)
        def run(**fixtures: Any) -> None:
            failed = []
            for case in tried:
                try:
                    test(**fixtures, **case)
                except (Exception, pytest.fail.Exception) as error:  # noqa: BLE001 -- reported below, with the others
                    failed.append(_noted(error, case))
            _report(failed, tried)

        @functools.wraps(test)
        async def run_async(**fixtures: Any) -> None:
            failed = []
            for case in tried:
                try:
                    await test(**fixtures, **case)
                except (Exception, pytest.fail.Exception) as error:  # noqa: BLE001 -- as above
                    failed.append(_noted(error, case))
            _report(failed, tried)

        chosen: Any = run_async if inspect.iscoroutinefunction(test) else run
        signature = inspect.signature(test)
        rest = [given for name, given in signature.parameters.items() if name not in keys]
        assert len(rest) == len(signature.parameters) - len(keys), f"{test.__name__} does not take {keys}"
        chosen.__signature__ = signature.replace(parameters=rest)
        return chosen

    return decorate


def _named(keys: Sequence[str], case: Any, *, single: bool) -> Mapping[str, Any]:
    values = (case,) if single else tuple(case)
    assert len(values) == len(keys), f"{case!r} has not {len(keys)} values"
    return dict(zip(keys, values, strict=True))


def _noted(error: BaseException, case: Mapping[str, Any]) -> BaseException:
    shown = ", ".join(f"{name}={value!r}" for name, value in case.items())
    error.add_note(f"the case: {shown[:SHOWN]}")
    return error


def _report(failed: Sequence[BaseException], tried: Sequence[object]) -> None:
    if failed:
        raise BaseExceptionGroup(f"{len(failed)} of {len(tried)} cases", failed)
