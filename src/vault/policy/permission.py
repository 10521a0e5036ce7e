"""Every permission there is: a data category and what is done with it."""

from enum import StrEnum


class Permission(StrEnum):
    """`resource:action`. Each stands in `policies/access.csv` and in the reference, and nothing else does."""

    ORGANISATION_CREATE = "organisation:create"
    ORGANISATION_READ = "organisation:read"
    ORGANISATION_CHANGE = "organisation:change"
    ORGANISATION_OFFBOARD = "organisation:offboard"

    CLIENT_CREATE = "api_client:create"
    CLIENT_LIST = "api_client:list"
    CLIENT_ROTATE = "api_client:rotate"
    CLIENT_REVOKE = "api_client:revoke"

    SESSION_OPEN = "session:open"
    SESSION_MANAGE = "session:manage"

    STAFF_INVITE = "staff:invite"
    STAFF_LIST = "staff:list"
    STAFF_NAME = "staff:name"
    STAFF_CHANGE = "staff:change"
    STAFF_END = "staff:end"

    EMERGENCY_OPEN = "break_glass:open"
    EMERGENCY_LIST = "break_glass:list"
    EMERGENCY_END = "break_glass:end"
    EMERGENCY_REVIEW = "break_glass:review"

    SUBJECT_STORE = "subject:store"
    SUBJECT_CHANGE = "subject:change"
    SUBJECT_MERGE = "subject:merge"
    SUBJECT_RESTRICT = "subject:restrict"
    SUBJECT_FIND = "subject:find"
    SUBJECT_SCAN = "subject:scan"
    SUBJECT_IDENTITY_READ = "subject.identity:read"
    SUBJECT_CONTACT_READ = "subject.contact:read"
    SUBJECT_NATIONAL_ID_READ = "subject.national_id:read"

    CASE_STORE = "case:store"
    CASE_IMPORT = "case:import"
    CASE_LIST = "case:list"
    CASE_PROGRESS = "case:progress"
    CASE_CHANGE = "case:change"
    CASE_NARRATIVE_APPEND = "case.narrative:append"
    CASE_NARRATIVE_READ = "case.narrative:read"
    CASE_ATTACHMENTS_APPEND = "case.attachments:append"
    CASE_ATTACHMENTS_READ = "case.attachments:read"
    CASE_ATTACHMENTS_ORIGINAL_READ = "case.attachments.original:read"
    CASE_ATTACHMENTS_DELETE = "case.attachments:delete"
    CASE_PARTIES_READ = "case.parties:read"
    CASE_CONFIDENTIAL_IDENTITY_READ = "case.confidential_identity:read"
    CASE_CONFIDENTIAL_IDENTITY_OPEN = "case.confidential_identity:open"
    CASE_DISCLOSURES_READ = "case.disclosures:read"
    CASE_DISCLOSURE_RECORD = "case.disclosures:record"
    CASE_DISCLOSURE_COMPOSE = "case.disclosures:compose"
    CASE_INFORMATION_RECORD = "case.information:record"
    CASE_INFORMATION_LIST = "case.information:list"

    GUIDE_PUBLISH = "guide:publish"
    GUIDE_READ = "guide:read"

    RECIPIENT_CHANGE = "recipient:change"
    RECIPIENT_READ = "recipient:read"
    AGREEMENT_CHANGE = "agreement:change"
    AGREEMENT_READ = "agreement:read"
    CONSENT_RECORD = "consent:record"
    CONSENT_READ = "consent:read"
    CONCERN_REPORT = "concern:report"
    CONCERN_READ = "concern:read"
    NOTICE_READ = "notice:read"
    NOTICE_SETTLE = "notice:settle"

    LANE_AUTHORITY_READ = "lane.authority:read"
    LANE_AUTHORITY_APPEND = "lane.authority:append"
    LANE_CUSTOMER_CARE_READ = "lane.customer_care:read"
    LANE_CUSTOMER_CARE_APPEND = "lane.customer_care:append"
    LANE_ARREARS_COUNSELLING_READ = "lane.arrears_counselling:read"
    LANE_ARREARS_COUNSELLING_APPEND = "lane.arrears_counselling:append"
    LANE_MEDIATION_READ = "lane.mediation:read"
    LANE_MEDIATION_APPEND = "lane.mediation:append"
    LANE_POLICE_READ = "lane.police:read"
    LANE_POLICE_APPEND = "lane.police:append"

    REPORT_SUBMIT = "report:submit"
    MAILBOX_VISIT = "mailbox:visit"
    MAILBOX_WRITE = "mailbox:write"
    MAILBOX_ASK = "mailbox:ask"

    REQUEST_OPEN = "request:open"
    REQUEST_SUBMIT = "request:submit"
    REQUEST_LIST = "request:list"
    REQUEST_READ = "request:read"
    REQUEST_ANSWER = "request:answer"
    REQUEST_PROCEED = "request:proceed"
    REQUEST_DECIDE = "request:decide"
    REQUEST_APPROVE = "request:approve"
    REQUEST_FULFIL = "request:fulfil"
    REQUEST_EVIDENCE_PROVE = "request.evidence:prove"
    REQUEST_PACKAGE_READ = "request.package:read"
    REQUEST_REVIEW_READ = "request.review:read"
    REQUEST_REVIEW_DECIDE = "request.review:decide"
    REQUEST_REVIEW_APPROVE = "request.review:approve"
    REQUEST_PACKAGE_DELIVER = "request.package:deliver"
    REQUEST_PACKAGE_COLLECT = "request.package:collect"

    PURGE_PLAN = "retention:plan"
    PURGE_READ = "retention:read"
    PURGE_APPLY = "retention:apply"
    RETENTION_REVIEW = "retention:review"
    HOLD_PLACE = "retention.hold:place"
    HOLD_READ = "retention.hold:read"
    HOLD_END = "retention.hold:end"

    STATISTICS_READ = "statistics:read"

    ERASURE_REPLAY = "erasure:replay"
    RECORD_CHECK = "record:check"
    DATABASE_BACK_UP = "database:back_up"
    DATABASE_RESTORE = "database:restore"

    APPROVAL_ASK = "approval:ask"
    APPROVAL_LIST = "approval:list"
    APPROVAL_DECIDE = "approval:decide"

    POLICY_EXPLAIN = "policy:explain"
    POLICY_APPROVE = "policy:approve"

    SAFEKEEPING_READ = "safekeeping:read"
    KEY_LIST = "key:list"
    KEY_ROTATE = "key:rotate"
    KEY_MOVE = "key:move"
    KEY_DESTROY = "key:destroy"

    AUDIT_READ = "audit:read"
    AUDIT_SEAL = "audit:seal"
    AUDIT_VERIFY = "audit:verify"
    AUDIT_REVIEW = "audit:review"
    AUDIT_CONSULTATIONS_READ = "audit.consultations:read"
    AUDIT_NEIGHBOURS_COMPARE = "audit.neighbours:compare"
    AUDIT_DROP = "audit.body:drop"

    WEBHOOK_CREATE = "webhook:create"
    WEBHOOK_LIST = "webhook:list"
    WEBHOOK_ROTATE = "webhook:rotate"
    WEBHOOK_REMOVE = "webhook:remove"
    WEBHOOK_REPLAY = "webhook:replay"
    WEBHOOK_DELIVER = "webhook:deliver"

    JOB_RUN = "job:run"

    METRICS_READ = "metrics:read"

    @property
    def resource(self) -> str:
        return self.value.partition(":")[0]

    @property
    def action(self) -> str:
        return self.value.partition(":")[2]
