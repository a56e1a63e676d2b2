import type { Detection } from './detection.ts';
import { isPlaceholderKey } from './placeholders.ts';

/** The rules of secretlint's recommended preset, run over one text. */
export type SecretlintScan = (text: string, path: string) => Promise<readonly Detection[]>;

/**
 * Loads secretlint at the first scan. Its rules are driven here and not by @secretlint/core, for two reasons, measured
 * with version 12.0.0: the core keeps 84 performance entries for each scan for ever and slows down with them (0.3 ms
 * at first, 220 ms after 5,000 scans), and its comments `secretlint-disable` would let a text switch its own scan off.
 */
export function createSecretlintScan(load: () => Promise<readonly SecretlintRule[]> = loadRules): SecretlintScan {
  let loaded: Promise<readonly SecretlintRule[]> | undefined;
  return async (text, path) => {
    loaded ??= load().catch((error: unknown) => {
      // The next scan tries again.
      loaded = undefined;
      throw error;
    });
    const source = toSourceCode(text, path);
    const detections: Detection[] = [];
    for (const rule of await loaded) {
      const handler = rule.create(
        {
          sharedOptions: {},
          // The messages would quote the secret, so they stay empty.
          createTranslator: () => (messageId) => ({ message: '', messageId: String(messageId), data: undefined }),
          report: ({ message, range }) => {
            if (ignoredMessages.has(message.messageId)) return;
            const detection = toDetection(rule.meta.id, message.messageId, range);
            if (detection.kind === 'vendor-secret' && isPlaceholderKey(text.slice(...range))) return;
            detections.push(detection);
          },
          ignore: () => undefined,
        },
        {},
      );
      await handler.file?.(source);
    }
    return detections;
  };
}

type Preset = typeof import('@secretlint/secretlint-rule-preset-recommend');
export type SecretlintRule = Preset['rules'][number];
type FileHandler = NonNullable<ReturnType<SecretlintRule['create']>['file']>;
type SourceCode = Parameters<FileHandler>[0];

async function loadRules(): Promise<readonly SecretlintRule[]> {
  const { rules } = await import('@secretlint/secretlint-rule-preset-recommend');
  return rules.filter((rule) => !replacedRules.has(shortNameOf(rule.meta.id)));
}

/**
 * `filter-comments` honours the comments above. For credentials in a URL see connectionStrings.ts. The rule for Slack takes
 * any word after `xoxo-` for a token; the table of formats knows how long they are.
 */
const replacedRules = new Set(['filter-comments', 'basicauth', 'database-connection-string', 'slack']);

/** An account's number is no secret. */
const ignoredMessages = new Set(['AWSAccountID']);

function toDetection(ruleId: string, messageId: string, [start, end]: readonly [number, number]): Detection {
  const name = shortNameOf(ruleId);
  const kind = name === 'privatekey' ? 'private-key' : 'vendor-secret';
  const what = name === 'privatekey' ? 'a private key' : `a secret of ${vendors[name] ?? name}`;
  return { kind, rule: `secretlint-${name}:${messageId}`, start, end, what };
}

function shortNameOf(ruleId: string): string {
  return ruleId.replace(/^@secretlint\/secretlint-rule-/, '');
}

const vendors: Readonly<Record<string, string>> = {
  '1password': '1Password',
  anthropic: 'Anthropic',
  aws: 'AWS',
  databricks: 'Databricks',
  docker: 'Docker',
  figma: 'Figma',
  gcp: 'Google Cloud',
  github: 'GitHub',
  gitlab: 'GitLab',
  grafana: 'Grafana',
  groq: 'Groq',
  'hashicorp-vault': 'HashiCorp Vault',
  huggingface: 'Hugging Face',
  linear: 'Linear',
  notion: 'Notion',
  npm: 'npm',
  openai: 'OpenAI',
  sendgrid: 'SendGrid',
  shopify: 'Shopify',
  vercel: 'Vercel',
};

/** What the rules read is the text and its path; they never ask for a line, and there is no file to open. */
function toSourceCode(text: string, path: string): SourceCode {
  const unused = () => {
    throw new Error('secretlint asked for a position, which this scan does not offer.');
  };
  return {
    hasBOM: false,
    content: text,
    filePath: path,
    physicalFilePath: undefined,
    contentType: 'text',
    ext: /\.[^./]+$/.exec(path)?.[0] ?? '',
    getFilePath: () => path,
    getPhysicalFilePath: () => undefined,
    locationToRange: unused,
    rangeToLocation: unused,
    positionToIndex: unused,
    indexToPosition: unused,
  };
}
