import type { Promises } from '../schema.ts';

const readOn = '2026-11-22';

const groqData = { title: 'Your Data in GroqCloud', where: 'console.groq.com/docs/your-data' };
const togetherRetention = { title: 'Zero data retention', where: 'docs.together.ai/docs/zero-data-retention' };
const fireworksData = {
  title: 'Zero data retention',
  where: 'docs.fireworks.ai/guides/security_compliance/data_handling',
};
const cerebrasData = {
  title: 'Does Cerebras retain my data?',
  where: 'support.cerebras.net/articles/1811589793-does-cerebras-retain-my-data',
};
const openrouterLogging = { title: 'Logging', where: 'openrouter.ai/docs/guides/privacy/logging' };
const openrouterRetention = {
  title: 'Zero Data Retention (ZDR): What It Means for AI APIs',
  where: 'openrouter.ai/blog/insights/zero-data-retention',
};

/** Services that run models of others, or pass requests on to those who do. */
export const modelHosts = {
  groq: {
    label: 'Groq',
    hosts: ['api.groq.com'],
    training: 'unknown',
    retentionDays: {
      value: 30,
      says: 'By default nothing of a request is kept; to find errors and abuse it may be logged for up to 30 days.',
      source: groqData,
      readOn,
    },
    zeroRetention: {
      value: 'on-request',
      says: 'Every customer can switch it on under “Data Controls”.',
      source: groqData,
      readOn,
    },
    baa: {
      value: 'yes',
      says: 'There is a Business Associate Addendum for GroqCloud that customers can accept.',
      source: {
        title: 'Business Associate Addendum for GroqCloud Services',
        where: 'console.groq.com/docs/legal/customer-business-associate-addendum',
      },
      readOn,
    },
    soc2: 'unknown',
    regions: 'unknown',
  },
  together: {
    label: 'Together',
    hosts: ['api.together.ai', 'api.together.xyz'],
    training: {
      value: 'no',
      says: 'Nothing that is collected trains Together’s models without explicit opt-in and consent.',
      source: { title: 'Privacy', where: 'together.ai/privacy, of 17 December 2025' },
      readOn,
    },
    retentionDays: {
      value: 'unknown',
      says: 'Prompts and answers are stored unless the organisation switches that off; for how long is not said. An older page says that nothing is stored.',
      source: togetherRetention,
      readOn,
    },
    zeroRetention: {
      value: 'on-request',
      says: 'It is off by default; an organisation can switch it on under “Privacy”.',
      source: togetherRetention,
      readOn,
    },
    baa: 'unknown',
    soc2: 'unknown',
    regions: 'unknown',
  },
  fireworks: {
    label: 'Fireworks',
    hosts: ['api.fireworks.ai'],
    training: {
      value: 'no',
      says: 'Prompts and input of the API train no models of Fireworks without explicit opt-in.',
      source: {
        title: 'Fireworks AI Privacy Policy',
        where: 'fireworks.ai/privacy-policy, quoted at conductatlas.com',
      },
      readOn,
    },
    retentionDays: {
      value: 0,
      says: 'Prompts and generations of open models are not logged or stored without opt-in; they are in memory for minutes at most.',
      source: fireworksData,
      readOn,
    },
    zeroRetention: {
      value: 'default',
      says: 'It is the default for open models. The Responses API stores by default; Watershed does not use it.',
      source: fireworksData,
      readOn,
    },
    baa: 'unknown',
    soc2: 'unknown',
    regions: 'unknown',
  },
  cerebras: {
    label: 'Cerebras',
    hosts: ['api.cerebras.ai'],
    training: 'unknown',
    retentionDays: {
      value: 0,
      says: 'Prompts, requests, responses and logs of them are not retained.',
      source: cerebrasData,
      readOn,
    },
    zeroRetention: {
      value: 'default',
      says: 'No content of users is stored; only names, addresses and usage figures are.',
      source: cerebrasData,
      readOn,
    },
    baa: 'unknown',
    soc2: 'unknown',
    regions: 'unknown',
  },
  openrouter: {
    label: 'OpenRouter',
    hosts: ['openrouter.ai', 'eu.openrouter.ai', 'us.openrouter.ai'],
    training: {
      value: 'opt-out',
      says: 'Each provider behind it has its own policy; an account can shut out those that may train on prompts.',
      source: openrouterLogging,
      readOn,
    },
    retentionDays: {
      value: 'unknown',
      says: 'OpenRouter stores no prompts unless asked to; the providers behind it have their own policies.',
      source: { title: 'Data Collection', where: 'openrouter.ai/docs/guides/privacy/data-collection' },
      readOn,
    },
    zeroRetention: {
      value: 'on-request',
      says: 'An account or a request can be held to providers that keep nothing.',
      source: openrouterRetention,
      readOn,
    },
    baa: 'unknown',
    soc2: 'unknown',
    regions: 'unknown',
    regionsByHost: {
      'eu.openrouter.ai': {
        value: ['eu', 'uk'],
        says: 'Requests to this address are decrypted in the EU and go only to endpoints in Europe, which here includes the United Kingdom and Switzerland.',
        source: { title: 'OpenRouter Business: EU in-region routing', where: 'openrouter.ai/ja/business/eu' },
        readOn,
      },
      'us.openrouter.ai': {
        value: ['us'],
        says: 'Requests to this address are decrypted in the region and go only to endpoints there.',
        source: { title: 'In-Region Routing', where: 'openrouter.ai/docs/guides/features/in-region-routing' },
        readOn,
      },
    },
  },
  replicate: {
    label: 'Replicate',
    hosts: ['api.replicate.com'],
    training: 'unknown',
    retentionDays: {
      value: 1 / 24,
      says: 'Input, output and logs of predictions made through the API are removed after an hour by default.',
      source: { title: 'Data retention', where: 'replicate.com/docs/topics/predictions/data-retention' },
      readOn,
    },
    zeroRetention: 'unknown',
    baa: 'unknown',
    soc2: 'unknown',
    regions: 'unknown',
  },
} as const satisfies Readonly<Record<string, Promises>>;
