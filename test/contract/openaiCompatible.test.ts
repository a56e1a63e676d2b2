import { describeBackend } from './backendContract.ts';
import { openaiFormat } from './formats/openai.ts';
import { remoteHost } from './support/backends.ts';

describeBackend('an OpenAI-compatible server at a loopback address', openaiFormat);
describeBackend('an OpenAI-compatible server elsewhere', openaiFormat, remoteHost);
