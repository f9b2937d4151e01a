import { createRoot } from 'solid-js';
import { expect, test } from 'vitest';
import { createMentionPicker } from '../../client/features/composer/mentions/create-mention-picker.ts';

const PEOPLE = ['Bob', 'Bob Smith', 'Carol'].map((name, at) => ({ number: 1_024 + at, name, userId: `u${at}` }));

const offered = (
  run: (look: (text: string) => readonly string[], picker: ReturnType<typeof createMentionPicker>) => void,
) =>
  createRoot((dispose) => {
    const picker = createMentionPicker({ people: () => PEOPLE, everyone: () => undefined });
    run((text) => {
      picker.update(text, text.length);
      return picker.choices().map((choice) => (choice.kind === 'person' ? choice.person.name : '*'));
    }, picker);
    dispose();
  });

test('CMP-3 arrows go round, and another letter begins again at the first', () => {
  offered((look, picker) => {
    expect(look('@b')).toEqual(['Bob', 'Bob Smith']);
    picker.move(-1);
    expect(picker.active()).toBe(1);
    picker.move(1);
    expect(picker.active()).toBe(0);
    picker.move(1);
    look('@bo');
    expect(picker.active()).toBe(0);
  });
});

test('CMP-3 a list that was closed stays closed while one goes on, and opens again when one goes back', () => {
  offered((look, picker) => {
    expect(look('@bo')).toHaveLength(2);
    picker.close();
    expect(look('@bo')).toEqual([]);
    expect(look('@bob')).toEqual([]);
    expect(look('@b')).toHaveLength(2);
  });
});

test('CMP-3 the next message offers again from its first letter', () => {
  offered((look, picker) => {
    look('@Bob ');
    picker.close();
    expect(look('@Bob S')).toEqual([]);
    picker.leave();
    expect(look('@')).toHaveLength(3);
  });
});
