"""Which cases are assigned to a member of staff, for whoever hands them on when they leave. Ids, and no case."""

from vault import accounts
from vault.complaints import store
from vault.complaints.codes import Status
from vault.complaints.model import CaseQuery
from vault.ids import AccountId, CaseId
from vault.policy import MEMBER, Permission
from vault.work import Work, reads

_MOST = 100_000


@reads
def open_cases_of(work: Work, account_id: AccountId) -> list[CaseId]:
    """The open cases that are assigned to a member of staff, the oldest first. Raises NotFound."""
    work.permit(Permission.STAFF_END, account_id)
    accounts.require_staff(work, account_id)
    wanted = CaseQuery(assigned_to=(f"{MEMBER}{account_id}",), status=(Status.OPEN,))
    return [one.case_id for one in store.summaries(work, wanted, None, _MOST)]
