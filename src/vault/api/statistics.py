"""Statistics over HTTP."""

from typing import Annotated

import msgspec
from litestar import Router, post
from litestar.params import JSONBody
from msgspec import Meta

from vault import statistics
from vault.api.callers import caller
from vault.api.parameters import HttpRequest, OpenVault, PurposeHeader
from vault.statistics import Report


class ReportOf(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Of which year to make a report."""

    year: Annotated[int, Meta(ge=1990, le=2200, description="The year in which the complaints were received.")]


@post("/reports", operation_id="makeStatisticsReport", summary="Count a year", status_code=200)
async def make_report(
    vault: OpenVault, request: HttpRequest, data: JSONBody[ReportOf], purpose: PurposeHeader
) -> Report:
    """Counts the complaints and arrears of a year, also those deleted since. What is of few people is hidden.

    What was shown is kept: later reports of the year hide what a comparison would tell. Where so little was added that
    the difference would tell of few people, the report before is given again, with its `as_of`.
    """
    return await vault.run(caller(request, purpose), statistics.make_report, data.year)


router = Router("/statistics", route_handlers=[make_report], tags=["Statistics"])
