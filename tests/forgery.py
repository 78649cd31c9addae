"""Code that a cheat would write into app.py: it turns every report that it can lay hands on into a pass."""

PASSED = """
def passed(report):
    for exercise in report.get("exercises", [report]):
        exercise["outcome"] = "passed"
        for test in exercise["tests"]:
            test.update(outcome="passed", failure=None)
    return report
"""

IN_JSON = (
    PASSED
    + """
import json
dumps = json.dumps
json.dumps = lambda value, **options: dumps(passed(value), **options)
"""
)

IN_THE_GRADER = (
    PASSED
    + """
import sys
Grading = sys.modules["grading.plugin"].Grading
report = Grading.report
Grading.report = lambda self: passed(report(self))
"""
)
