"""Runs in Pyodide when the site is built: compiles sources for the interpreter that will read them."""

import ast
import importlib.util
import marshal
import zipfile
from types import CodeType

# They read their own lines, and stay as they are.
OURS = ("site-packages/asgi_harness/", "site-packages/grading/")


class WithoutDocstrings(ast.NodeTransformer):
    def strip(self, node):
        self.generic_visit(node)
        if ast.get_docstring(node, clean=False) is not None:
            node.body = node.body[1:] or [ast.Pass(lineno=1, col_offset=0, end_lineno=1, end_col_offset=0)]
        return node

    visit_Module = visit_ClassDef = visit_FunctionDef = visit_AsyncFunctionDef = strip  # noqa: N815


def without_lines(code: CodeType) -> CodeType:
    """Every instruction says the first line: tables of lines are a fifth of what a reader would download."""
    # The format is in CPython's InternalDocs/code_objects.md: kind 13 is "a line, no columns", for up to 8 units.
    units, table = len(code.co_code) // 2, bytearray()
    while units > 0:
        table += bytes([0x80 | 13 << 3 | min(units, 8) - 1, 0])
        units -= 8
    constants = tuple(without_lines(value) if isinstance(value, CodeType) else value for value in code.co_consts)
    return code.replace(co_linetable=bytes(table), co_consts=constants)


def compile_source(name: str, source: str) -> bytes:
    filename = f"/lib/python3.14/{name}"
    tree = ast.parse(source, filename)
    if not name.startswith(OURS):
        tree = WithoutDocstrings().visit(tree)
    code = compile(tree, filename, "exec", dont_inherit=True, optimize=0)
    if not name.startswith(OURS):
        code = without_lines(code)
    # The flags that mean "do not compare with a source file", then the source's time and size, that nobody reads.
    return importlib.util.MAGIC_NUMBER + b"\1\0\0\0" + bytes(8) + marshal.dumps(code)


def standard_library() -> dict[str, str]:
    """The sources that this interpreter itself was started with."""
    with zipfile.ZipFile("/lib/python314.zip") as library:
        return {name: library.read(name).decode() for name in library.namelist() if name.endswith(".py")}


def compile_all(sources: dict[str, str]) -> dict[str, bytes]:
    return {f"{name}c": compile_source(name, source) for name, source in sources.items()}
