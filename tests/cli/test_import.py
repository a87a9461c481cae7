"""`headway import`: a file in, a report out, and back again."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path

from headway.kit import clock
from headway.people.models import Person, User
from tests.cli.conftest import PLAN, Shell, Terminal


def test_an_empty_folder_is_enough(empty_shell: Shell, plan: Path) -> None:
    report = empty_shell.json("import", plan)
    assert report["organisation"] == {"name": "Acme", "slug": "acme", "created": True}
    assert (report["created"]["objectives"], report["created"]["key_results"]) == (1, 2)
    assert report["rejected"] == []


def test_importing_again_changes_nothing(shell: Shell, plan: Path) -> None:
    first = shell.json("import", plan)
    second = shell.json("import", plan)
    assert not any(second["created"].values())
    assert not any(second["updated"].values())
    assert second["unchanged"] == {
        kind: first["created"][kind] + first["unchanged"][kind] for kind in first["created"]
    }


def test_a_dry_run_tells_and_writes_nothing(terminal: Terminal, plan: Path) -> None:
    told = terminal.json("import", plan, "--dry-run")
    assert (told["state"], told["created"]["objectives"]) == ("dry_run", 1)
    shown = terminal.run("import", plan, "--dry-run").stdout
    assert "Would import: acme.yaml" in shown
    assert "created objective" in shown
    assert "There is no organisation yet" in terminal.refused("token", "list")


def test_an_import_is_taken_back_by_its_number(terminal: Terminal, plan: Path) -> None:
    number = terminal.json("import", plan)["id"]
    assert terminal.json("import", "--undo", number)["state"] == "undone"
    assert terminal.json("import", plan)["created"]["objectives"] == 1
    assert "only a committed one" in terminal.refused("import", "--undo", number)
    assert "There is no import 9999" in terminal.refused("import", "--undo", 9999)


def test_a_file_that_cannot_be_read_changes_nothing_and_names_the_line(
    terminal: Terminal, plan: Path
) -> None:
    plan.write_text(PLAN + "broken: [\n", encoding="utf-8")
    assert "Line " in terminal.refused("import", plan, code=2)
    assert "There is no organisation yet" in terminal.refused("token", "list")


def test_a_refusal_is_a_report_too_where_one_was_asked_for(terminal: Terminal, plan: Path) -> None:
    plan.write_text(PLAN + "broken: [\n", encoding="utf-8")
    refused = terminal.run("import", plan, "--json")
    told = json.loads(refused.stdout)
    assert (refused.exit_code, told["state"], told["id"]) == (2, "refused", None)
    assert told["problem"]["code"] == "invalid_input"
    assert "Line " in told["problem"]["detail"]
    assert "Line " in refused.stderr


def test_people_get_counts_and_the_way_back(terminal: Terminal, plan: Path) -> None:
    done = terminal.run("import", plan)
    assert "Imported: acme.yaml → Acme" in done.stdout
    assert "1 cycle, 1 objective, 2 key results" in done.stdout
    assert "check ins" not in done.stdout
    assert "headway import --undo " in done.stderr


def test_an_unknown_field_is_named_by_its_line(terminal: Terminal, plan: Path) -> None:
    plan.write_text(PLAN.replace("  title: Grow", "  title: Grow\n  mood: good"), encoding="utf-8")
    (line,) = [one for one in terminal.ok("import", plan).splitlines() if "“mood”" in one]
    assert "no field" in line
    assert line.endswith("At line 9, o1")


def test_a_long_report_says_how_many_more_lines_there_are_and_how_to_see_them(
    terminal: Terminal, plan: Path
) -> None:
    moods = "".join(f"  mood{n}: good\n" for n in range(30))
    plan.write_text(PLAN.replace("  title: Grow\n", f"  title: Grow\n{moods}"), encoding="utf-8")
    cut = terminal.run("import", plan, "--dry-run")
    (count,) = re.findall(r"assumed: (\d+)", cut.stdout)
    assert f"… and {int(count) - 20} more" in cut.stdout
    assert "--all lists every line" in cut.stderr
    whole = terminal.run("import", plan, "--dry-run", "--all")
    assert whole.stdout.count("“mood") == 30
    assert " more" not in whole.stdout
    assert "--all" not in whole.stderr


def test_an_import_that_nobody_can_get_into_names_the_way_in(
    terminal: Terminal, plan: Path
) -> None:
    way = "headway invite EMAIL --administrator NAME --organisation acme"
    assert way in terminal.run("import", plan).stderr
    assert way in terminal.refused("invite", "ada@acme.example", code=2)
    assert way in terminal.refused("init", "--name", "acme", "--admin-email", "a@acme.example")
    terminal.ok("invite", "ada@acme.example", "--administrator", "Ada")
    waits = terminal.run("import", plan).stderr
    assert "--administrator" not in waits, "she has only to open her link"
    assert "The invitation of ada@acme.example waits to be opened." in waits
    assert "headway invite ada@acme.example --organisation acme" in waits
    with clock.frozen(clock.now() + timedelta(days=8)):
        assert way in terminal.run("import", plan).stderr, "it works for seven days"
    ada = Person.objects.get(email="ada@acme.example")
    ada.user = User.objects.create_user(ada.email, "correct horse battery")
    ada.save()
    told = terminal.run("import", plan).stderr
    assert "--administrator" not in told
    assert "waits to be opened" not in told


def test_a_file_or_a_number_is_needed(empty_shell: Shell, plan: Path) -> None:
    assert "Give a file" in empty_shell.refused("import", code=2)
    assert "Give a file" in empty_shell.refused("import", plan, "--undo", 1, code=2)
    assert not empty_shell.data.exists()


def test_published_okrs_arrive_whole(shell: Shell, shared_data: Path) -> None:
    """Two quarters of GitLab: every objective and key result of the file, and scores that doctor
    finds to be what their readings say."""
    report = shell.json("import", shared_data / "gitlab_okrs_fy20q4_fy21q1.yaml")
    for kind in ("objectives", "key_results"):
        assert report["created"][kind] == report["file"][kind] > 200
    assert report["rejected"] == []
    checks = {check["name"]: check for check in shell.json("doctor")["checks"]}
    assert checks["Scores"]["state"] == checks["Audit trail"]["state"] == "ok"
