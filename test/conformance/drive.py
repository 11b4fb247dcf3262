"""
Makes the calls of a conformance suite with boto3 or, in process, with the AWS CLI, and says what became of each.

Reads one JSON object from standard input: `client` ("boto3" or "cli"), `endpoint`, `region`, `service`, `steps`
(test/conformance/suite.ts), `callers` (name → accessKeyId, secretAccessKey) and `variables`. Prints one JSON line per
step: `operation`, `findings`, `modelled` (an error's code is one of the operation's), and `response` or `error`.
"""

import base64
import contextlib
import datetime
import io
import json
import logging
import os
import re
import sys
import tempfile

import awscli.clidriver
import boto3
import botocore.config
import botocore.exceptions
import botocore.parsers
import botocore.validate
from botocore import xform_name

from shape_findings import error_findings, modelled_error, parsed_findings, raw_findings

request = json.load(sys.stdin)
saved = dict(request["variables"])


class Unresolved(Exception):
    """A step needs a value that no earlier step has saved."""


def resolve(value):
    """A step's parameters with the saved values put in, times and bytes as Python's."""
    if isinstance(value, dict):
        if set(value) == {"$bytes"}:
            return base64.b64decode(resolve(value["$bytes"]))
        if set(value) == {"$date"}:
            return datetime.datetime.fromisoformat(value["$date"])
        return {resolve(name): resolve(member) for name, member in value.items()}
    if isinstance(value, list):
        return [resolve(member) for member in value]
    if not isinstance(value, str):
        return value
    whole = re.fullmatch(r"\$\{([\w-]+)\}", value)
    if whole:
        return look_up(whole[1])
    return re.sub(r"\$\{([\w-]+)\}", lambda found: str(look_up(found[1])), value)


def look_up(name):
    if name not in saved:
        raise Unresolved(name)
    value = saved[name]
    return base64.b64decode(value["$bytes"]) if isinstance(value, dict) and set(value) == {"$bytes"} else value


def plain(value):
    """A response as JSON: bytes and times in the form that steps use."""
    if isinstance(value, dict):
        return {str(name): plain(member) for name, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(member) for member in value]
    if isinstance(value, (bytes, bytearray)):
        return {"$bytes": base64.b64encode(value).decode()}
    if isinstance(value, datetime.datetime):
        return {"$date": value.astimezone(datetime.timezone.utc).isoformat()}
    return value


def at(value, path):
    for part in path.split("."):
        value = value[int(part)] if isinstance(value, list) else value[part]
    return value


class Observed:
    """What went over the wire in one call, as botocore's events tell it."""

    def __init__(self):
        self.forget()

    def forget(self):
        self.model = self.parsed = self.status = None
        self.findings = []

    def watch(self, events):
        events.register("before-parse", self.before_parse)
        events.register("after-call", self.after_call)

    def before_parse(self, operation_model, response_dict, **_):
        self.model = operation_model
        self.status = response_dict["status_code"]
        if self.status >= 300:
            return
        self.findings += raw_findings(operation_model, response_dict)
        if operation_model.output_shape is not None:
            # A parser of our own: clients decode policies, and the CLI leaves times as text.
            parser = botocore.parsers.create_parser(operation_model.service_model.resolved_protocol)
            parsed = parser.parse(response_dict, operation_model.output_shape)
            self.findings += parsed_findings(operation_model.output_shape, parsed)

    def after_call(self, parsed, http_response, model, **_):
        self.parsed = parsed
        if not parsed.get("ResponseMetadata", {}).get("RequestId"):
            self.findings.append(": no request ID")
        if http_response.status_code >= 300 and "Error" in parsed:
            self.findings += error_findings(model, parsed, http_response.status_code)


def caller(step):
    name = step.get("as", "workload")
    if not name.startswith("${"):
        return name, request["callers"][name]
    keys = resolve(name)
    # Credentials of STS, or an access key of IAM.
    return f"{name}/{keys['AccessKeyId']}", {
        "accessKeyId": keys["AccessKeyId"],
        "secretAccessKey": keys["SecretAccessKey"],
        "sessionToken": keys.get("SessionToken"),
    }


def configuration(validated):
    return botocore.config.Config(
        retries={"total_max_attempts": 1}, parameter_validation=validated, s3={"addressing_style": "path"}
    )


class Boto3:
    """Calls a client's methods; one client for each service, region and caller."""

    def __init__(self):
        self.clients = {}

    def call(self, step, service, region, params):
        name, keys = caller(step)
        validated = "fails" not in step
        key = (service, region, name, validated)
        if key not in self.clients:
            client = boto3.client(
                service,
                region_name=region,
                endpoint_url=request["endpoint"],
                aws_access_key_id=keys["accessKeyId"],
                aws_secret_access_key=keys["secretAccessKey"],
                aws_session_token=keys.get("sessionToken"),
                config=configuration(validated),
            )
            observed = Observed()
            observed.watch(client.meta.events)
            self.clients[key] = (client, observed)
        client, observed = self.clients[key]
        observed.forget()
        method = getattr(client, xform_name(step["operation"]))
        try:
            response = method(**params)
        except botocore.exceptions.ClientError as error:
            return observed, None, error.response
        for member, value in response.items():
            if hasattr(value, "read"):
                response[member] = value.read()
        return observed, response, None


class Cli:
    """Calls the AWS CLI as its `aws` does, without a process for each call."""

    def __init__(self):
        self.drivers = {}

    def driver(self, name, keys):
        if name not in self.drivers:
            os.environ["AWS_ACCESS_KEY_ID"] = keys["accessKeyId"]
            os.environ["AWS_SECRET_ACCESS_KEY"] = keys["secretAccessKey"]
            os.environ.pop("AWS_SESSION_TOKEN", None)
            if keys.get("sessionToken"):
                os.environ["AWS_SESSION_TOKEN"] = keys["sessionToken"]
            driver = awscli.clidriver.create_clidriver()
            driver.session.get_credentials()
            observed = Observed()
            observed.watch(driver.session)
            create, clients = driver.session.create_client, {}

            def create_once(service_name, region_name=None, **more):
                validated = self.validated
                key = (service_name, region_name, validated)
                if key not in clients:
                    more["config"] = configuration(validated)
                    clients[key] = create(service_name, region_name=region_name, **more)
                return clients[key]

            driver.session.create_client = create_once
            self.drivers[name] = (driver, observed)
        return self.drivers[name]

    def call(self, step, service, region, params):
        driver, observed = self.driver(*caller(step))
        observed.forget()
        self.validated = "fails" not in step
        model = driver.session.get_service_model(service).operation_model(step["operation"])
        if model.has_streaming_output:
            # The CLI writes to a file by a handler of the session, which clients made before and after must not share.
            self.drivers.pop(caller(step)[0])
            driver, observed = self.driver(*caller(step))
            self.drivers.pop(caller(step)[0])
        args = ["--region", region, "--endpoint-url", request["endpoint"], "--output", "json"]
        args += ["s3api" if service == "s3" else service, xform_name(step["operation"], "-")]
        with tempfile.TemporaryDirectory() as folder:
            params = self.files(model, params, args, folder)
            if model.has_streaming_output:
                # With a file to write to in its place, the CLI wants what is required as options.
                for name, value in params.items():
                    args += [f"--{xform_name(name, '-')}", self.in_json(value) if not isinstance(value, str) else value]
            else:
                args += ["--cli-input-json", json.dumps(params, default=self.in_json)]
            if self.paginates(driver, service, step):
                args.append("--no-paginate")
            outfile = os.path.join(folder, "out")
            if model.has_streaming_output:
                args.append(outfile)
            out, err = io.StringIO(), io.StringIO()
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                code = driver.main(args)
            if code != 0:
                return observed, None, self.error(observed, err.getvalue().strip())
            response = self.from_json(model.output_shape, json.loads(out.getvalue() or "{}"))
            if model.has_streaming_output:
                with open(outfile, "rb") as content:
                    response[model.output_shape.serialization["payload"]] = content.read()
            return observed, response, None

    def paginates(self, driver, service, step):
        try:
            return step["operation"] in driver.session.get_paginator_model(service)._paginator_config
        except botocore.exceptions.UnknownServiceError:
            return False

    def files(self, model, params, args, folder):
        """Bytes go through files, as the CLI's users do it; a body is a path, a blob `fileb://`."""
        rest = {}
        for name, value in params.items():
            if not isinstance(value, bytes):
                rest[name] = value
                continue
            path = os.path.join(folder, name)
            with open(path, "wb") as content:
                content.write(value)
            streamed = model.has_streaming_input and model.input_shape.serialization.get("payload") == name
            args += [f"--{xform_name(name, '-')}", path if streamed else f"fileb://{path}"]
        return rest

    def in_json(self, value):
        if isinstance(value, bytes):
            return value.decode()
        return value.isoformat()

    def from_json(self, shape, value):
        """What the CLI printed, with bytes again where the model has them."""
        if shape is None or value is None:
            return value
        if shape.type_name == "blob" and isinstance(value, str):
            return base64.b64decode(value)
        if shape.type_name == "structure":
            return {name: self.from_json(shape.members.get(name), member) for name, member in value.items()}
        if shape.type_name == "list":
            return [self.from_json(shape.member, member) for member in value]
        if shape.type_name == "map":
            return {name: self.from_json(shape.value, member) for name, member in value.items()}
        return value

    def error(self, observed, said):
        """What the CLI's user sees must be what the wire said."""
        found = re.search(r"An error occurred \((.+?)\) when calling the (\w+) operation(?: \(.*?\))?:(.*)", said, re.S)
        if not found or observed.parsed is None:
            raise RuntimeError(said)
        if found[1] != observed.parsed["Error"].get("Code"):
            observed.findings.append(f": the AWS CLI shows {found[1]}")
        return observed.parsed


def misspelt(model, params):
    """What botocore's validation would call unknown: a mistake of the suite, not of the service."""
    if model.input_shape is None:
        return []
    report = botocore.validate.ParamValidator().validate(params, model.input_shape).generate_report()
    return [f"the suite: {line}" for line in report.splitlines() if line.startswith("Unknown parameter")]


def perform(step, client, boto):
    service = step.get("service", request["service"])
    params = resolve(step.get("params", {}))
    if "cli" in step:
        client = boto
    observed, response, error = client.call(step, service, step.get("region", request["region"]), params)
    said = {"operation": step["operation"], "findings": observed.findings}
    if "fails" in step and observed.model is not None:
        said["findings"] += misspelt(observed.model, params)
    if error is not None:
        said["error"] = plain(error)
        said["status"] = observed.status
        said["modelled"] = modelled_error(observed.model, error["Error"].get("Code")) is not None
        return said
    said["response"] = plain(response)
    said["status"] = observed.status
    for name, path in step.get("save", {}).items():
        try:
            saved[name] = at(said["response"], path)
        except (KeyError, IndexError, TypeError):
            said["findings"].append(f"{path}: nothing to save as {name}")
    return said


def main():
    logging.disable(logging.WARNING)
    boto = Boto3()
    client = Cli() if request["client"] == "cli" else boto
    for step in request["steps"]:
        try:
            said = perform(step, client, boto)
        except Unresolved as error:
            said = {"operation": step["operation"], "findings": [f"the suite: ${{{error}}} was never saved"]}
        except Exception as error:  # Whatever goes wrong in a client is what this program is to tell.
            said = {"operation": step["operation"], "findings": [f"{type(error).__name__}: {error}"]}
        print(json.dumps(said), flush=True)


main()
