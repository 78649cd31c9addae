"""MkDocs hook: lists the course for the pages' scripts, and marks in the lessons what they bring to life."""

from __future__ import annotations

import hashlib
import json
import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jinja2
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation, Section
from mkdocs.structure.pages import Page

from hooks.exercise import exercises

LESSONS = "learn/"
_QUIZ = re.compile(r'<div class="quiz">(.*?)</div>', re.DOTALL)
_PRACTISE = re.compile(r'^<h2 id="practise">.*?(?=^<h2 |\Z)', re.DOTALL | re.MULTILINE)
_LINK = re.compile(r'href="([^"#]+)')


class Course:
    """What is known of the lessons while the site is built."""

    navigation: Navigation
    questions: dict[str, list[str]]
    practice: dict[str, list[str]]

    def begin(self, navigation: Navigation) -> None:
        self.navigation = navigation
        self.questions = {}
        self.practice = {}


course = Course()


def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> Navigation:
    course.begin(nav)
    return nav


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    if not _is_lesson(page):
        return html
    course.practice[page.url] = [
        posixpath.normpath(posixpath.join(page.url, link)) + "/"
        for section in _PRACTISE.findall(html)
        for link in _LINK.findall(section)
    ]
    questions = course.questions[page.url] = []

    def mark(quiz: re.Match[str]) -> str:
        # Other words are another question, whose old answer says nothing.
        questions.append(hashlib.sha256(quiz[1].encode()).hexdigest()[:12])
        return f'<div class="quiz" data-widget="quiz" data-question="{questions[-1]}">{quiz[1]}</div>'

    html = _QUIZ.sub(mark, html)
    return f'{html}\n<div class="lesson-end" data-widget="lesson" data-lesson="{page.url}"></div>\n'


def on_env(env: jinja2.Environment, config: MkDocsConfig, files: Files) -> jinja2.Environment:
    listing = json.dumps(_listing(Path(config.config_file_path).parent), ensure_ascii=False)
    digest = hashlib.sha256(listing.encode()).hexdigest()[:12]
    file = File.generated(config, f"assets/course-{digest}.json", content=listing)
    files.append(file)
    env.globals["course"] = file.url  # docs/overrides/main.html makes a link of it
    return env


def _is_lesson(page: Page) -> bool:
    return page.file.src_uri.startswith(LESSONS) and not page.is_index


def _listing(root: Path) -> dict[str, Any]:
    slugs = {exercise.source: exercise.slug for exercise in exercises(root)}
    chapters: list[dict[str, Any]] = []
    for title, pages in _sections(course.navigation.items):
        items: list[dict[str, Any]] = []
        for page in pages:
            item = {"address": page.url, "title": page.title}
            if page.file.src_uri in slugs:
                items.append({"kind": "exercise", **item, "exercise": slugs[page.file.src_uri]})
            elif _is_lesson(page):
                items.append({"kind": "lesson", **item, "questions": course.questions[page.url]})
        if items:
            chapters.append({"title": title, "items": items})
    addresses = [item["address"] for chapter in chapters for item in chapter["items"]]
    path = dict.fromkeys(
        way
        for address in addresses
        for way in (address, *(link for link in course.practice.get(address, []) if link in addresses))
    )
    return {"chapters": chapters, "path": list(path)}


def _sections(items: list[Any]) -> Iterator[tuple[str, list[Page]]]:
    for item in items:
        if isinstance(item, Section):
            yield item.title, [child for child in item.children if isinstance(child, Page)]
            yield from _sections(item.children)
