"""What the OpenAPI document says of shapes and fields whose names do not say it all, for readers who know only HTTP."""

from collections.abc import Mapping
from typing import Final

SCHEMAS: Final[Mapping[str, str]] = {
    "Stance": "A policy on reports without a name, as it is from a day on. Show its texts before anybody writes.",
    "Takes": "Whether reports without a name are taken: all, those of the listed categories, or none.",
    "Use": "What a report without a name may lead to. Warnings and filings are no use of one.",
    "MessageKind": "What a message in a mailbox is. `question` is from staff; every other is the reporter's.",
    "NewReport": "A report as somebody writes it, or tells it. Nothing says how or from where it came.",
    "Reporter": "Who reports in confidence.",
    "MailboxView": "What staff know of a mailbox: nothing that leads to its reporter, and not whether it was read.",
    "AddedDocumentId": "The id of a document that was added.",
    "Act": "What nobody does alone. `confidential_identity_open`: show who spoke in confidence. `epoch_destroy`: "
    "destroy keys for good. `offboard`: return and erase an organisation. `policy_widen`: let rules count that give "
    "somebody more.",
    "ApprovalState": "How something stands that takes two people. `confirmed` waits for whoever asked to do it.",
    "Anonymity": "Who knows who complained. `identified`: the organisation, and the respondent may. "
    "`confidential`: the organisation only. `pseudonymous`: nobody, but whoever complained can write again with a "
    "receipt. `anonymous`: nobody.",
    "AttachmentText": "The words in a file.",
    "AttachmentView": "A file of a complaint, as one caller may know of it.",
    "Clean": "Whether there is a copy of a file without what it says of its making: place, time, device, authors. "
    "`same`: there is nothing of the kind in it. `none`: none can be made of this kind.",
    "Deletion": "Why a file is deleted before its complaint.",
    "KeptAttachment": "The id of a file that was kept.",
    "Kind": "What a file is, by its content.",
    "NewAttachment": "What a file is to a complaint.",
    "TextState": "Whether the words in a file are all that it says. `partial`: there are pictures, files or more words "
    "in it. `none`: somebody must look at it or listen to it.",
    "Category": "What a complaint is about. Retention periods differ by category.",
    "Channel": "How a request arrived; any channel counts.",
    "Client": "An API client: another system that acts for the organisation in the roles it was given.",
    "Contact": "How a person is reached. Null fields and empty lists are left out.",
    "DisclosureView": "Something that was given to somebody outside.",
    "DocumentKind": "What a document is.",
    "DocumentView": "A document of a complaint as one caller may see it: other people's words may be masked.",
    "Health": "Whether the server can do its work.",
    "Identity": "Who a person is. Null fields and empty lists are left out.",
    "ItemOutcome": "What became of a planned record.",
    "Lane": "The process within a complaint to which something belongs. Each has its own purpose, readers and period.",
    "NationalIdBasis": "Why a national id may be kept.",
    "Language": "ISO 639-1: Danish, English, Swedish.",
    "LoggedEvent": "Something that was done or refused. An event holds ids and codes, never personal data.",
    "NewClientKey": "The only time that a key is shown.",
    "NewDeletion": "Why a file is deleted before its complaint.",
    "NewDisclosure": "What was given to whom, when, and on which basis (Art. 15(1)(c) GDPR).",
    "NewDocument": "A text that belongs to a complaint.",
    "NewRequest": "A request for access as it arrived. No reason is asked for.",
    "Organisation": "A controller whose complaints the vault keeps.",
    "RecordedDisclosureId": "The id of a disclosure that was recorded.",
    "RequestView": "A request with what the person said and gave.",
    "RoleName": "What a client may do. `ingest` hands complaints over and reads nothing back. `case_worker` handles "
    "complaints, without confidential identities and national ids. `dpo` answers data subjects. `retention_job` "
    "deletes on time and sees no content. `org_admin` keeps the organisation and its clients. `auditor` reads and "
    "verifies the log. `board` sees statistics only. `operator` runs the installation and is given to no client. "
    "`custodian` and `sign_in` are given to none either.",
    "Outcome": "What a closed complaint came to. What proved `unfounded` is restricted and kept shortest.",
    "ProtectionKind": "The form in which an address is protected by Danish or Swedish law.",
    "Severity": "How grave it is. Retention periods depend on it.",
    "Source": "Who brought the matter to the organisation.",
    "State": "Where a request stands.",
    "Status": "Where a complaint stands.",
    "Step": "Something that happened in a complaint, on a day.",
    "StepKind": "What happened. Retention periods start from some of these.",
    "StoredSubject": "The id of a person: a new one, or the one under which they are known already.",
    "Track": "How a complaint is being met: in writing, as a legal matter, or by dialogue and mediation.",
    "Band": "`same`: this person. `ask`: could be, and a person must look. `different`: somebody else.",
    "Reason": "What one part of a record says for or against being the person's; never a value.",
}
"""By schema; stands in place of what the source says of it to its own readers, if anything."""

FIELDS: Final[Mapping[str, Mapping[str, str]]] = {
    "AddedDocument": {"author_party_id": "Who wrote it: a party of this complaint. Null where no party did."},
    "Answered": {
        "cases": "Complaints in the answer.",
        "documents": "Documents in the answer.",
        "masked": "Places where something about others was masked.",
        "undecided": "How many of them a person has yet to decide; they stay masked until then.",
        "candidates_to_confirm": "Records that carry the name; left out until a person confirms or excludes them.",
        "in_time": "Whether the answer was made by the statutory date.",
    },
    "CaseSummary": {
        "version": "Grows with every change; a purge leaves what changed since it was planned.",
        "assigned_to": "The code of the case worker who handles it; never a name.",
        "ground": "The statutory ground, as the country's list codes it.",
        "witness_count": "How many saw or heard it, whoever they are.",
        "complete": "Whether everything is there that handling it takes.",
        "restricted": "Kept and not used, until that is lifted.",
    },
    "CaseView": {
        "reference": "The case number in the sending system.",
        "parties": "Null where withheld.",
        "documents": "Null where withheld.",
        "disclosures": "Null where withheld.",
        "withheld": "The data categories that the caller may not read.",
    },
    "Client": {
        "label": "The system's name.",
        "purposes": "Those that it may state; empty where every one.",
        "networks": "Those that it may call from, in CIDR notation; empty where from everywhere.",
        "certificate": "SHA-256 of the certificate that it shows in place of a key; null where it has a key.",
        "created_by": "A reference, as in the log.",
        "last_used_on": "The day on which it was last let in; nothing finer is kept.",
        "revoked_at": "When it was ended; null while it may act.",
    },
    "Contact": {"protected_address": "The address is protected by law and is shown to nobody else in an answer."},
    "DocumentView": {"author": "The party who wrote it; null where no party did."},
    "Given": {
        "name": "Any spelling.",
        "address": "One line, as written.",
        "phone": "In any notation.",
        "email": "In any letter case.",
        "national_id": "CPR, personnummer or samordningsnummer, as written.",
        "further_phones": "Earlier or other numbers.",
        "further_emails": "Earlier or other addresses.",
    },
    "Health": {"because": "Which part does not answer, where one does not."},
    "Identity": {
        "other_names": "Former names, and names that people use.",
        "minor": "Under 18.",
        "staff": "Acts for the organisation.",
    },
    "LoggedEvent": {
        "actor": "`client:<id>`, `local:uid-<number>`, `nobody` where somebody was not let in, or the vault itself.",
        "permission": "What was asked for, as `category:action`.",
        "outcome": "`done`, `denied` or `failed`.",
        "detail": "The rule or the reason; never a value.",
        "entities": "The ids of what was concerned.",
        "sealed": "Whether it stands in the signed tree already.",
    },
    "Match": {
        "evidence": "What agrees: `name`, `phone`, `national_id` and so on.",
        "probability": "That the record is the person's, from 0 to 1; the verdict is stricter.",
        "reasons": "What each part says.",
    },
    "NewClient": {
        "purposes": "The only ones that it may state; leave out for every one.",
        "networks": "The only ones that it may call from, in CIDR notation; leave out for everywhere.",
        "certificate": "X.509 in PEM; the client shows it in place of a key.",
        "days_valid": "For how many days the key can be used.",
    },
    "NewClientKey": {
        "key": "Null for a client with a certificate.",
        "previous_until": "Until when keys before this one stay valid; null where there were none.",
    },
    "Rotation": {
        "overlap_hours": "For how long the present key stays valid.",
        "days_valid": "For how many days the new key can be used.",
    },
    "NewDisclosure": {"content": "What was given, in words that the persons concerned will read."},
    "NewDocument": {"author_role": "How the writer stands to the complaint; `staff` for the organisation's own notes."},
    "NewParty": {
        "person": "What is known of somebody new.",
        "subject_id": "Somebody known, by the id that storing them answered with.",
        "confidential": "Spoke in confidence: who they are is shown when two people agree to it.",
        "named_to_respondent": "The respondent was told who they are.",
    },
    "OpenedRequest": {
        "due_on": "The statutory date (Art. 12(3) GDPR).",
        "internal_target": "The date to aim for.",
        "cases_held": "Complaints that were found and are kept from deletion.",
        "candidates_to_confirm": "Records that carry the name and need a person to confirm them.",
    },
    "PartyView": {
        "subject_id": "The person; null where unknown or withheld.",
        "named_to_respondent": "The respondent was told who they are.",
    },
    "Person": {
        "other_names": "Former names, and names that people use.",
        "protected_address": "The address is protected by law and is shown to nobody else in an answer.",
        "minor": "Under 18.",
        "staff": "Acts for the organisation.",
    },
    "Plan": {
        "as_of": "The day for which it was decided what is due.",
        "digest": "SHA-256 over exactly these records in exactly these versions.",
        "finished_at": "When it was applied to its end; null until then.",
        "held": "Records that are due and kept because of a hold.",
        "unknown": "Records that no rule covers; there should be none.",
    },
    "PlanItem": {
        "kind": "`case`, `request` or `package`.",
        "version": "The version that was looked at; a record that changed since is left.",
        "cluster": "The rule of the schedule that applies.",
        "outcome": "Null while undecided.",
        "reason": "Why it was left.",
        "keys_destroyed": "Data keys that were destroyed with it.",
    },
    "Problem": {
        "type": "Names the kind of problem, for programs; stable.",
        "title": "The same for every problem of the type.",
        "detail": "What is wrong this time; never a value.",
        "hint": "What would help.",
        "field": "Where in the input, such as `parties[0].role`.",
        "rule": "What the field breaks.",
        "permission": "What the key would need, as `category:action`.",
    },
    "Profile": {
        "address": "The postal address, in one line.",
        "data_protection_officer": "How to reach the officer; a function, no name.",
        "processors": "Who processes data on the organisation's behalf.",
    },
    "Reason": {
        "field": "`given`, `surname`, `birthday`, `national_id`, `phone`, `email` or `home`.",
        "level": "`same`, `slip`, `variant`, `different` and so on.",
        "bits": "How much it adds or, below zero, takes; ten bits make it a thousand times likelier.",
    },
    "RequestSummary": {
        "due_on": "The statutory date (Art. 12(3) GDPR).",
        "internal_target": "The date to aim for.",
        "extended_due_on": "The statutory date if the answer is extended.",
        "answered_at": "Null while open.",
    },
    "RequestView": {
        "scope_at_receipt": "SHA-256 over the ids and versions of everything found on receipt.",
        "scope_at_answer": "The same when it was answered; null while open.",
        "package_id": "Null while open.",
    },
    "SignedCertificate": {
        "body": "The exact JSON text that was signed.",
        "signature": "Base64.",
        "public_key": "Base64, raw.",
    },
    "StoredCase": {"subjects": "The person behind each party, in the order of the parties; null where unknown."},
    "SubjectView": {
        "identity": "Null where withheld.",
        "contact": "Null where withheld.",
        "national_id": "Null where unknown or withheld.",
        "withheld": "The data categories that the caller may not read.",
    },
    "Verification": {
        "events": "Events in the log.",
        "unsealed": "Events that wait to be sealed; seconds old.",
        "checkpoints": "Signed states of the tree.",
        "root": "The root of the tree, hexadecimal.",
    },
}
"""By schema and field; only where the source has no description of its own."""

TAGS: Final[Mapping[str, str]] = {
    "Complaints": "Store complaints and what comes to them later; read them without what you may not see.",
    "Attachments": "The files of a complaint: taken in as they arrive, given out without what they say of origin.",
    "Data subjects": "The people in complaints: stored once each, found in any spelling.",
    "Access requests": "Requests under Art. 15 GDPR: from receipt to a signed package.",
    "Retention": "Deleting on time: first a plan, then exactly that, then a certificate.",
    "Statistics": "Counts that outlive the cases, in which nobody can be recognised.",
    "Organisation": "What the organisation says of itself.",
    "Two people": "What nobody does alone: asked for by one, confirmed by another, done once and in time.",
    "API clients": "Other systems that act for the organisation.",
    "Audit": "Who did what, and proof that nobody changed it.",
    "Health": "For load balancers and monitoring.",
}
