"""A person as redaction knows them: every form that could name or reach them. Pure."""

from vault.redaction import Known, Part, Standing
from vault.subjects.model import Person


def as_known(ref: str, person: Person, standing: Standing, part: Part = Part.OTHER) -> Known:
    """`ref` is what spans will say they belong to."""
    return Known(
        ref=ref,
        standing=standing,
        part=part,
        names=person.names,
        addresses=tuple((address.line, address.unit or _unit_in(address.line)) for address in person.addresses),
        stays=tuple((address.since, address.until) for address in person.addresses),
        phones=person.phones,
        emails=person.emails,
        national_ids=(person.national_id,) if person.national_id else (),
        date_of_birth=person.date_of_birth,
        protected_address=person.address_protected,
    )


def _unit_in(line: str) -> str | None:
    """The dwelling written within an address line: what follows its first comma, if that is no postal code."""
    rest = [part.strip() for part in line.split(",")[1:]]
    return next((part for part in rest if part and not part[:3].isdigit()), None)
