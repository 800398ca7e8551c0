/** The configuration while the server runs: settings on top of what it was started with. It must not know where they come from. */
import { type Configuration, loadConfiguration } from './configuration.js';
import { loadEnvironment } from './load-environment.js';
import { parseSetting } from './parse-setting.js';
import { RUNTIME_SETTINGS } from './runtime-settings.js';
import { type Environment, VARIABLES, type VariableName } from './variables.js';

/** Values by name, as they would stand in a .env file. */
export type Overrides = Partial<Record<VariableName, string>>;

/** One variable as it stands. */
export interface SettingState {
  key: VariableName;
  /** Null where it is secret or not set. */
  value: unknown;
  default: unknown;
  /** Which layer decided: default, the name of a file, environment or runtime. */
  layer: string;
  /** Whether only a restart brings another value. */
  restart: boolean;
}

export class LiveConfiguration {
  private readonly started = loadEnvironment();
  private overrides: Overrides = {};
  private values: Environment = this.started.values;

  constructor(private readonly configuration: Configuration) {}

  /**
   * Puts the overrides on top; what is not among them falls back. The injected slices change in place. Gives the names
   * whose values changed; throws ConfigError for a value that is not valid.
   */
  apply(overrides: Overrides): VariableName[] {
    const values = this.with(overrides);
    const fresh = loadConfiguration(values);
    const changed = RUNTIME_SETTINGS.filter((name) => !isSame(this.values[name], values[name]));
    this.values = values;
    this.overrides = { ...overrides };
    for (const name of Object.keys(fresh) as (keyof Configuration)[]) {
      Object.assign(this.configuration[name], fresh[name]);
    }
    return changed;
  }

  /** Whether changes fit what is there, null taking one back; throws ConfigError where they do not. Changes nothing. */
  check(changes: readonly (readonly [VariableName, string | null])[]): void {
    const overrides: Record<string, string | null | undefined> = { ...this.overrides, ...Object.fromEntries(changes) };
    const kept = Object.entries(overrides).filter(([, text]) => typeof text === 'string');
    loadConfiguration(this.with(Object.fromEntries(kept)));
  }

  state(key: VariableName): SettingState {
    const { secret, default: fallback } = VARIABLES[key];
    return {
      key,
      value: secret ? null : (this.values[key] ?? null),
      default: secret || fallback === undefined ? null : VARIABLES[key].schema.parse(fallback),
      layer: this.overrides[key] === undefined ? this.started.layers[key] : 'runtime',
      restart: !RUNTIME_SETTINGS.includes(key),
    };
  }

  private with(overrides: Overrides): Environment {
    const values: Record<string, unknown> = { ...this.started.values };
    for (const [name, text] of Object.entries(overrides)) values[name] = parseSetting(name as VariableName, text);
    return values as Environment;
  }
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
