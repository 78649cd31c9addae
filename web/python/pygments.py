"""Stands in for Pygments, which pytest imports only to colour a terminal that a browser does not have."""

import sys
from types import ModuleType

__path__: list[str] = []

for path, names in {
    "formatters": [],
    "formatters.terminal": ["TerminalFormatter"],
    "lexer": ["Lexer"],
    "lexers": [],
    "lexers.diff": ["DiffLexer"],
    "lexers.python": ["PythonLexer"],
    "util": ["ClassNotFound", "OptionError"],
}.items():
    module = ModuleType(f"pygments.{path}")
    for name in names:
        setattr(module, name, type(name, (Exception,), {}))
    sys.modules[module.__name__] = module
