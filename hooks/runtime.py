"""MkDocs hook: builds web/dist where it is stale, and puts it into the site and its script into the pages."""

from __future__ import annotations

from pathlib import Path

import jinja2
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from hooks import dist


def on_files(files: Files, config: MkDocsConfig) -> Files:
    root = Path(config.config_file_path).parent
    dist.build(root)
    built = dist.manifest(root)
    assets = [asset["name"] for asset in built["assets"].values()]
    for name in [built["script"], built["style"], built["search"], *assets]:
        files.append(File.generated(config, dist.FOLDER + name, abs_src_path=str(root / "web/dist" / name)))
    config.extra_css.append(dist.FOLDER + built["style"])
    return files


def on_env(env: jinja2.Environment, config: MkDocsConfig, files: Files) -> jinja2.Environment:
    """docs/overrides/main.html names them."""
    built = dist.manifest(Path(config.config_file_path).parent)
    env.globals["search_worker"] = dist.FOLDER + built["search"]
    env.globals["scripts"] = [dist.FOLDER + name for name in built["modules"]["workshop"]]
    return env
