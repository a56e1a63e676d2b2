import type {
  ImageBlockParam,
  MessageParam,
  TextBlockParam,
  Tool,
  ToolResultBlockParam,
  ToolUseBlockParam,
} from '@anthropic-ai/sdk/resources/messages';
import type { ChatMessage, ImageAttachment, ToolDefinition } from '../contract/request.ts';
import { toArgumentObject } from './toolCalls.ts';

/** Undefined where nothing is said; the format has a place of its own for it. */
export function toSystem(messages: readonly ChatMessage[]): string | undefined {
  const texts = messages.filter(({ role }) => role === 'system').map(({ text }) => text);
  return texts.length === 0 ? undefined : texts.join('\n\n');
}

export function toTool({ name, description, parameters }: ToolDefinition): Tool {
  return { name, description, input_schema: { ...parameters, type: 'object' } };
}

/**
 * A conversation that goes on is cached up to its end: reading it again costs a tenth, writing it a quarter more. So
 * the first question, which may stay the only one, is not.
 */
export function toMessages(messages: readonly ChatMessage[]): MessageParam[] {
  const turns = joinResults(messages);
  const isGoingOn = turns.some(({ role }) => role === 'assistant');
  return turns.map(({ role, blocks }, index) => {
    const [only] = blocks;
    const isCached = isGoingOn && index === turns.length - 1;
    if (!isCached && blocks.length === 1 && only?.type === 'text') return { role, content: only.text };
    const content = blocks.map((block, place) =>
      isCached && place === blocks.length - 1 ? { ...block, cache_control: { type: 'ephemeral' as const } } : block,
    );
    return { role, content };
  });
}

type Block = TextBlockParam | ImageBlockParam | ToolUseBlockParam | ToolResultBlockParam;

interface Turn {
  readonly role: 'user' | 'assistant';
  readonly blocks: readonly Block[];
}

/** The results of all calls of an answer, and what the person says to them, must stand in one turn of the user. */
function joinResults(messages: readonly ChatMessage[]): readonly Turn[] {
  const turns: Turn[] = [];
  let wasResult = false;
  for (const message of messages) {
    const blocks = toBlocks(message);
    if (message.role === 'system' || blocks.length === 0) continue;
    const role = message.role === 'assistant' ? 'assistant' : 'user';
    const before = turns.at(-1);
    if (wasResult && role === 'user' && before !== undefined) {
      turns[turns.length - 1] = { role, blocks: [...before.blocks, ...blocks] };
    } else {
      turns.push({ role, blocks });
    }
    wasResult = message.role === 'tool';
  }
  return turns;
}

function toBlocks({ role, text, images = [], toolCalls = [], toolCallId = '' }: ChatMessage): Block[] {
  const pictures = images.map(toImage);
  if (role === 'tool') {
    const content = pictures.length === 0 ? text : [...toText(text), ...pictures];
    return [{ type: 'tool_result', tool_use_id: toCallId(toolCallId), content }];
  }
  const calls = toolCalls.map((call): ToolUseBlockParam => {
    return { type: 'tool_use', id: toCallId(call.id), name: call.name, input: toArgumentObject(call) };
  });
  return [...pictures, ...toText(text), ...calls];
}

/** The server rejects an empty text. */
function toText(text: string): TextBlockParam[] {
  return text === '' ? [] : [{ type: 'text', text }];
}

function toImage({ mediaType, base64 }: ImageAttachment): ImageBlockParam {
  return { type: 'image', source: { type: 'base64', media_type: mediaType, data: base64 } };
}

/** Another model may have called, and the server takes only letters, digits, `_` and `-`. */
function toCallId(id: string): string {
  return id.replaceAll(/[^\w-]/g, '_');
}
