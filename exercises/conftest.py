"""Loads the plugin that grades the exercises."""

pytest_plugins = ["grading.plugin"]
