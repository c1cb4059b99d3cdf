#include "harness/world/environment.hpp"

#include "platform/base/file.hpp"

namespace provbank::world {

Result<Environment> Environment::load(const std::filesystem::path& data_dir) {
  Environment environment;
  environment.data_dir = data_dir;
  auto schemas = contract::SchemaCatalogue::load(data_dir);
  if (!schemas) return schemas.error();
  environment.schemas = std::move(*schemas);
  auto published = aggregator::PublishedFiles::load(data_dir);
  if (!published) return published.error();
  environment.published = std::move(*published);
  auto fixtures = bastjanst::FixtureStore::load(data_dir);
  if (!fixtures) return fixtures.error();
  environment.fixtures = std::make_shared<const bastjanst::FixtureStore>(std::move(*fixtures));
  auto levels = contract::ServiceLevels::load(data_dir / "contract" / "service-levels.xml");
  if (!levels) return levels.error();
  environment.levels = *levels;
  auto clauses = contract::ClauseRegister::load(data_dir / "contract" / "clauses");
  if (!clauses) return clauses.error();
  environment.clauses = std::move(*clauses);
  auto interpretations =
      contract::Interpretations::load(data_dir / "contract" / "interpretations.xml");
  if (!interpretations) return interpretations.error();
  environment.interpretations = std::move(*interpretations);
  auto fields = contract::EventLogFields::load(data_dir / "contract" / "event-log-fields.xml");
  if (!fields) return fields.error();
  environment.event_log_fields = std::move(*fields);
  const auto node = data_dir / "fixtures" / "shs";
  auto agreements = shs::Agreements::load(node / "agreements");
  if (!agreements) return agreements.error();
  environment.shs_agreements = std::make_shared<const shs::Agreements>(std::move(*agreements));
  auto directory = shs::FixedDirectory::load(node / "directory.xml");
  if (!directory) return directory.error();
  environment.shs_directory = std::move(*directory);
  const auto mapping = data_dir / "contract" / "logbook-reference.xml";
  const auto text = read_file(mapping);
  if (!text) return text.error();
  std::vector<logbook::MappingProblem> problems;
  auto logbook =
      logbook::Mapping::parse(*text, data_dir / "schemas" / "provbank" / "logbook-1.xsd", problems);
  if (!logbook) {
    const auto& first = problems.front();
    return fail(Errc::invalid, mapping.string() + ": line " + std::to_string(first.line) + ": " +
                                   first.message.en);
  }
  environment.logbook = std::make_shared<const logbook::Mapping>(std::move(*logbook));
  return environment;
}

}  // namespace provbank::world
