"""What botocore's events tell of a call, whoever makes it."""

import botocore.config
import botocore.parsers

from shape_findings import error_findings, parsed_findings, raw_findings


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


def configuration(validated):
    return botocore.config.Config(
        retries={"total_max_attempts": 1}, parameter_validation=validated, s3={"addressing_style": "path"}
    )
