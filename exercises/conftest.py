"""Loads the plugin that grades the exercises."""

pytest_plugins = ["asgi_harness.plugin"]
