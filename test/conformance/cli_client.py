"""Calls with the AWS CLI, in this process."""

import base64
import contextlib
import io
import json
import os
import re
import tempfile

import awscli.clidriver
import botocore.exceptions
from botocore import xform_name

from observed import Observed, configuration


class Cli:
    """Calls the AWS CLI as its `aws` does, without a process for each call."""

    def __init__(self, endpoint):
        self.endpoint = endpoint
        self.drivers = {}
        self.models = awscli.clidriver.create_clidriver().session.get_component("data_loader")

    def driver(self, name, keys):
        if name not in self.drivers:
            os.environ["AWS_ACCESS_KEY_ID"] = keys["accessKeyId"]
            os.environ["AWS_SECRET_ACCESS_KEY"] = keys["secretAccessKey"]
            os.environ.pop("AWS_SESSION_TOKEN", None)
            if keys.get("sessionToken"):
                os.environ["AWS_SESSION_TOKEN"] = keys["sessionToken"]
            driver = awscli.clidriver.create_clidriver()
            # Models are read once for all drivers.
            driver.session.register_component("data_loader", self.models)
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

    def call(self, step, caller, service, region, params):
        driver, observed = self.driver(*caller)
        observed.forget()
        self.validated = "fails" not in step
        model = driver.session.get_service_model(service).operation_model(step["operation"])
        if model.has_streaming_output or step["operation"] == "ModifyInstanceAttribute":
            # Writing to a file and some options are handlers of the session, which lasts no longer than one `aws` does.
            self.drivers.pop(caller[0])
            driver, observed = self.driver(*caller)
            self.drivers.pop(caller[0])
        args = ["--region", region, "--endpoint-url", self.endpoint, "--output", "json"]
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
