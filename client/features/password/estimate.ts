import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';
import type { Estimate } from '../../../shared/protocol/password-rule.ts';

/** As on the server (`sync-server/sign-in/check-password.ts`), from this device's own copy of common passwords. */
const estimator = new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs, maxLength: 64 });

export const estimate: Estimate = (password, own) => estimator.check(password, [...own]).score;
