// What every run needs and nobody changes: loaded once, then shared.
#pragma once
#include <filesystem>
#include <memory>

#include "contract/clauses.hpp"
#include "contract/event_log_fields.hpp"
#include "contract/interpretations.hpp"
#include "contract/organisations.hpp"
#include "contract/schema_catalogue.hpp"
#include "contract/service_levels.hpp"
#include "harness/logbook/mapping.hpp"
#include "reference-impl/aggregator/description.hpp"
#include "reference-impl/bastjanst/fixture_store.hpp"
#include "reference-impl/shs/agreements.hpp"
#include "reference-impl/shs/directory.hpp"

namespace provbank::world {

struct Environment {
  std::filesystem::path data_dir;
  std::shared_ptr<const contract::SchemaCatalogue> schemas;
  std::shared_ptr<const aggregator::PublishedFiles> published;
  std::shared_ptr<const bastjanst::FixtureStore> fixtures;
  contract::ServiceLevels levels;
  contract::ClauseRegister clauses;
  contract::Interpretations interpretations;
  contract::EventLogFields event_log_fields;
  std::shared_ptr<const shs::Agreements> shs_agreements;  // of the made-up world's SHS node
  std::shared_ptr<shs::FixedDirectory> shs_directory;     // ... with nothing in it that changes
  std::shared_ptr<const logbook::Mapping> logbook;        // the reference event log's

  const contract::Organisations& organisations() const { return fixtures->organisations(); }

  /// Loads it all; the error names the file.
  static Result<Environment> load(const std::filesystem::path& data_dir);
};

}  // namespace provbank::world
