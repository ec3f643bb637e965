"""Runs a composite action as GitHub's runner does, as far as this one needs it: python3 integrations-action.py ACTION WORKFLOW NAME=VALUE...

The inputs are those of WORKFLOW's step that uses it, changed by NAME=VALUE. Each step is a script that bash runs with the runner's own
options, variables and files; an expression that this doesn't know is a mistake. Prints what the steps print; its status is the first
failing step's.
"""
import os
import re
import subprocess
import sys
import tempfile

import yaml

action = yaml.safe_load(open(sys.argv[1]))
workflow = yaml.safe_load(open(sys.argv[2]))
step, = [step for job in workflow["jobs"].values() for step in job["steps"] if "/landrun/" in step["uses"]]
given = {name: str(value) for name, value in step["with"].items()}
given.update(argument.split("=", 1) for argument in sys.argv[3:])
assert not set(given) - set(action["inputs"]), "an input that the action doesn't have"
inputs = {name: given.get(name, str(declared.get("default", ""))) for name, declared in action["inputs"].items()}
assert all(inputs[name] for name, declared in action["inputs"].items() if declared["required"])
assert action["runs"]["using"] == "composite"
outputs = {}


def value(expression):
    kind, _, name = expression.strip().partition(".")
    if kind == "inputs":
        return inputs[name]
    match = re.fullmatch(r"steps\.([a-z]+)\.outputs\.([a-z]+)", expression.strip())
    assert match, f"the expression {expression} is not known"
    return outputs[match[1]][match[2]]


def expand(text):
    return re.sub(r"\$\{\{(.*?)\}\}", lambda match: value(match[1]), text)


for step in action["runs"]["steps"]:
    condition = step.get("if")
    if condition:
        match = re.fullmatch(r"inputs\.([a-z]+) != ''", condition)
        assert match, f"the condition {condition} is not known"
        if not inputs[match[1]]:
            continue
    assert step["shell"] == "bash" and "${{" not in step["run"], "an expression in a script is code"
    with tempfile.TemporaryDirectory(dir=os.environ["RUNNER_TEMP"]) as files:
        paths = {name: os.path.join(files, name) for name in ("GITHUB_OUTPUT", "GITHUB_PATH", "GITHUB_ENV")}
        for path in paths.values():
            open(path, "w").close()
        script = os.path.join(files, "script.sh")
        with open(script, "w") as file:
            file.write(step["run"])
        environment = {**os.environ, **paths, **{name: expand(str(text)) for name, text in step.get("env", {}).items()}}
        status = subprocess.run(["bash", "--noprofile", "--norc", "-eo", "pipefail", script], env=environment).returncode
        assert not open(paths["GITHUB_ENV"]).read(), "a step changed what follows"
        outputs[step.get("id", "")] = dict(line.split("=", 1) for line in open(paths["GITHUB_OUTPUT"]).read().splitlines())
        os.environ["PATH"] = ":".join(open(paths["GITHUB_PATH"]).read().splitlines() + [os.environ["PATH"]])
    if status:
        sys.exit(status)
