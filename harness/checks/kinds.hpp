// Every kind of check there is; the catalogue puts them in one table.
#pragma once
#include "harness/checks/check.hpp"

namespace provbank::checks {

CheckKind schema_valid_kind();
CheckKind answered_within_kind();
CheckKind answered_kind();
CheckKind parallel_kind();
CheckKind overhead_kind();
CheckKind only_asked_kind();
CheckKind faithful_kind();
CheckKind echo_kind();
CheckKind periods_kind();
CheckKind persons_apart_kind();
CheckKind source_outcome_kind();
CheckKind refused_kind();
CheckKind refused_for_kind();
CheckKind accepted_kind();
CheckKind withheld_for_kind();
CheckKind handed_on_kind();
CheckKind same_answer_kind();
CheckKind no_cross_talk_kind();
CheckKind orderly_refusal_kind();
CheckKind no_personal_data_in_fault_kind();
CheckKind identity_accepted_kind();
CheckKind identity_rejected_kind();
CheckKind ended_within_kind();
CheckKind ping_answered_kind();
CheckKind purged_kind();
CheckKind log_sufficient_kind();
CheckKind log_minimal_kind();
CheckKind log_tamper_evident_kind();
CheckKind log_restricted_kind();
CheckKind log_timely_kind();
CheckKind log_kept_kind();
// At the SHS door.
CheckKind shs_conforms_kind();
CheckKind shs_receipt_kind();
CheckKind shs_duplicate_told_kind();
CheckKind shs_refused_kind();
CheckKind shs_answered_kind();
CheckKind shs_mailbox_private_kind();
CheckKind shs_fetched_once_kind();

// Role kommun.
CheckKind valid_question_kind();
CheckKind states_purpose_kind();
CheckKind names_case_kind();
CheckKind sensible_period_kind();
CheckKind unique_correlation_kind();
CheckKind only_needed_kind();
CheckKind own_identity_kind();
CheckKind no_retry_storm_kind();
CheckKind shows_data_kind();
CheckKind shows_failure_kind();
CheckKind shows_nobody_else_kind();
CheckKind history_tells_kind();
CheckKind history_timely_kind();
CheckKind shs_question_conforms_kind();
CheckKind shs_mailbox_emptied_kind();
// The role uppgiftslamnare.
CheckKind source_schema_valid_kind();
CheckKind source_answered_kind();
CheckKind source_tells_kind();
CheckKind source_about_kind();
CheckKind source_consistent_kind();
CheckKind source_echo_kind();
CheckKind source_period_kind();
CheckKind source_in_time_kind();
CheckKind source_orderly_kind();
CheckKind source_refused_kind();
CheckKind source_fault_discreet_kind();
CheckKind source_caller_accepted_kind();
CheckKind source_caller_rejected_kind();
CheckKind source_test_answered_kind();
CheckKind source_ended_within_kind();

}  // namespace provbank::checks
