#!/usr/bin/env python3
"""Prints the lines of one of deploy/ci's templates, as they are, as a script for /bin/sh: recipe_lines.py gitlab REPOSITORY."""
import shlex
import sys

import ci_templates_test as templates


def of_gitlab():
    job = templates.gitlab_job()
    # Each on its own: GitLab ends where one fails.
    return job["before_script"] + job["script"]


def of_jenkins():
    return [f"sh -xe -c {shlex.quote(step)}" for step in templates.jenkins_shell_steps()]


def of_github():
    step = templates.github_job()["steps"][-1]["with"]
    inputs = templates.action()["inputs"]
    lines = [line["run"] for line in templates.github_job()["steps"] if "run" in line]
    values = {"GITHUB_ACTION_PATH": "$PWD/.tidemark/deploy/ci/action", "GITHUB_OUTPUT": "$PWD/output",
              "GITHUB_STEP_SUMMARY": "$PWD/summary.md"}
    lines += [f'export {name}="{value}"' for name, value in values.items()]
    values = {"CHECK_COMMAND": step["command"], "CHECK_OPTIONS": inputs["options"]["default"],
              "CHECK_OUTPUT": inputs["output"]["default"]}
    lines += [f"export {name}={shlex.quote(value)}" for name, value in values.items()]
    return lines + [f"bash -eo pipefail -c {shlex.quote(run)}" for run in templates.action_runs()]


recipe, repository = sys.argv[1:]
print("set -e")
print(f"export TIDEMARK_REPOSITORY=file://{shlex.quote(repository)}")
print("\n".join({"gitlab": of_gitlab, "jenkins": of_jenkins, "github": of_github}[recipe]()))
