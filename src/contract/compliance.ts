/**
 * What a provider promises for its API, as far as its own documents say. `unknown` stands for whatever they do not say,
 * and never satisfies a requirement.
 */
export interface Assurances {
  /** Whether prompts train models. `opt-out`: unless the customer objects. `by-plan`: on some plans, for example free ones. */
  readonly training: 'no' | 'opt-out' | 'by-plan' | 'yes' | 'unknown';
  /** The longest that prompts are kept, in days, by default. */
  readonly retentionDays: number | 'unknown';
  /** Whether prompts can be kept not at all. */
  readonly zeroRetention: 'default' | 'on-request' | 'no' | 'unknown';
  /** Whether a business associate agreement (HIPAA) is offered. */
  readonly baa: 'yes' | 'no' | 'unknown';
  readonly soc2: 'yes' | 'no' | 'unknown';
  /** Where prompts are processed. `anywhere`: the provider says that it may be any of its places. */
  readonly regions: readonly Region[] | 'anywhere' | 'unknown';
}

export type Region = 'us' | 'eu' | 'uk' | 'asia' | 'china' | 'own';

/** What the person, or a repository's policy, demands of every cloud. */
export interface Requirements {
  readonly noTraining: boolean;
  readonly noRetention: boolean;
  readonly baa: boolean;
  readonly soc2: boolean;
  /** Every region of a provider must be among these; undefined where any will do. */
  readonly regions: readonly Region[] | undefined;
}

export const noRequirements: Requirements = {
  noTraining: false,
  noRetention: false,
  baa: false,
  soc2: false,
  regions: undefined,
};

/** What stands for requirements that cannot be read: no cloud is known to meet them. */
export const strictestRequirements: Requirements = {
  noTraining: true,
  noRetention: true,
  baa: true,
  soc2: true,
  regions: [],
};
