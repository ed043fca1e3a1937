"""The API does what its OpenAPI description says, for whatever the description allows and for what it does not."""

import asyncio
import contextlib
from importlib import import_module

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable

from adapters.web.api.openapi import description
from adapters.web.server import listen, serve
from tests.integration.reading import open_reading

OF_OPENAPI = ("content_type_conformance", "response_schema_conformance", "status_code_conformance")
EXAMPLES = 5  # a mode and an operation; the same each time


@pytest.fixture
async def endpoint():
    async with open_reading(patient=True) as reading:
        server = listen("127.0.0.1", 0)
        task = asyncio.create_task(serve(reading.app, server))
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@pytest.mark.parametrize("mode", ["positive", "negative"])
async def test_every_operation_answers_as_described(endpoint, mode):
    schemathesis = import_module("schemathesis")  # here, for it takes a second that no other test is to wait
    found = import_module("schemathesis.specs.openapi.checks")
    checks = [
        import_module("schemathesis.checks").not_a_server_error,
        *(getattr(found, name) for name in OF_OPENAPI),
    ]
    schema = schemathesis.openapi.from_dict(description(endpoint))
    operations = [each.ok() for each in schema.get_all_operations()]
    assert len(operations) == 3
    answered: set[int] = set()

    def ask(operation):
        @settings(
            max_examples=EXAMPLES,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=schemathesis.GenerationMode(mode)))
        def check(case):
            answered.add(case.call_and_validate(base_url=endpoint, checks=checks).status_code)

        with contextlib.suppress(
            Unsatisfiable
        ):  # nothing that is wrong can be put in a path: any text may be an id
            check()

    for operation in operations:
        await asyncio.to_thread(ask, operation)
    assert 400 in answered
    assert answered <= {200, 400, 404}
