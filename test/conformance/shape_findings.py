"""What an answer says that botocore's model of the operation does not, or the other way round."""

import datetime
import json
import re
import xml.etree.ElementTree as ElementTree

import botocore.parsers

# Members of every answer of a protocol, which no output shape names.
ENVELOPE = {"ResponseMetadata", "RequestId", "requestId"}
KINDS = {
    "string": str,
    "character": str,
    "integer": int,
    "long": int,
    "float": (int, float),
    "double": (int, float),
    "boolean": bool,
    "timestamp": datetime.datetime,
    "list": list,
    "map": dict,
    "structure": dict,
}


def parsed_findings(shape, value, path=""):
    """Walks an answer as botocore understood it: types, required members, enums, lengths and patterns."""
    kind = shape.type_name
    if kind == "blob":
        if not isinstance(value, (bytes, bytearray)) and not hasattr(value, "read"):
            yield f"{path}: not bytes"
        return
    if not isinstance(value, KINDS[kind]) or (kind in ("integer", "long") and isinstance(value, bool)):
        yield f"{path}: {type(value).__name__}, not {kind}"
        return
    yield from _constraint_findings(shape, value, path)
    if kind == "structure":
        for name in shape.required_members:
            if name not in value:
                yield f"{path}.{name}: required, and missing"
        for name, member in value.items():
            if name in shape.members:
                yield from parsed_findings(shape.members[name], member, f"{path}.{name}")
            elif path or name not in ENVELOPE:
                yield f"{path}.{name}: not in the model"
    elif kind == "list":
        for index, member in enumerate(value):
            yield from parsed_findings(shape.member, member, f"{path}.{index}")
    elif kind == "map":
        for name, member in value.items():
            yield from parsed_findings(shape.key, name, f"{path}.{name} (key)")
            yield from parsed_findings(shape.value, member, f"{path}.{name}")


def _constraint_findings(shape, value, path):
    if isinstance(value, str):
        if shape.enum and value not in shape.enum and (shape.name, value.capitalize()) not in SMALL:
            yield f"{path}: {value!r} is none of {', '.join(shape.enum[:6])}…"
        pattern = shape.metadata.get("pattern")
        if pattern and not _matches(pattern, value):
            yield f"{path}: {value[:60]!r} does not match {pattern}"
    size = value if isinstance(value, (int, float)) else len(value) if isinstance(value, (str, list, dict)) else None
    if size is None or isinstance(value, bool):
        return
    if "min" in shape.metadata and size < shape.metadata["min"]:
        yield f"{path}: {size} is less than {shape.metadata['min']}"
    if "max" in shape.metadata and size > shape.metadata["max"]:
        yield f"{path}: {size} is more than {shape.metadata['max']}"


def _matches(pattern, value):
    try:
        return re.search(pattern, value) is not None
    except re.error:
        # A pattern of Java's that Python does not read says nothing here.
        return True


def raw_findings(model, answer):
    """Walks the body as it came: what no shape names, and what botocore reads over in silence."""
    shape = model.output_shape
    body = answer["body"]
    protocol = model.service_model.resolved_protocol
    if model.has_streaming_output or not isinstance(body, (bytes, bytearray)):
        return
    if protocol == "json":
        text = body.decode()
        if shape is None:
            if text not in ("", "{}"):
                yield f": a body where the model has none: {text[:60]}"
            return
        yield from _json_findings(shape, json.loads(text), "")
    elif protocol == "smithy-rpc-v2-cbor":
        if body and shape is not None:
            parser = botocore.parsers.BaseCBORParser()
            value = parser.parse_data_item(parser.get_peekable_stream_from_bytes(body))
            yield from _json_findings(shape, value, "")
    elif protocol in ("query", "ec2"):
        root = ElementTree.fromstring(body)
        namespace = model.service_model.metadata.get("xmlNamespace")
        if protocol == "query" and namespace and not root.tag.startswith(f"{{{namespace}}}"):
            yield f": namespace of {root.tag}, not {namespace}"
        if _name(root) != f"{model.name}Response":
            yield f": root element {_name(root)}"
        if shape is None:
            for child in root:
                if _name(child) not in ENVELOPE | ({"return"} if protocol == "ec2" else set()):
                    yield f".{_name(child)}: not in the model"
            return
        wrapper = shape.serialization.get("resultWrapper")
        if wrapper:
            for child in root:
                if _name(child) not in (wrapper, "ResponseMetadata"):
                    yield f".{_name(child)}: not in the model"
            root = next((child for child in root if _name(child) == wrapper), None)
            if root is None:
                yield f": no {wrapper}"
                return
        yield from _xml_findings(shape, root, "")
    elif protocol == "rest-xml" and shape is not None and body:
        payload = shape.serialization.get("payload")
        target = shape.members[payload] if payload else shape
        if target.type_name == "structure":
            yield from _xml_findings(target, ElementTree.fromstring(body), "")


def _json_findings(shape, value, path):
    if value is None:
        yield f"{path}: null"
    elif shape.type_name == "structure":
        if not isinstance(value, dict):
            yield f"{path}: not an object"
            return
        known = {member.serialization.get("name", name): member for name, member in shape.members.items()}
        for name, member in value.items():
            if name in known:
                yield from _json_findings(known[name], member, f"{path}.{name}")
            else:
                yield f"{path}.{name}: not in the model"
    elif shape.type_name == "list" and isinstance(value, list):
        for index, member in enumerate(value):
            yield from _json_findings(shape.member, member, f"{path}.{index}")
    elif shape.type_name == "map" and isinstance(value, dict):
        for name, member in value.items():
            yield from _json_findings(shape.value, member, f"{path}.{name}")


# EC2 writes the states of endpoints with small letters (AWS CLI Command Reference, examples); its model has capitals.
SMALL = {("State", state) for state in ("Pending", "Available", "Deleting", "Deleted")}

# What EC2 sends (real records show it) and its model does not have.
UNMODELLED = {"return", "httpProtocolIpv4"}


def _name(element):
    return element.tag.rpartition("}")[2]


def _xml_findings(shape, element, path):
    kind = shape.type_name
    if kind == "structure":
        known = {}
        for name, member in shape.members.items():
            if "location" in member.serialization:
                continue
            flattened = member.serialization.get("flattened")
            inner = member.member.serialization.get("name") if flattened and member.type_name == "list" else None
            known[member.serialization.get("name") or inner or name] = member
        for child in element:
            member = known.get(_name(child))
            if member is None:
                if _name(child) not in UNMODELLED and (path or _name(child) not in ENVELOPE):
                    yield f"{path}.{_name(child)}: not in the model"
            elif member.serialization.get("flattened"):
                one = member.member if member.type_name == "list" else None
                if one is not None:
                    yield from _xml_findings(one, child, f"{path}.{_name(child)}")
            else:
                yield from _xml_findings(member, child, f"{path}.{_name(child)}")
    elif kind == "list":
        expected = shape.member.serialization.get("name", "member")
        for child in element:
            if _name(child) != expected:
                yield f"{path}.{_name(child)}: a list of {expected}"
            yield from _xml_findings(shape.member, child, f"{path}.{_name(child)}")
    elif kind == "map":
        for child in element:
            if _name(child) != "entry":
                yield f"{path}.{_name(child)}: not an entry of a map"
    elif len(element):
        yield f"{path}: elements within a {kind}"
    elif kind == "boolean" and element.text not in ("true", "false"):
        yield f"{path}: {element.text!r} is no boolean"


# KMS does not say what is wrong with a ciphertext.
WORDLESS = {"InvalidCiphertextException"}


def error_findings(model, response, status):
    """What an error lacks, and where its status is not the one its shape states. The code is judged by the caller."""
    error = response["Error"]
    if not error.get("Message") and error.get("Code") not in WORDLESS:
        yield ": an error without a message"
    modelled = modelled_error(model, error.get("Code"))
    if modelled is not None:
        stated = modelled.metadata.get("error", {}).get("httpStatusCode")
        if stated is not None and stated != status:
            yield f": status {status} of {error['Code']}, not {stated}"


def modelled_error(model, code):
    """The shape of the operation's error of this code."""
    for shape in model.error_shapes:
        aliases = (shape.name, shape.error_code, (shape.metadata.get("awsQueryCompatible") or {}).get("code"))
        if code in aliases:
            return shape
    return None
