#include <algorithm>

#include "harness/checks/check.hpp"
#include "harness/checks/kinds.hpp"

namespace provbank::checks {

std::span<const CheckKind> catalogue() {
  static const std::vector<CheckKind> kTable = {
      schema_valid_kind(),
      answered_within_kind(),
      answered_kind(),
      parallel_kind(),
      overhead_kind(),
      only_asked_kind(),
      faithful_kind(),
      echo_kind(),
      periods_kind(),
      persons_apart_kind(),
      source_outcome_kind(),
      refused_kind(),
      refused_for_kind(),
      accepted_kind(),
      withheld_for_kind(),
      handed_on_kind(),
      same_answer_kind(),
      no_cross_talk_kind(),
      orderly_refusal_kind(),
      no_personal_data_in_fault_kind(),
      identity_accepted_kind(),
      identity_rejected_kind(),
      ended_within_kind(),
      ping_answered_kind(),
      purged_kind(),
      log_sufficient_kind(),
      log_minimal_kind(),
      log_tamper_evident_kind(),
      log_restricted_kind(),
      log_timely_kind(),
      log_kept_kind(),
      shs_conforms_kind(),
      shs_receipt_kind(),
      shs_duplicate_told_kind(),
      shs_refused_kind(),
      shs_answered_kind(),
      shs_mailbox_private_kind(),
      shs_fetched_once_kind(),
      valid_question_kind(),
      states_purpose_kind(),
      names_case_kind(),
      sensible_period_kind(),
      unique_correlation_kind(),
      only_needed_kind(),
      own_identity_kind(),
      no_retry_storm_kind(),
      shows_data_kind(),
      shows_failure_kind(),
      shows_nobody_else_kind(),
      history_tells_kind(),
      history_timely_kind(),
      shs_question_conforms_kind(),
      shs_mailbox_emptied_kind(),
      source_schema_valid_kind(),
      source_answered_kind(),
      source_tells_kind(),
      source_about_kind(),
      source_consistent_kind(),
      source_echo_kind(),
      source_period_kind(),
      source_in_time_kind(),
      source_orderly_kind(),
      source_refused_kind(),
      source_fault_discreet_kind(),
      source_caller_accepted_kind(),
      source_caller_rejected_kind(),
      source_test_answered_kind(),
      source_ended_within_kind(),
  };
  return kTable;
}

const CheckKind* find(std::string_view name) {
  const auto table = catalogue();
  const auto found = std::ranges::find(table, name, &CheckKind::name);
  return found == table.end() ? nullptr : &*found;
}

}  // namespace provbank::checks
