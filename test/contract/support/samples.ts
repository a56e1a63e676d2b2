/** Texts of the kinds that stand in files, to hold the estimate of tokens against real vocabularies. */
export const samples: readonly string[] = [
  // Code.
  'export async function readAll(stream: ReadableStream<Uint8Array>): Promise<string> {\n  const parts: string[] = [];\n  for await (const part of stream) parts.push(decoder.decode(part, { stream: true }));\n  return parts.join("");\n}\n',
  'def fibonacci(n: int) -> int:\n    """Gives the n-th number."""\n    a, b = 0, 1\n    for _ in range(n):\n        a, b = b, a + b\n    return a\n',
  '#include <vector>\nstd::vector<int>& operator<<(std::vector<int>& v, int x) { v.push_back(x); return v; }\n#define MAX_RETRY_COUNT 0x1F\n',
  "SELECT u.id, COUNT(*) FROM users AS u LEFT JOIN orders o ON o.user_id = u.id WHERE u.created_at >= '2024-01-01' GROUP BY u.id;\n",
  // Prose.
  'The quick brown fox jumps over the lazy dog. Nevertheless, internationalisation and characteristically long words occur.\n',
  'Zażółć gęślą jaźń. Größe und Überfluß. Привет, как дела? Καλημέρα κόσμε. שלום עולם. नमस्ते दुनिया.\n',
  '深度学习模型在代码补全中的应用。これはテストです。안녕하세요 세계.\n',
  '🦙🌊👩‍💻🏳️‍🌈 emoji ✅❌➡️\n',
  // What breaks vocabularies.
  '{"id":"9f86d081-884c-4d65-9a2f-ea0c55ad015a","sha":"2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae","n":3.14159265358979}\n',
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==\n',
  'qzxvkjw bfgtplm zzxqjv kkwqrt wqmzhx AKIAIOSFODNN XQZJKV BVKWQX\n',
  '\t\t\t\n\n\n        \r\n   \u00a0\u2003 \u200b end\n',
  '!@#$%^&*()_+-=[]{}|;:\'",.<>/?`~ != == === => -> :: && || ?? ?. ... // /* */ <!-- -->\n',
];
