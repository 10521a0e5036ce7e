"""Each verb denies every role that should not have it, and the denial stands in the log (deny by default)."""

import importlib
import inspect
import pkgutil
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
from tests.world import World

import vault as package
from vault import evidence
from vault.errors import NotPermitted, VaultError
from vault.policy import RoleName
from vault.wiring import Caller
from vault.work import Mode

R = RoleName
COMPLAINTS, RIGHTS, STORAGE = "complaint_handling", "rights_fulfilment", "storage_limitation"
ACCOUNTABILITY, ADMINISTRATION, STATISTICS = "accountability", "administration", "statistics"

WRITERS = {R.INGEST, R.CASE_WORKER, R.ADVISER, R.MEDIATOR}
PROGRESSING = {*WRITERS, R.PUBLIC}
ATTACHERS = {R.INGEST, R.CASE_WORKER, R.ADVISER, R.MEDIATOR, R.PUBLIC}
SECOND = {R.OPERATOR, R.CUSTODIAN, R.DPO}
READERS = {R.CASE_WORKER, R.ADVISER, R.MEDIATOR, R.DPO}

# Each verb, a purpose that covers it, and who may use it. A verb that stands only here or only in the code fails.
MAY: dict[str, tuple[str, set[RoleName]]] = {
    "accounts.create_client": (ADMINISTRATION, {R.ORG_ADMIN, R.OPERATOR}),
    "accounts.clients": (ADMINISTRATION, {R.ORG_ADMIN}),
    "accounts.rotate_client": (ADMINISTRATION, {R.ORG_ADMIN}),
    "accounts.revoke_client": (ADMINISTRATION, {R.ORG_ADMIN}),
    "accounts.sign_in": (ADMINISTRATION, {R.SIGN_IN}),
    "accounts.take_turn": (ADMINISTRATION, {R.SIGN_IN}),
    "accounts.keep_turn": (ADMINISTRATION, {R.SIGN_IN}),
    "accounts.prove_code": (ADMINISTRATION, {R.SIGN_IN}),
    "accounts.take_code_turn": (ADMINISTRATION, {R.SIGN_IN}),
    "accounts.check_code": (ADMINISTRATION, {R.SIGN_IN}),
    "accounts.waiting": (ADMINISTRATION, {R.SIGN_IN}),
    "accounts.begin_passkey": (ADMINISTRATION, {R.SIGN_IN}),
    "accounts.ask_passkey": (ADMINISTRATION, {R.SIGN_IN}),
    "accounts.prove_passkey": (ADMINISTRATION, {R.SIGN_IN}),
    "accounts.accept_invitation": (ADMINISTRATION, {R.SIGN_IN}),
    "accounts.check_invitation": (ADMINISTRATION, {R.SIGN_IN}),
    "accounts.keep_password": (ADMINISTRATION, {R.SIGN_IN}),
    "accounts.offer_authenticator": (ADMINISTRATION, {R.SIGN_IN}),
    "accounts.enrol_authenticator": (ADMINISTRATION, {R.SIGN_IN}),
    "accounts.offer_passkey": (ADMINISTRATION, {R.SIGN_IN}),
    "accounts.enrol_passkey": (ADMINISTRATION, {R.SIGN_IN}),
    "accounts.own_session": (ADMINISTRATION, {R.STAFF}),
    "accounts.renew_session": (ADMINISTRATION, {R.STAFF}),
    "accounts.sign_out": (ADMINISTRATION, {R.STAFF}),
    "accounts.list_sessions": (ADMINISTRATION, {R.STAFF}),
    "accounts.end_session": (ADMINISTRATION, {R.STAFF}),
    "accounts.end_other_sessions": (ADMINISTRATION, {R.STAFF}),
    "accounts.begin_enrolment": (ADMINISTRATION, {R.STAFF}),
    "accounts.own_factors": (ADMINISTRATION, {R.STAFF}),
    "accounts.remove_passkey": (ADMINISTRATION, {R.STAFF}),
    "accounts.replace_recovery_codes": (ADMINISTRATION, {R.STAFF}),
    "accounts.change_password": (ADMINISTRATION, {R.STAFF}),
    "accounts.take_password_turn": (ADMINISTRATION, {R.STAFF}),
    "accounts.keep_new_password": (ADMINISTRATION, {R.STAFF}),
    "accounts.begin_single_sign_on": (ADMINISTRATION, {R.SIGN_IN}),
    "accounts.begin_at_provider": (ADMINISTRATION, {R.SIGN_IN}),
    "accounts.finish_single_sign_on": (ADMINISTRATION, {R.SIGN_IN}),
    "accounts.asked_of_provider": (ADMINISTRATION, {R.SIGN_IN}),
    "accounts.asked_on_return": (ADMINISTRATION, {R.SIGN_IN}),
    "accounts.admit": (ADMINISTRATION, {R.SIGN_IN}),
    "accounts.invite_staff": (ADMINISTRATION, {R.ORG_ADMIN, R.OPERATOR}),
    "accounts.reset_staff": (ADMINISTRATION, {R.ORG_ADMIN, R.OPERATOR}),
    "accounts.list_staff": (ADMINISTRATION, {R.ORG_ADMIN}),
    "accounts.change_staff_roles": (ADMINISTRATION, {R.ORG_ADMIN}),
    "accounts.change_staff_departments": (ADMINISTRATION, {R.ORG_ADMIN}),
    "accounts.sign_staff_out": (ADMINISTRATION, {R.ORG_ADMIN}),
    "accounts.end_staff": (ADMINISTRATION, {R.ORG_ADMIN}),
    "accounts.open_emergency": (ADMINISTRATION, {R.CASE_WORKER, R.DPO}),
    "accounts.count_emergencies": (ACCOUNTABILITY, {R.AUDITOR}),
    "accounts.list_emergencies": (ACCOUNTABILITY, {R.AUDITOR, R.DPO}),
    "accounts.end_emergency": (ACCOUNTABILITY, {R.AUDITOR, R.DPO}),
    "accounts.review_emergency": (ACCOUNTABILITY, {R.AUDITOR, R.DPO}),
    "adoption.adopt": (ADMINISTRATION, {R.OPERATOR, R.CUSTODIAN}),
    "adoption.explain_access": (ADMINISTRATION, {R.DPO, R.ORG_ADMIN, R.AUDITOR}),
    "adoption.test_access": (ADMINISTRATION, {R.DPO, R.ORG_ADMIN, R.AUDITOR}),
    "adoption.pending": (ADMINISTRATION, {R.OPERATOR, R.CUSTODIAN}),
    "anonymous.ask": (COMPLAINTS, {R.CASE_WORKER}),
    "anonymous.hand_in": (COMPLAINTS, {R.PUBLIC, R.INGEST, R.CASE_WORKER}),
    "anonymous.note_file": (COMPLAINTS, {R.PUBLIC}),
    "anonymous.place_of_files": (COMPLAINTS, {R.PUBLIC}),
    "anonymous.read_mailbox": (COMPLAINTS, {R.CASE_WORKER}),
    "anonymous.read_front": (COMPLAINTS, {R.PUBLIC, R.INGEST, R.CASE_WORKER}),
    "anonymous.read_stance": (ADMINISTRATION, {R.CASE_WORKER, R.DPO, R.ORG_ADMIN}),
    "anonymous.reveal": (COMPLAINTS, {R.PUBLIC}),
    "anonymous.submit": (COMPLAINTS, {R.PUBLIC, R.INGEST, R.CASE_WORKER}),
    "anonymous.visit": (COMPLAINTS, {R.PUBLIC}),
    "anonymous.withdraw": (COMPLAINTS, {R.PUBLIC}),
    "anonymous.write": (COMPLAINTS, {R.PUBLIC}),
    "approvals.ask": (ADMINISTRATION, SECOND),
    "approvals.confirm": (ADMINISTRATION, SECOND),
    "approvals.list_approvals": (ADMINISTRATION, SECOND),
    "approvals.refuse": (ADMINISTRATION, SECOND),
    "approvals.withdraw": (ADMINISTRATION, SECOND),
    "complaints.expect_attachment": (COMPLAINTS, ATTACHERS),
    "complaints.begin_attachment": (COMPLAINTS, ATTACHERS),
    "complaints.arrive": (COMPLAINTS, ATTACHERS),
    "complaints.arrived": (COMPLAINTS, ATTACHERS),
    "complaints.examine": (COMPLAINTS, ATTACHERS),
    "complaints.keep_attachment": (COMPLAINTS, ATTACHERS),
    "complaints.abandon_attachment": (COMPLAINTS, ATTACHERS),
    "complaints.list_attachments": (RIGHTS, READERS),
    "complaints.attachment_text": (RIGHTS, READERS),
    "complaints.open_attachment": (RIGHTS, READERS),
    "complaints.read_chunks": (RIGHTS, READERS),
    "complaints.answer_disclosure": (COMPLAINTS, {R.CASE_WORKER}),
    "complaints.disclose": (COMPLAINTS, {R.CASE_WORKER}),
    "complaints.preview_disclosure": (COMPLAINTS, {R.CASE_WORKER}),
    "complaints.record_information": (COMPLAINTS, {R.INGEST, R.CASE_WORKER, R.DPO}),
    "complaints.list_due": (RIGHTS, {R.CASE_WORKER, R.DPO}),
    "complaints.decide_remark": (COMPLAINTS, {R.CASE_WORKER, R.ADVISER, R.MEDIATOR}),
    "complaints.list_remarks": (RIGHTS, {R.CASE_WORKER, R.DPO}),
    "complaints.publish_guide": (ADMINISTRATION, {R.DPO, R.ORG_ADMIN}),
    "complaints.list_guides": (ADMINISTRATION, {R.CASE_WORKER, R.DPO, R.ORG_ADMIN}),
    "complaints.read_guide": (ADMINISTRATION, {R.CASE_WORKER, R.DPO, R.ORG_ADMIN}),
    "disclosures.report_concern": ("child_protection", {R.CASE_WORKER, R.DPO}),
    "disclosures.confirm_concern": ("child_protection", {R.CASE_WORKER, R.DPO}),
    "disclosures.list_concerns": (RIGHTS, {R.DPO}),
    "disclosures.register_recipient": (ADMINISTRATION, {R.DPO, R.ORG_ADMIN}),
    "disclosures.change_recipient": (ADMINISTRATION, {R.DPO, R.ORG_ADMIN}),
    "disclosures.end_recipient": (ADMINISTRATION, {R.DPO, R.ORG_ADMIN}),
    "disclosures.list_recipients": (ADMINISTRATION, {R.CASE_WORKER, R.DPO, R.ORG_ADMIN}),
    "disclosures.list_scenarios": (ADMINISTRATION, {R.CASE_WORKER, R.DPO, R.ORG_ADMIN}),
    "disclosures.make_agreement": (ADMINISTRATION, {R.ORG_ADMIN}),
    "disclosures.change_agreement": (ADMINISTRATION, {R.ORG_ADMIN}),
    "disclosures.end_agreement": (ADMINISTRATION, {R.ORG_ADMIN}),
    "disclosures.list_agreements": (ADMINISTRATION, {R.CASE_WORKER, R.DPO, R.ORG_ADMIN}),
    "subjects.list_disclosures": (RIGHTS, {R.DPO}),
    "disclosures.list_notices": (RIGHTS, {R.DPO}),
    "disclosures.settle_notice": (RIGHTS, {R.DPO}),
    "complaints.open_confidential_identity": (RIGHTS, {R.DPO}),
    "complaints.store_case": (COMPLAINTS, {R.INGEST, R.CASE_WORKER, R.PUBLIC}),
    "complaints.add_document": (COMPLAINTS, PROGRESSING),
    "complaints.add_step": (COMPLAINTS, PROGRESSING),
    "complaints.check_text": (COMPLAINTS, PROGRESSING),
    "complaints.add_entry": (COMPLAINTS, PROGRESSING),
    "complaints.close_case": (COMPLAINTS, PROGRESSING),
    "complaints.reopen_case": (COMPLAINTS, PROGRESSING),
    "complaints.close_lane": (COMPLAINTS, PROGRESSING),
    "complaints.reopen_lane": (COMPLAINTS, PROGRESSING),
    "complaints.change_case": (COMPLAINTS, {R.CASE_WORKER}),
    "complaints.add_party": (COMPLAINTS, {R.CASE_WORKER}),
    "complaints.change_party": (COMPLAINTS, {R.CASE_WORKER}),
    "complaints.search_cases": (RIGHTS, READERS | {R.CARETAKER}),
    "complaints.read_situation": (RIGHTS, {R.CASE_WORKER, R.DPO}),
    "complaints.check_filing": (RIGHTS, {R.CASE_WORKER, R.DPO}),
    "complaints.record_disclosure": (COMPLAINTS, {R.INGEST, R.CASE_WORKER}),
    "complaints.list_cases": (RIGHTS, READERS | {R.CARETAKER}),
    "complaints.read_anonymised": (STATISTICS, {R.BOARD, R.DPO, R.ORG_ADMIN}),
    "complaints.read_case": (RIGHTS, READERS),
    "complaints.open_cases_of": (ADMINISTRATION, {R.ORG_ADMIN}),
    "recovery.begin_backup": (ADMINISTRATION, {R.OPERATOR}),
    "recovery.finish_backup": (ADMINISTRATION, {R.OPERATOR}),
    "recovery.restored": (ADMINISTRATION, {R.OPERATOR}),
    "recovery.erase_again": (STORAGE, {R.OPERATOR}),
    "recovery.check_every_record": (ACCOUNTABILITY, {R.OPERATOR}),
    "recovery.check_records": (ACCOUNTABILITY, {R.OPERATOR}),
    "recovery.records": (ACCOUNTABILITY, {R.OPERATOR}),
    "recovery.reconciled_to": (STORAGE, {R.OPERATOR}),
    "recovery.reconciled_up_to": (STORAGE, {R.OPERATOR}),
    "epochs.begin": (ADMINISTRATION, {R.OPERATOR}),
    "epochs.destroy": (ADMINISTRATION, {R.OPERATOR, R.CUSTODIAN}),
    "epochs.destroy_at_provider": (ADMINISTRATION, {R.OPERATOR, R.CUSTODIAN}),
    "epochs.finish": (ADMINISTRATION, {R.OPERATOR}),
    "epochs.destroy_left": (ADMINISTRATION, {R.OPERATOR, R.CUSTODIAN}),
    "epochs.keep_move": (ADMINISTRATION, {R.OPERATOR}),
    "epochs.leave": (ADMINISTRATION, {R.OPERATOR, R.CUSTODIAN}),
    "epochs.list_deactivated": (ADMINISTRATION, {R.OPERATOR, R.CUSTODIAN}),
    "epochs.mark_left": (ADMINISTRATION, {R.OPERATOR, R.CUSTODIAN}),
    "epochs.move": (ADMINISTRATION, {R.OPERATOR}),
    "epochs.prepare_move": (ADMINISTRATION, {R.OPERATOR}),
    "epochs.waiting_to_move": (ADMINISTRATION, {R.OPERATOR}),
    "epochs.status": (ADMINISTRATION, {R.OPERATOR, R.CUSTODIAN}),
    "epochs.begin_signer": (ADMINISTRATION, {R.OPERATOR}),
    "epochs.destroy_signer": (ADMINISTRATION, {R.OPERATOR}),
    "epochs.destroy_signers_at_providers": (ADMINISTRATION, {R.OPERATOR}),
    "epochs.replace_signer": (ADMINISTRATION, {R.OPERATOR}),
    "epochs.unneeded_signers": (ADMINISTRATION, {R.OPERATOR, R.CUSTODIAN}),
    "epochs.mark_destroyed": (ADMINISTRATION, {R.OPERATOR, R.CUSTODIAN}),
    "epochs.reindex_some": (ADMINISTRATION, {R.OPERATOR}),
    "epochs.reindex_staff": (ADMINISTRATION, {R.OPERATOR}),
    "epochs.rewrap_some": (ADMINISTRATION, {R.OPERATOR}),
    "epochs.count_records": (ADMINISTRATION, {R.OPERATOR, R.CUSTODIAN}),
    "epochs.migrate_records": (ADMINISTRATION, {R.OPERATOR}),
    "epochs.migrate_some": (ADMINISTRATION, {R.OPERATOR}),
    "epochs.unmigrated": (ADMINISTRATION, {R.OPERATOR}),
    "epochs.rotate": (ADMINISTRATION, {R.OPERATOR}),
    "evidence.read_log": (ACCOUNTABILITY, {R.AUDITOR, R.DPO}),
    "evidence.seal": (ACCOUNTABILITY, {R.AUDITOR, R.OPERATOR}),
    "evidence.verify": (ACCOUNTABILITY, {R.AUDITOR, R.DPO, R.OPERATOR}),
    "evidence.review": (ACCOUNTABILITY, {R.AUDITOR, R.DPO}),
    "evidence.errands": (ACCOUNTABILITY, {R.AUDITOR, R.OPERATOR}),
    "evidence.refused": (ACCOUNTABILITY, {R.AUDITOR, R.OPERATOR}),
    "evidence.submission": (ACCOUNTABILITY, {R.AUDITOR, R.OPERATOR}),
    "evidence.taken": (ACCOUNTABILITY, {R.AUDITOR, R.OPERATOR}),
    "evidence.witness_standings": (ACCOUNTABILITY, {R.AUDITOR, R.DPO, R.OPERATOR}),
    "evidence.measure": (ACCOUNTABILITY, {R.AUDITOR}),
    "evidence.overdue": (ACCOUNTABILITY, {R.AUDITOR}),
    "evidence.newest_checkpoint": (ACCOUNTABILITY, {R.AUDITOR, R.DPO, R.OPERATOR}),
    "evidence.prove_event": (ACCOUNTABILITY, {R.AUDITOR, R.DPO, R.OPERATOR}),
    "evidence.prove_events": (ACCOUNTABILITY, {R.AUDITOR, R.DPO, R.OPERATOR}),
    "evidence.prove_growth": (ACCOUNTABILITY, {R.AUDITOR, R.DPO, R.OPERATOR}),
    "evidence.verifier_keys": (ACCOUNTABILITY, {R.AUDITOR, R.DPO, R.OPERATOR}),
    "evidence.who_saw": (ACCOUNTABILITY, {R.AUDITOR, R.DPO}),
    "offboarding.agree": (ADMINISTRATION, {R.OPERATOR, R.CUSTODIAN}),
    "offboarding.certify": (ADMINISTRATION, {R.OPERATOR, R.CUSTODIAN}),
    "offboarding.destroy_keys": (ADMINISTRATION, {R.OPERATOR, R.CUSTODIAN}),
    "offboarding.erase": (ADMINISTRATION, {R.OPERATOR, R.CUSTODIAN}),
    "offboarding.erase_again": (STORAGE, {R.OPERATOR}),
    "offboarding.export": (ADMINISTRATION, {R.OPERATOR, R.CUSTODIAN}),
    "offboarding.finish": (ADMINISTRATION, {R.OPERATOR, R.CUSTODIAN}),
    "offboarding.keep_export": (ADMINISTRATION, {R.OPERATOR, R.CUSTODIAN}),
    "offboarding.offboard": (ADMINISTRATION, {R.OPERATOR, R.CUSTODIAN}),
    "imports.begin_import": (COMPLAINTS, {R.INGEST, R.CASE_WORKER}),
    "imports.read_import": (COMPLAINTS, {R.INGEST, R.CASE_WORKER}),
    "imports.take_lines": (COMPLAINTS, {R.INGEST, R.CASE_WORKER}),
    "jobs.acting_for": (ADMINISTRATION, {R.OPERATOR}),
    "jobs.advance_job": (ADMINISTRATION, {R.OPERATOR}),
    "jobs.end_job": (ADMINISTRATION, {R.OPERATOR}),
    "jobs.take_job": (ADMINISTRATION, {R.OPERATOR}),
    "jobs.cancel_job": (STORAGE, {R.RETENTION_JOB}),
    "jobs.read_job": (STORAGE, {R.RETENTION_JOB}),
    "jobs.start_answer": (RIGHTS, {R.DPO}),
    "jobs.start_purge": (STORAGE, {R.RETENTION_JOB}),
    "organisations.create": (ADMINISTRATION, {R.OPERATOR}),
    "organisations.profile": (ADMINISTRATION, {R.CASE_WORKER, R.DPO, R.ORG_ADMIN}),
    "organisations.change": (ADMINISTRATION, {R.ORG_ADMIN}),
    "processing.read_record": (ADMINISTRATION, {R.CASE_WORKER, R.DPO, R.ORG_ADMIN}),
    "statistics.make_report": (STATISTICS, {R.BOARD, R.DPO, R.ORG_ADMIN}),
    "epochs.read_safekeeping": (ACCOUNTABILITY, {R.DPO, R.AUDITOR}),
    "retention.plan": (STORAGE, {R.RETENTION_JOB, R.DPO}),
    "retention.delete_attachment": (COMPLAINTS, {R.CASE_WORKER}),
    "retention.begin_plan": (STORAGE, {R.RETENTION_JOB, R.DPO}),
    "retention.extend_plan": (STORAGE, {R.RETENTION_JOB, R.DPO}),
    "retention.survey": (STORAGE, {R.RETENTION_JOB, R.DPO}),
    "retention.compare": (STORAGE, {R.RETENTION_JOB, R.DPO}),
    "retention.list_reviews": (STORAGE, {R.RETENTION_JOB, R.DPO}),
    "retention.decide_review": (STORAGE, {R.DPO}),
    "retention.report_overdue": (STORAGE, {R.RETENTION_JOB, R.DPO, R.AUDITOR}),
    "retention.read_outlook": (STORAGE, {R.RETENTION_JOB, R.DPO, R.AUDITOR}),
    "retention.read_plan": (STORAGE, {R.RETENTION_JOB, R.DPO, R.AUDITOR}),
    "retention.list_plans": (STORAGE, {R.RETENTION_JOB, R.DPO, R.AUDITOR}),
    "retention.read_certificate": (STORAGE, {R.RETENTION_JOB, R.DPO, R.AUDITOR}),
    "retention.read_deletions": (STORAGE, {R.RETENTION_JOB, R.DPO, R.AUDITOR}),
    "retention.read_schedule": (STORAGE, {R.RETENTION_JOB, R.DPO, R.AUDITOR}),
    "retention.run_purge": (STORAGE, {R.RETENTION_JOB}),
    "retention.begun_plans": (STORAGE, {R.RETENTION_JOB}),
    "retention.is_excessive": (STORAGE, {R.RETENTION_JOB}),
    "retention.place_hold": (STORAGE, {R.DPO}),
    "retention.review_hold": (STORAGE, {R.DPO}),
    "retention.end_hold": (STORAGE, {R.DPO}),
    "retention.list_holds": (STORAGE, {R.DPO, R.AUDITOR}),
    "retention.apply_plan": (STORAGE, {R.RETENTION_JOB}),
    "retention.items_to_apply": (STORAGE, {R.RETENTION_JOB}),
    "retention.erase_item": (STORAGE, {R.RETENTION_JOB}),
    "retention.erase_items": (STORAGE, {R.RETENTION_JOB}),
    "retention.certify": (STORAGE, {R.RETENTION_JOB}),
    "subject_requests.open_request": (RIGHTS, {R.DPO}),
    "subject_requests.submit_request": (RIGHTS, {R.PUBLIC}),
    "subject_requests.list_requests": (RIGHTS, {R.DPO}),
    "subject_requests.read_request": (RIGHTS, {R.DPO}),
    "subject_requests.export_portable": (RIGHTS, {R.DPO}),
    "subject_requests.require_portability": (RIGHTS, {R.DPO}),
    "subject_requests.read_history": (RIGHTS, {R.DPO}),
    "subject_requests.read_letter": (RIGHTS, {R.DPO}),
    "subject_requests.answer_request": (RIGHTS, {R.DPO}),
    "subject_requests.prepare_request": (RIGHTS, {R.DPO}),
    "subject_requests.approve_request": (RIGHTS, {R.DPO}),
    "subject_requests.run_queue": (RIGHTS, {R.DPO}),
    "subject_requests.waiting_requests": (RIGHTS, {R.DPO}),
    "subject_requests.compose_answer": (RIGHTS, {R.DPO}),
    "subject_requests.check_answer": (RIGHTS, {R.DPO}),
    "subject_requests.stop_answer": (RIGHTS, {R.DPO}),
    "subject_requests.keep_answer": (RIGHTS, {R.DPO}),
    "subject_requests.read_findings": (RIGHTS, {R.DPO}),
    "subject_requests.allow_finding": (RIGHTS, {R.DPO}),
    "subject_requests.read_package": (RIGHTS, {R.DPO}),
    "subject_requests.read_review": (RIGHTS, {R.DPO}),
    "subject_requests.start_review": (RIGHTS, {R.DPO}),
    "subject_requests.propose_review": (RIGHTS, {R.DPO}),
    "subject_requests.keep_review": (RIGHTS, {R.DPO}),
    "subject_requests.show_review": (RIGHTS, {R.DPO}),
    "subject_requests.read_text": (RIGHTS, {R.DPO}),
    "subject_requests.list_questions": (RIGHTS, {R.DPO}),
    "subject_requests.list_rulings": (RIGHTS, {R.DPO}),
    "subject_requests.list_disagreements": (RIGHTS, {R.DPO}),
    "subject_requests.list_candidates": (RIGHTS, {R.DPO}),
    "subject_requests.read_protocol": (RIGHTS, {R.DPO}),
    "subject_requests.decide_candidate": (RIGHTS, {R.DPO}),
    "subject_requests.decide_spans": (RIGHTS, {R.DPO}),
    "subject_requests.add_span": (RIGHTS, {R.DPO}),
    "subject_requests.withdraw_ruling": (RIGHTS, {R.DPO}),
    "subject_requests.approve_review": (RIGHTS, {R.DPO}),
    "subject_requests.keep_approval": (RIGHTS, {R.DPO}),
    "subject_requests.acknowledge_request": (RIGHTS, {R.DPO}),
    "subject_requests.ask_person": (RIGHTS, {R.DPO}),
    "subject_requests.resume_clock": (RIGHTS, {R.DPO}),
    "subject_requests.extend_request": (RIGHTS, {R.DPO}),
    "subject_requests.agree_scope": (RIGHTS, {R.DPO}),
    "subject_requests.requests_due": (RIGHTS, {R.DPO}),
    "subject_requests.identify_person": (RIGHTS, {R.DPO}),
    "subject_requests.send_code": (RIGHTS, {R.DPO}),
    "subject_requests.enter_code": (RIGHTS, {R.DPO}),
    "subject_requests.count_attempt": (RIGHTS, {R.DPO}),
    "subject_requests.count_collecting": (RIGHTS, {R.DPO, R.PUBLIC}),
    "subject_requests.prove_code": (RIGHTS, {R.DPO}),
    "subject_requests.represent_person": (RIGHTS, {R.DPO}),
    "subject_requests.decide_request": (RIGHTS, {R.DPO}),
    "subject_requests.decide_file": (RIGHTS, {R.DPO}),
    "subject_requests.fulfil_request": (RIGHTS, {R.DPO}),
    "subject_requests.announce_lifting": (RIGHTS, {R.DPO}),
    "subject_requests.withhold_document": (RIGHTS, {R.DPO}),
    "subject_requests.close_request": (RIGHTS, {R.DPO}),
    "subject_requests.deliver_request": (RIGHTS, {R.DPO}),
    "subject_requests.open_for_delivery": (RIGHTS, {R.DPO}),
    "subject_requests.keep_delivery": (RIGHTS, {R.DPO}),
    "subject_requests.collect_package": (RIGHTS, {R.DPO, R.PUBLIC}),
    "subject_requests.open_pick_up": (RIGHTS, {R.DPO, R.PUBLIC}),
    "subject_requests.confirm_receipt": (RIGHTS, {R.DPO}),
    "subject_requests.gather_evidence": (ACCOUNTABILITY, {R.DPO, R.AUDITOR}),
    "subject_requests.seal_evidence": (ACCOUNTABILITY, {R.DPO, R.AUDITOR}),
    "subject_requests.request_evidence": (ACCOUNTABILITY, {R.DPO, R.AUDITOR}),
    "subjects.change_subject": (COMPLAINTS, {R.CASE_WORKER, R.DPO}),
    "subjects.protections_due": (COMPLAINTS, READERS),
    "subjects.add_tie": (COMPLAINTS, {R.CASE_WORKER, R.DPO}),
    "subjects.remove_tie": (COMPLAINTS, {R.CASE_WORKER, R.DPO}),
    "subjects.add_flag": (RIGHTS, {R.DPO}),
    "subjects.end_flag": (RIGHTS, {R.DPO}),
    "subjects.read_standing": (COMPLAINTS, READERS),
    "subjects.join_subjects": (RIGHTS, {R.DPO}),
    "subjects.part_subjects": (RIGHTS, {R.DPO}),
    "subjects.confirm_protection": (COMPLAINTS, {R.CASE_WORKER, R.DPO}),
    "subjects.lift_protection": (COMPLAINTS, {R.CASE_WORKER, R.DPO}),
    "subjects.give_consent": (COMPLAINTS, {R.INGEST, R.CASE_WORKER, R.DPO}),
    "subjects.withdraw_consent": (COMPLAINTS, {R.INGEST, R.CASE_WORKER, R.DPO}),
    "subjects.read_consents": (COMPLAINTS, {R.CASE_WORKER, R.DPO}),
    "subjects.find_subjects": (COMPLAINTS, {R.CASE_WORKER, R.DPO}),
    "subjects.look_up_subjects": (COMPLAINTS, {R.CASE_WORKER, R.DPO}),
    "subjects.read_subject": (COMPLAINTS, READERS),
    "webhooks.create_webhook": (ADMINISTRATION, {R.ORG_ADMIN}),
    "webhooks.keep_attempts": (ADMINISTRATION, {R.OPERATOR}),
    "webhooks.list_deliveries": (ADMINISTRATION, {R.ORG_ADMIN}),
    "webhooks.list_webhooks": (ADMINISTRATION, {R.ORG_ADMIN}),
    "webhooks.ping_webhook": (ADMINISTRATION, {R.ORG_ADMIN}),
    "webhooks.remove_webhook": (ADMINISTRATION, {R.ORG_ADMIN}),
    "webhooks.replay": (ADMINISTRATION, {R.ORG_ADMIN}),
    "webhooks.rotate_webhook": (ADMINISTRATION, {R.ORG_ADMIN}),
    "webhooks.take_due": (ADMINISTRATION, {R.OPERATOR}),
    "subjects.store_subject": (COMPLAINTS, {R.INGEST, R.CASE_WORKER, R.PUBLIC}),
}


def verbs() -> dict[str, Callable[..., Any]]:
    """Every function of the package that carries a verb's mark, by capability and name."""
    found: dict[str, Callable[..., Any]] = {}
    for module in _modules():
        for value in vars(module).values():
            if isinstance(getattr(value, "__vault_mode__", None), Mode) and inspect.isfunction(value):
                found[f"{value.__module__.split('.')[1]}.{value.__name__}"] = value
    return found


def _modules() -> Iterator[Any]:
    for info in pkgutil.walk_packages(package.__path__, "vault."):
        yield importlib.import_module(info.name)


VERBS = verbs()


def test_every_verb_says_who_may_use_it() -> None:
    assert set(VERBS) == set(MAY)


@pytest.mark.parametrize("name", sorted(MAY))
def test_a_verb_denies_every_role_that_should_not_have_it(sqlite_world: World, name: str) -> None:
    """With arguments that lead nowhere: whoever is let in meets some other refusal, or none."""
    verb, (purpose, allowed) = VERBS[name], MAY[name]
    before = denials(sqlite_world)
    refused = {
        role
        for role in RoleName
        if isinstance(_attempt(sqlite_world, sqlite_world.caller(role, purpose=purpose), verb), NotPermitted)
    }
    assert refused == set(RoleName) - allowed
    assert denials(sqlite_world) - before == Counter(f"test:{role.value}" for role in refused)


@pytest.mark.parametrize("name", sorted(MAY))
def test_a_verb_denies_who_states_a_purpose_that_does_not_cover_it(sqlite_world: World, name: str) -> None:
    purpose, allowed = MAY[name]
    foreign = STORAGE if purpose in (ADMINISTRATION, ACCOUNTABILITY) else ADMINISTRATION
    caller = sqlite_world.caller(min(allowed), purpose=foreign)
    with pytest.raises(NotPermitted, match="purpose"):
        sqlite_world.vault.call(caller, VERBS[name], *_arguments(VERBS[name]))


def denials(world: World) -> Counter[str]:
    """How often each was denied something."""
    log = world.call(R.AUDITOR, evidence.read_log, limit=100_000)
    return Counter(one.actor for one in log if one.outcome == "denied")


def _attempt(world: World, caller: Caller, verb: Callable[..., Any]) -> BaseException | None:
    try:
        world.vault.call(caller, verb, *_arguments(verb))
    except (VaultError, AttributeError, TypeError) as error:
        # A verb that was let in stumbles over arguments that mean nothing.
        return error
    return None


def _arguments(verb: Callable[..., Any]) -> list[Any]:
    """Ids of nothing, and things that are no input at all, so that nothing is done."""
    required = list(inspect.signature(verb).parameters.values())[1:]
    return [
        UUID(int=7) if getattr(one.annotation, "__supertype__", one.annotation) is UUID else object()
        for one in required
        if one.default is inspect.Parameter.empty
    ]
