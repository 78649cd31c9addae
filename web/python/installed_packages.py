"""Prints what the build packs of each installed distribution: Python files, and what says name and version."""

import json
import sys
from importlib.metadata import distribution

WANTED_METADATA = {"METADATA", "entry_points.txt"}

found: dict[str, str] = {}
for name in sys.argv[1:]:
    for file in distribution(name).files or []:
        if file.suffix == ".py" or (file.parent.suffix == ".dist-info" and file.name in WANTED_METADATA):
            found[file.as_posix()] = str(file.locate())
json.dump(found, sys.stdout)
