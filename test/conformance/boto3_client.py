"""Calls with boto3."""

import boto3
import botocore.exceptions
from botocore import xform_name

from observed import Observed, configuration


class Boto3:
    """Calls a client's methods; one client for each service, region and caller."""

    def __init__(self, endpoint):
        self.endpoint = endpoint
        self.clients = {}

    def call(self, step, caller, service, region, params):
        name, keys = caller
        validated = "fails" not in step
        key = (service, region, name, validated)
        if key not in self.clients:
            client = boto3.client(
                service,
                region_name=region,
                endpoint_url=self.endpoint,
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
