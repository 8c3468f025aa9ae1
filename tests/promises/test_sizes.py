"""Small modules, small functions, plain names, and nothing loaded before it is needed."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "nhml").rglob("*.py"))
NAMES = [str(path.relative_to(ROOT)) for path in MODULES]
FORBIDDEN = {"utils", "common", "helpers", "core", "base", "manager"}
HEAVY = {"numpy", "pandas", "sklearn", "xgboost", "shap", "mlflow"}
FUNCTION = ast.FunctionDef | ast.AsyncFunctionDef


def tree(path):
    """Parse a module."""
    return ast.parse(path.read_text("utf-8"))


def body_length(function):
    """Count the lines of a body, without its docstring."""
    statements = function.body[1:] if ast.get_docstring(function) else function.body
    return statements[-1].end_lineno - statements[0].lineno + 1 if statements else 0


def bodies():
    """List (length, place) of every function."""
    return [
        (body_length(node), f"{path.relative_to(ROOT)}:{node.lineno} {node.name}")
        for path in MODULES
        for node in ast.walk(tree(path))
        if isinstance(node, FUNCTION)
    ]


def undocumented(body, inside=""):
    """List the public names without a docstring, in classes too."""
    found = []
    for node in body:
        if isinstance(node, FUNCTION | ast.ClassDef) and not node.name.startswith("_"):
            if not ast.get_docstring(node):
                found.append(f"{inside}{node.name} (line {node.lineno})")
            if isinstance(node, ast.ClassDef):
                found += undocumented(node.body, f"{node.name}.")
    return found


@pytest.mark.parametrize("path", MODULES, ids=NAMES)
def test_a_module_has_at_most_300_lines(path):
    """It fits in a head."""
    assert len(path.read_text("utf-8").splitlines()) <= 300


def test_no_function_body_has_over_50_lines():
    """Not one."""
    assert [place for length, place in bodies() if length > 50] == []


def test_nearly_all_function_bodies_have_at_most_30_lines():
    """95 per cent."""
    long = [place for length, place in bodies() if length > 30]
    assert len(long) <= 0.05 * len(bodies()), long


def test_nothing_is_called_by_a_name_that_says_nothing():
    """A room says what is in it."""
    found = {part for path in MODULES for part in path.relative_to(ROOT).with_suffix("").parts}
    assert found & FORBIDDEN == set()


@pytest.mark.parametrize("path", MODULES, ids=NAMES)
def test_every_public_name_has_a_docstring(path):
    """Functions, classes and methods."""
    assert undocumented(tree(path).body) == []


@pytest.mark.parametrize("module", ["nhml", "nhml.errors", "nhml.cli.main"])
def test_an_import_loads_no_heavy_library(module):
    """They load inside the verbs."""
    told = f"import sys, {module}; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", told], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert HEAVY & set(done.stdout.split()) == set()
