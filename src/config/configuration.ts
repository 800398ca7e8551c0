/** Turns a loaded environment into the typed slices that are injected; the one place that may fail on configuration. */
import { accessSync, constants } from 'node:fs';
import { AppConfig } from './app.config.js';
import { ApprovalConfig } from './approval.config.js';
import { AuthConfig } from './auth.config.js';
import { DatabaseConfig } from './database.config.js';
import { EmbeddingsConfig } from './embeddings.config.js';
import { FilesConfig } from './files.config.js';
import { LimitsConfig } from './limits.config.js';
import { LlmConfig } from './llm.config.js';
import { MemoryConfig } from './memory.config.js';
import { OutboundConfig } from './outbound.config.js';
import { ConfigError, type ConfigProblem, loadEnvironment } from './load-environment.js';
import { secretValues } from './secret-values.js';
import { secretProblem, signingSecret } from './secrets.js';
import { makeFolder, nearestFolder } from './make-folder.js';
import { RetentionConfig } from './retention.config.js';
import { SourcesConfig } from './sources.config.js';
import { ToolsConfig } from './tools.config.js';
import { UsageConfig } from './usage.config.js';
import { TracingConfig } from './tracing.config.js';
import { WebConfig } from './web.config.js';
import type { Environment } from './variables.js';

/** All slices; each is also an injection token of its own. */
export interface Configuration {
  app: AppConfig;
  approval: ApprovalConfig;
  auth: AuthConfig;
  database: DatabaseConfig;
  embeddings: EmbeddingsConfig;
  files: FilesConfig;
  limits: LimitsConfig;
  llm: LlmConfig;
  memory: MemoryConfig;
  outbound: OutboundConfig;
  retention: RetentionConfig;
  sources: SourcesConfig;
  tools: ToolsConfig;
  usage: UsageConfig;
  tracing: TracingConfig;
  web: WebConfig;
}

/** As `loadConfiguration`, with the secrets among it that no log may hold. */
export function loadWithSecrets(): { configuration: Configuration; secrets: readonly string[] } {
  const environment = loadEnvironment().values;
  return { configuration: loadConfiguration(environment), secrets: secretValues(environment) };
}

/** Loads, checks and slices the configuration. Throws a ConfigError that names every variable at fault. */
export function loadConfiguration(environment: Environment = loadEnvironment().values): Configuration {
  const { dataDir } = new AppConfig(environment);
  const problem = dataDirProblem(dataDir, makeFolder);
  return sliced(environment, problem, () => signingSecret(environment, dataDir));
}

/** The same for whoever only looks: makes no folder and no secret, so nothing can be signed with it. */
export function lookAtConfiguration(): Configuration {
  const environment = loadEnvironment().values;
  return sliced(
    environment,
    dataDirProblem(new AppConfig(environment).dataDir),
    () => environment.JWT_SECRET_KEY ?? '',
  );
}

function sliced(environment: Environment, dataDir: ConfigProblem | undefined, secret: () => string): Configuration {
  const app = new AppConfig(environment);
  const problems = [
    secretProblem(environment),
    databaseProblem(environment),
    roleProblem(environment),
    FilesConfig.problem(environment),
    routesProblem(environment),
    dataDir,
    ToolsConfig.problem(environment),
  ].filter((problem) => problem !== undefined);
  if (problems.length) throw new ConfigError(problems);
  return {
    app,
    approval: new ApprovalConfig(environment),
    auth: new AuthConfig(environment, secret()),
    database: new DatabaseConfig(environment),
    embeddings: new EmbeddingsConfig(environment),
    files: new FilesConfig(environment),
    limits: new LimitsConfig(environment),
    llm: new LlmConfig(environment),
    memory: new MemoryConfig(environment),
    outbound: new OutboundConfig(environment),
    retention: new RetentionConfig(environment),
    sources: new SourcesConfig(environment),
    tools: new ToolsConfig(environment),
    usage: new UsageConfig(environment),
    tracing: new TracingConfig(environment),
    web: new WebConfig(environment),
  };
}

function databaseProblem(environment: Environment): ConfigProblem | undefined {
  const problem = DatabaseConfig.problem(environment.DATABASE_URL);
  return problem ? { variable: 'DATABASE_URL', problem } : undefined;
}

function roleProblem(environment: Environment): ConfigProblem | undefined {
  const { RAI_ROLE: role } = environment;
  if (role === 'all' || new DatabaseConfig(environment).dialect === 'postgres') return undefined;
  const problem = `${role} shares its database with other servers, which SQLite cannot; set DATABASE_URL to postgres://…, or RAI_ROLE to all`;
  return { variable: 'RAI_ROLE', problem };
}

function routesProblem(environment: Environment): ConfigProblem | undefined {
  const problem = LlmConfig.problem(environment);
  return problem ? { variable: 'LLM_ROUTES', problem } : undefined;
}

function dataDirProblem(folder: string, make?: (folder: string) => void): ConfigProblem | undefined {
  try {
    make?.(folder);
    accessSync(make ? folder : nearestFolder(folder), constants.R_OK | constants.W_OK | constants.X_OK);
    return undefined;
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error);
    return { variable: 'DATA_DIR', problem: `cannot be written (${reason}); create the folder or choose another` };
  }
}
