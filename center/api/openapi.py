"""The OpenAPI description, generated from the wire structs themselves."""

from __future__ import annotations

import msgspec

from center.api.endpoints import ENDPOINTS, Endpoint
from sync.wire import WIRE_VERSION, Problem, sign

_HEADERS = (
    (sign.WORKSTATION, "who signs"),
    (sign.CHALLENGE, "the newest challenge of the center"),
    (sign.NONCE, "32 hex digits, new for every request"),
    (sign.TIMESTAMP, "the counter's clock, milliseconds since 1970"),
    (sign.SIGNATURE, "Ed25519 over the canonical text, hex"),
)
Json = dict[str, object]


def describe() -> Json:
    """Return the whole description."""
    kinds = [e.answer for e in ENDPOINTS] + [e.request for e in ENDPOINTS if e.request]
    template = "#/components/schemas/{name}"
    schemas, components = msgspec.json.schema_components(
        [*kinds, Problem], ref_template=template
    )
    named = dict(zip(map(_name, [*kinds, Problem]), schemas, strict=True))
    paths: dict[str, dict[str, Json]] = {}
    for endpoint in ENDPOINTS:
        paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = _operation(
            endpoint, named
        )
    return {
        "openapi": "3.1.0",
        "info": {"title": "Social security card center", "version": f"{WIRE_VERSION}"},
        "paths": paths,
        "components": {"schemas": components},
    }


def _name(kind: type) -> str:
    return kind.__name__


def _operation(endpoint: Endpoint, schemas: dict[str, Json]) -> Json:
    problem = _content(schemas[_name(Problem)])
    made: Json = {
        "operationId": endpoint.path.removeprefix("/v1/").replace("/", "_"),
        "summary": endpoint.summary,
        "parameters": _parameters(endpoint),
        "responses": {
            "200": {
                "description": "done",
                "content": _content(schemas[_name(endpoint.answer)]),
            },
            "default": {"description": "not served", "content": problem},
        },
    }
    if endpoint.request is not None:
        schema = schemas[_name(endpoint.request)]
        made["requestBody"] = {"required": True, "content": _content(schema)}
    return made


def _content(schema: Json) -> Json:
    return {"application/json": {"schema": schema}}


def _parameters(endpoint: Endpoint) -> list[Json]:
    text: Json = {"type": "string"}
    found: list[Json] = [
        {"name": name, "in": "query", "required": False, "schema": text}
        for name in endpoint.query
    ]
    if endpoint.signed:
        found += [
            {"name": name, "in": "header", "required": True, "schema": text,
             "description": about}
            for name, about in _HEADERS
        ]  # fmt: skip
    return found
