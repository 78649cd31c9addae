"""MkDocs hook: makes a page of every exercise, an overview of all, and their entries in the navigation."""

from __future__ import annotations

import html
import posixpath
import re
from itertools import groupby
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files
from mkdocs.utils import get_relative_url

from hooks import dist
from hooks.exercise import Exercise, exercises

OVERVIEW = "exercises/index.md"
HEADING = re.compile(r"^## Your code *\n", re.MULTILINE)
LINK = re.compile(r"(?<=\]\()\.\.?/[^)\s]+|(?<=\]: )\.\.?/\S+")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    root = Path(config.config_file_path).parent
    found = exercises(root)
    sources = {f"exercises/{exercise.slug}": exercise.source for exercise in found}
    editing = dist.FOLDER + dist.manifest(root)["modules"]["editing"][0]
    head = f"---\nscripts: [{editing}]\n---\n\n"  # docs/overrides/main.html loads them
    for exercise in found:
        page = File.generated(config, exercise.source, content="")
        data = {"exercise": exercise.slug, "bundle": exercise.bundle}
        if exercise.solution:
            solution = File.generated(config, exercise.solution_path, content=exercise.solution)
            files.append(solution)
            data["solution"] = get_relative_url(solution.url, page.url)
        page.content_string = head + _page(exercise, data, sources)
        page.edit_uri = f"../exercises/{exercise.slug}/README.md"
        files.append(page)
    overview = files.get_file_from_path(OVERVIEW)
    if overview is None:
        raise PluginError(f"docs/{OVERVIEW} is missing: the list of the exercises goes below its text.")
    overview.content_string = overview.content_string.rstrip() + "\n\n" + _list(found, sources)
    _add_to_navigation(config, found)
    return files


def _page(exercise: Exercise, data: dict[str, str], sources: dict[str, str]) -> str:
    attributes = "".join(f' data-{name}="{html.escape(value)}"' for name, value in data.items())
    block = (
        f'<div class="exercise" data-widget="exercise"{attributes} markdown="1">\n\n'
        f'~~~~~~ {{.python title="app.py"}}\n{exercise.starter}~~~~~~\n\n</div>\n'
    )
    text = _links_for_the_site(exercise, exercise.readme, sources)
    if heading := HEADING.search(text):
        return f"{text[: heading.end()]}\n{block}{text[heading.end() :]}"
    return f"{text}\n{block}"


def _links_for_the_site(exercise: Exercise, text: str, sources: dict[str, str]) -> str:
    """A README's links lead through the repository, which is how they work where it is hosted."""

    def replace(match: re.Match[str]) -> str:
        path, hash_sign, fragment = match[0].partition("#")
        target = posixpath.normpath(posixpath.join("exercises", exercise.slug, path))
        source = sources.get(target.removesuffix("/README.md"), target.removeprefix("docs/"))
        if source == target:
            raise PluginError(
                f"{exercise.folder / 'README.md'} links to {match[0]}, which is no page of the site: "
                "a link leads to a file in docs/ or to another exercise."
            )
        return posixpath.relpath(source, posixpath.dirname(exercise.source)) + hash_sign + fragment

    return LINK.sub(replace, text)


def _list(found: list[Exercise], sources: dict[str, str]) -> str:
    parts = []
    for chapter, members in groupby(found, key=lambda exercise: exercise.chapter):
        parts.append(f"## {chapter}\n")
        for exercise in members:
            summary = _links_for_the_site(exercise, exercise.summary, sources).replace("\n", "\n    ")
            parts.append(f"{exercise.number} [{exercise.title}]({Path(exercise.source).name})\n")
            parts.append(f":   {summary}\n")
    return "\n".join(parts)


def _add_to_navigation(config: MkDocsConfig, found: list[Exercise]) -> None:
    chapters = [
        {chapter: [exercise.source for exercise in members]}
        for chapter, members in groupby(found, key=lambda exercise: exercise.chapter)
    ]
    entries: list[Any] = config.nav or []
    for number, entry in enumerate(entries):
        if isinstance(entry, dict) and OVERVIEW in entry.values():
            entries[number] = {next(iter(entry)): [OVERVIEW, *chapters]}
            return
    raise PluginError(f"mkdocs.yml has no entry for {OVERVIEW} in its nav.")
