#include "harness/world/environment.hpp"

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
  return environment;
}

}  // namespace provbank::world
