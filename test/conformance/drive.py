"""
Makes the calls of a conformance suite with boto3 or, in process, with the AWS CLI, and says what became of each.

Reads one JSON object from standard input: `client` ("boto3" or "cli"), `endpoint`, `region`, `service`, `steps`
(test/conformance/suite.ts), `callers` (name → accessKeyId, secretAccessKey) and `variables`. Prints one JSON line per
step: `operation`, `findings`, `modelled` (an error's code is one of the operation's), and `response` or `error`.
"""

import json
import logging
import sys

from boto3_client import Boto3
from shape_findings import modelled_error
from values import Unresolved, at, plain, resolve, saved

request = json.load(sys.stdin)
saved.update(request["variables"])


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


def perform(step, client, boto):
    service = step.get("service", request["service"])
    params = resolve(step.get("params", {}))
    if "cli" in step:
        client = boto
    observed, response, error = client.call(step, caller(step), service, step.get("region", request["region"]), params)
    said = {"operation": step["operation"], "findings": observed.findings}
    if error is not None:
        said["error"] = plain(error)
        said["modelled"] = modelled_error(observed.model, error["Error"].get("Code")) is not None
    else:
        said["response"] = plain(response)
    said["status"] = observed.status
    for name, path in step.get("save", {}).items():
        try:
            saved[name] = at(said.get("response", said.get("error")), path)
        except (KeyError, IndexError, TypeError):
            said["findings"].append(f"{path}: nothing to save as {name}")
    return said


def main():
    logging.disable(logging.WARNING)
    boto = Boto3(request["endpoint"])
    client = boto
    if request["client"] == "cli":
        # Takes its time to load.
        from cli_client import Cli

        client = Cli(request["endpoint"])
    for step in request["steps"]:
        try:
            said = perform(step, client, boto)
        except Unresolved as error:
            said = {"operation": step["operation"], "findings": [f"the suite: ${{{error}}} was never saved"]}
        except Exception as error:  # Whatever goes wrong in a client is what this program is to tell.
            said = {"operation": step["operation"], "findings": [f"{type(error).__name__}: {error}"]}
        print(json.dumps(said), flush=True)


main()
