"""The OpenAPI description, generated from the wire structs themselves."""

from __future__ import annotations

from http import HTTPStatus

import msgspec

from center.api.endpoint import Endpoint
from center.api.endpoints import ENDPOINTS
from sync.wire import WIRE_VERSION, Problem, sign

_HEADERS = (
    (sign.WORKSTATION, "who signs", "^[0-9A-Za-z-]{1,40}$"),
    (
        sign.CHALLENGE,
        "the newest challenge of the center",
        "^[0-9]{1,15}[.][0-9a-f]{32}$",
    ),
    (sign.NONCE, "32 hex digits, new for every request", "^[0-9a-f]{32}$"),
    (sign.TIMESTAMP, "the counter's clock, milliseconds since 1970", "^[0-9]{1,15}$"),
    (sign.SIGNATURE, "Ed25519 over the canonical text, hex", "^[0-9a-f]{128}$"),
)
_USUAL = (400, 408, 413, 429, 500, 503)
_OF_SIGNED = (401, 403)
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
    refusals = {*_USUAL, *endpoint.refusals, *(_OF_SIGNED if endpoint.signed else ())}
    name = endpoint.path.removeprefix("/v1/").replace("/", "_")
    made: Json = {
        "operationId": f"{endpoint.method.lower()}_{name}",
        "summary": endpoint.summary,
        "tags": ["signed" if endpoint.signed else "open"],
        "parameters": _parameters(endpoint),
        "responses": {
            "200": {
                "description": "done",
                "content": _content(schemas[_name(endpoint.answer)]),
            },
            **{
                str(status): {
                    "description": HTTPStatus(status).phrase,
                    "content": problem,
                }
                for status in sorted(refusals)
            },
        },
    }
    if endpoint.request is not None:
        schema = schemas[_name(endpoint.request)]
        made["requestBody"] = {"required": True, "content": _content(schema)}
    return made


def _content(schema: Json) -> Json:
    return {"application/json": {"schema": schema}}


def _parameters(endpoint: Endpoint) -> list[Json]:
    found: list[Json] = [
        {
            "name": query.name,
            "in": "query",
            "required": False,
            "schema": _text(query.pattern),
        }
        for query in endpoint.query
    ]
    if endpoint.signed:
        found += [
            {
                "name": name,
                "in": "header",
                "required": True,
                "schema": _text(pattern),
                "description": about,
            }
            for name, about, pattern in _HEADERS
        ]
    return found


def _text(pattern: str) -> Json:
    return {"type": "string", **({"pattern": pattern} if pattern else {})}
