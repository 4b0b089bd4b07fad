"""Check a job definition and a submission of AWS Batch against botocore's model of the service, without a network.

    check.py JOB_DEFINITION SUBMISSION

Prints one line per fault, and exits with 1 if there is any.
"""

import sys

sys.dont_write_bytecode = True

import json
from pathlib import Path

import botocore.session
from botocore.validate import ParamValidator


def main(definition: Path, submission: Path) -> int:
    batch = botocore.session.get_session().get_service_model("batch")
    found = []
    read = {}
    for operation, path in (("RegisterJobDefinition", definition), ("SubmitJob", submission)):
        read[operation] = json.loads(path.read_text())
        shape = batch.operation_model(operation).input_shape
        # The names, types and required members; it leaves the lists of allowed words alone.
        report = ParamValidator().validate(read[operation], shape)
        found += report.generate_report().splitlines()
        if not report.has_errors():
            found += unknown_words(read[operation], shape, operation)
    if not found:
        found = disagreements(read["RegisterJobDefinition"], read["SubmitJob"])
    for line in found:
        print(line)
    return 1 if found else 0


def unknown_words(value, shape, where):
    """Lists strings that the model's enumerations do not have."""
    if shape.type_name == "structure":
        for name, part in value.items():
            yield from unknown_words(part, shape.members[name], f"{where}.{name}")
    elif shape.type_name == "list":
        for i, part in enumerate(value):
            yield from unknown_words(part, shape.member, f"{where}[{i}]")
    elif shape.type_name == "string" and shape.enum and value not in shape.enum:
        yield f"{where} is {value}, not one of {', '.join(shape.enum)}"


def disagreements(definition, submission):
    """Lists what the service would refuse, or the shards miss, though each value by itself is right."""
    found = []
    size = submission["arrayProperties"]["size"]
    if not 2 <= size <= 10_000:
        found.append(f"an array has 2 to 10,000 children, not {size}")
    shards = [e["value"] for e in submission["containerOverrides"]["environment"] if e["name"] == "SHARDS"]
    if shards != [str(size)]:
        found.append(f"SHARDS is {shards}, and the array has {size} children")
    if submission["jobDefinition"].split(":")[0] != definition["jobDefinitionName"]:
        found.append(f"{submission['jobDefinition']} is another job definition")
    words = definition["containerProperties"]["command"]
    parameters = {w.removeprefix("Ref::") for w in words if w.startswith("Ref::")}
    for name in parameters - set(definition["parameters"]) - set(submission.get("parameters", {})):
        found.append(f"Ref::{name} has no value")
    for name in set(submission.get("parameters", {})) - parameters:
        found.append(f"the command has no Ref::{name}")
    if not 1 <= definition["retryStrategy"]["attempts"] <= 10:
        found.append("attempts are 1 to 10")
    volumes = {v["name"] for v in definition["containerProperties"]["volumes"]}
    for mount in definition["containerProperties"]["mountPoints"]:
        if mount["sourceVolume"] not in volumes:
            found.append(f"no volume {mount['sourceVolume']}")
    needs = {r["type"] for r in definition["containerProperties"]["resourceRequirements"]}
    if not needs >= {"VCPU", "MEMORY"}:
        found.append("resourceRequirements need VCPU and MEMORY")
    return found


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
