"""Makes the folders and files of a new exercise: `make new-exercise NAME=29_long_polling`."""

import re
import sys
from pathlib import Path

README = """# {title}

Why this matters, in one paragraph.

## Task

The contract: all that the grader asks for, and nothing that it does not.

## Example

```conversation
0.000  scope    http GET /
```

## Your code

## Hints

<details markdown="1"><summary>Hint 1: a nudge</summary>

</details>

<details markdown="1"><summary>Hint 2: the way</summary>

</details>

<details markdown="1"><summary>Hint 3: nearly the answer</summary>

</details>

## Read on

- The spec on [events](https://asgi.readthedocs.io/en/latest/specs/main.html#events).
"""

STARTER = """async def app(scope, receive, send):
    # TODO: what is to be done here.
    ...
"""

GRADER = '''"""The grader of exercise {number}: the contract in one line."""

import pytest


@pytest.mark.worlds("minimal scope", "slow server")
async def test_keeps_the_contract(client):
    """One sentence of the contract."""
    response = await client.get("/")
    response.expect(status=200, text="")


@pytest.mark.parametrize("scope_type", ["websocket", "lifespan", "carrier-pigeon"])
async def test_raises_for_other_scope_types(client, scope_type):
    """A scope that is not HTTP makes the app raise an exception."""
    await client.expect_refusal(scope_type)
'''


def create(root: Path, name: str) -> list[Path]:
    """Write the files of exercise `name` below `root`; raises ValueError for a name that is not legal or not free."""
    if not re.fullmatch(r"\d\d_[a-z]+(_[a-z]+)*", name):
        raise ValueError(f"an exercise is named NN_words_in_lower_case, not {name!r}")
    number, _, words = name.partition("_")
    taken = [path.name for path in (root / "exercises").glob(f"{number}_*")]
    if taken:
        raise ValueError(f"the number {number} is taken by {taken[0]}")
    exercise = root / "exercises" / name
    files = {
        exercise / "README.md": README.format(title=words.replace("_", " ").capitalize()),
        exercise / "app.py": STARTER,
        exercise / "test_app.py": GRADER.format(number=number),
        root / "solutions" / name / "app.py": STARTER,
    }
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for kind in ("wrong", "right"):
        (root / "tests" / "answers" / name / kind).mkdir(parents=True)
    return list(files)


if __name__ == "__main__":
    try:
        made = create(Path(__file__).parents[1], sys.argv[1] if len(sys.argv) > 1 else "")
    except ValueError as error:
        sys.exit(f"make new-exercise NAME=29_long_polling: {error}")
    print("\n".join(f"made {path}" for path in made))
    print("CONTRIBUTING.md says how to go on; tests/exercises says what is still missing.")
