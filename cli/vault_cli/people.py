"""`cvault subject …`: who is on file.

What somebody is looked for by is read from a file or from standard input and never from an argument, since arguments
end up in the shell's history.
"""

import click

from vault import subjects
from vault.ids import SubjectId
from vault.policy import RoleName
from vault.subjects import Given, Match
from vault_cli import files, output, session
from vault_cli.exits import Group


@click.group(cls=Group)
def subject() -> None:
    """People on file: find who could be meant."""


@subject.command()
@click.argument("file")
@click.option("--exact", is_flag=True, help="Only whoever shares one of these details exactly; found at once.")
@output.organisation
@output.as_json
def find(file: str, organisation: str | None, *, exact: bool, wants_json: bool) -> None:
    """Find people by a JSON file ("-" for standard input): name, address, phone, email and so on, in any spelling.

    Prints ids, verdicts and kinds of evidence, nobody's name. Without --exact everybody on file is compared.
    """
    given = files.read(file, Given)
    verb = subjects.look_up_subjects if exact else subjects.find_subjects
    with session.opened() as vault:
        officer = session.acting(session.chosen(vault, organisation), RoleName.DPO, "rights_fulfilment")
        found = vault.call(officer, verb, given)
    if wants_json:
        output.show([{"subject_id": one, "match": match} for one, match in found.items()], [], wants_json=True)
    elif found:
        output.table(("subject", "verdict", "evidence"), [_row(one, match) for one, match in found.items()])
    else:
        output.say("Nobody on file.")


def _row(subject_id: SubjectId, match: Match) -> tuple[str, ...]:
    return str(subject_id), match.verdict.value, ", ".join(match.evidence)
