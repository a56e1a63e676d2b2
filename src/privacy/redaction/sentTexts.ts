import type { ChatMessage, ChatRequest, OriginFile, ToolDefinition } from '../../contract/request.ts';
import type { Piece } from '../pieces.ts';

/** A text of a request that is sent. */
export interface SentText extends Piece {
  /** Whether it is a document of JSON, in which an escape must stay whole. */
  readonly isJson: boolean;
}

/** Gives what takes the text's place. */
export type Replace = (text: SentText) => string;

/**
 * The request with each of its texts replaced: messages, results and arguments of tool calls, descriptions of tools, and
 * the names of files. The names and ids of tools stay, since they are matched and not read.
 */
export function mapTexts(request: ChatRequest, replace: Replace): ChatRequest {
  const messages = request.messages.map((message, index) => mapMessage(message, `message ${index + 1}`, replace));
  const { tools } = request;
  return { ...request, messages, ...(tools && { tools: tools.map((tool) => mapTool(tool, replace)) }) };
}

function mapMessage(message: ChatMessage, place: string, replace: Replace): ChatMessage {
  const { text, toolCalls, origins } = message;
  const calls = toolCalls?.map((call) => ({
    ...call,
    argumentsJson: replace({ place, path: '', text: call.argumentsJson, isJson: true }),
  }));
  return {
    ...message,
    text: replace({ place, path: '', text, isJson: false }),
    origins: origins.map((origin) => mapOrigin(origin, replace)),
    ...(calls && { toolCalls: calls }),
  };
}

function mapOrigin(origin: OriginFile, replace: Replace): OriginFile {
  const path = replace({ place: 'file names', path: '', text: origin.path, isJson: false });
  return path === origin.path ? origin : { ...origin, path, uri: path };
}

function mapTool(tool: ToolDefinition, replace: Replace): ToolDefinition {
  const place = `the tool ${tool.name}`;
  const replaceText = (text: string) => replace({ place, path: '', text, isJson: false });
  return {
    ...tool,
    description: replaceText(tool.description),
    parameters: mapEntries(tool.parameters, replaceText),
  };
}

function mapEntries(object: object, replaceText: (text: string) => string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, mapValue(value, replaceText)]));
}

function mapValue(value: unknown, replaceText: (text: string) => string): unknown {
  if (typeof value === 'string') return replaceText(value);
  if (Array.isArray(value)) return value.map((one) => mapValue(one, replaceText));
  return typeof value === 'object' && value !== null ? mapEntries(value, replaceText) : value;
}
