"""What can be asked and answered, in the words of OpenAPI 3.1: made of the forms and fields that do the work."""

from typing import Any

from django import forms
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from leerkring.core.links import absolute_url

from .answer import PROBLEM
from .forms import FORMS
from .resources import RESOURCES, Resource

PROBLEM_SCHEMA = {
    "type": "object",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "name": {"type": "string"},
                    "messages": {"type": "array", "items": {"type": "string"}},
                },
                "required": ["name", "messages"],
            },
        },
    },
    "required": ["type", "title", "status"],
}


def description() -> dict[str, Any]:
    """Return the description of the whole interface, in English."""
    with translation.override("en"):
        paths: dict[str, Any] = {}
        for name in RESOURCES:
            paths[f"/{name}/"] = {"get": _list(name)}
            paths[f"/{name}/{{{RESOURCES[name].key}}}/"] = {"get": _one(name)}
        schemas = {name: _schema(resource) for name, resource in RESOURCES.items()}
        return {
            "openapi": "3.1.0",
            "info": {
                "title": f"{settings.SITE_NAME}: open data",
                "version": "1",
                "description": "What everybody may see, read-only. Nothing here needs an account.",
            },
            "servers": [{"url": absolute_url(reverse("api")).rstrip("/")}],
            "paths": paths,
            "components": {"schemas": schemas | {"problem": PROBLEM_SCHEMA}},
        }


def _list(name: str) -> dict[str, Any]:
    answer = {
        "type": "object",
        "properties": {
            "items": {"type": "array", "items": {"$ref": f"#/components/schemas/{name}"}},
            "next": {"type": ["string", "null"], "format": "uri"},
        },
        "required": ["items", "next"],
    }
    return {
        "operationId": f"list_{name}",
        "summary": str(RESOURCES[name].title),
        "parameters": [_parameter(each, field) for each, field in FORMS[name].base_fields.items()],
        "responses": {"200": _response("A part of the list, the newest first.", answer), "400": _refusal()},
    }


def _one(name: str) -> dict[str, Any]:
    key = RESOURCES[name].key
    schema = {"type": "integer"} if key == "pk" else {"type": "string", "pattern": "^[-a-zA-Z0-9_]+$"}
    return {
        "operationId": f"get_{name}",
        "summary": f"{RESOURCES[name].title}: one",
        "parameters": [{"name": key, "in": "path", "required": True, "schema": schema}],
        "responses": {
            "200": _response("All that is public of it.", {"$ref": f"#/components/schemas/{name}"}),
            "404": _refusal(),
        },
    }


def _response(about: str, schema: dict[str, Any]) -> dict[str, Any]:
    headers = {"ETag": {"schema": {"type": "string"}}, "Cache-Control": {"schema": {"type": "string"}}}
    return {"description": about, "headers": headers, "content": {"application/json": {"schema": schema}}}


def _refusal() -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/problem"}
    return {"description": "What is wrong (RFC 9457).", "content": {PROBLEM: {"schema": schema}}}


def _schema(resource: Resource) -> dict[str, Any]:
    properties = {field.name: field.schema | {"description": str(field.about)} for field in resource.fields}
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _parameter(name: str, field: forms.Field) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": str(field.help_text), "schema": shape_of(field)}


def shape_of(field: forms.Field) -> dict[str, Any]:
    """Return the shape of what a field of a form takes."""
    if isinstance(field, forms.ChoiceField):
        choices: Any = field.choices
        return {"type": "string", "enum": [value for value, _label in choices]}
    if isinstance(field, forms.IntegerField):
        return {"type": "integer", "minimum": field.min_value, "maximum": field.max_value}
    if isinstance(field, forms.DateField):
        return {"type": "string", "format": "date"}
    if isinstance(field, forms.RegexField):
        return {"type": "string", "pattern": field.regex.pattern}
    return {"type": "string", "pattern": "^[-a-zA-Z0-9_]+$", "maxLength": 80}
