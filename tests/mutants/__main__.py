"""Prints how many changed solutions each grader notices: `python -m tests.mutants [EXERCISE...]`."""

import logging
import sys
import tempfile
from pathlib import Path

from grading import limit
from tests.exercises.grading import EXERCISES, ROOT, Answer, report_of
from tests.mutants.mutation import mutants

# Mutants that keep the contract, one a line: `exercise | change | why no grader can tell it from the solution`.
EQUIVALENT = Path(__file__).with_name("equivalent.txt")


def explained() -> dict[tuple[str, str], str]:
    """The mutants that are as right as the solution, with the reason."""
    rows = [line.split(" | ") for line in EQUIVALENT.read_text(encoding="utf-8").splitlines() if line]
    return {(exercise, change): why for exercise, change, why in rows}


def main(names: list[str]) -> int:
    """Grade every mutant; returns 1 if a grader lets too many pass, or one that nobody has explained."""
    limit.SECONDS = 1.0
    logging.getLogger("asyncio").disabled = True  # which would tell of every task that a mutant leaves behind
    reasons = explained()
    bad = 0
    for exercise in [name for name in EXERCISES if not names or name in names or name[:2] in names]:
        solution = (ROOT / "solutions" / exercise / "app.py").read_text(encoding="utf-8")
        killed = total = equivalent = 0
        for mutant in mutants(solution):
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder, "mutant.py")
                path.write_text(mutant.source, encoding="utf-8")
                passed = report_of(Answer(exercise, path), Path(folder))["outcome"] == "passed"
            if passed and (exercise, mutant.change) in reasons:
                equivalent += 1
                continue
            total += 1
            killed += not passed
            if passed:
                print(f"{exercise} | {mutant.change} | line {mutant.line}", flush=True)
        rate = killed / total if total else 1.0
        bad += killed < total
        print(f"{exercise}: {killed} of {total} killed ({rate:.0%}), {equivalent} equivalent", flush=True)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
