import { describeBackend } from './backendContract.ts';
import { anthropicFormat } from './formats/anthropic.ts';
import { remoteHost } from './support/backends.ts';

describeBackend('Anthropic at a loopback address', anthropicFormat);
describeBackend('Anthropic elsewhere', anthropicFormat, remoteHost);
