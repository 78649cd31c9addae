"""Grades the exercises: pytest with a learner's app.py, its limits, and what the learner is told."""
