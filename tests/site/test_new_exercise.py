"""`make new-exercise` makes what an exercise needs, and spoils nothing that is there."""

from pathlib import Path

import pytest

from hooks.new_exercise import create


def test_all_files_are_made(tmp_path: Path) -> None:
    made = create(tmp_path, "29_long_polling")
    assert [str(path.relative_to(tmp_path)) for path in made] == [
        "exercises/29_long_polling/README.md",
        "exercises/29_long_polling/app.py",
        "exercises/29_long_polling/test_app.py",
        "solutions/29_long_polling/app.py",
    ]
    assert made[0].read_text().startswith("# Long polling\n")
    assert (tmp_path / "tests/answers/29_long_polling/wrong").is_dir()


@pytest.mark.parametrize("name", ["", "29", "29-long", "29_Long", "9_long", "long"])
def test_another_kind_of_name_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="NN_words_in_lower_case"):
        create(tmp_path, name)


def test_a_number_that_is_taken_is_refused(tmp_path: Path) -> None:
    create(tmp_path, "29_one")
    with pytest.raises(ValueError, match="the number 29 is taken by 29_one"):
        create(tmp_path, "29_other")
