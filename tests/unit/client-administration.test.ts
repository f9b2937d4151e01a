import { expect, it } from 'vitest';
import { ADMINISTRATION_MESSAGES } from '../../client/features/administration/messages.ts';

it('UI-58 texts of the administration page name no setting by its variable', () => {
  expect(Object.values(ADMINISTRATION_MESSAGES).filter((text) => /SKERRY_|DATABASE_URL/.test(String(text)))).toEqual(
    [],
  );
});
