import type { Migration } from '../migration.ts';

/**
 * When the kept watermarks last rose. Without it a block made changes older that the blocked person’s devices had not
 * asked for yet, and they went on past them. Blocks from before this keep 0.
 */
export const marksToldBeforeABlock: Migration = {
  name: '0016-marks-told-before-a-block',
  up: ({ schema }) => [
    schema.alterTable('kept_marks').addColumn('changed', 'integer', (c) => c.notNull().defaultTo(0)),
  ],
};
