import type { Person } from '../browser/person.ts';

/** As another app does it: a form that leads to the page for what is shared. */
export const share = (person: Person, text: string, file?: string): Promise<void> =>
  person.page.evaluate(
    ([words, name]) => {
      const form = document.createElement('form');
      Object.assign(form, { method: 'POST', action: '/share', enctype: 'multipart/form-data' });
      const given = document.createElement('input');
      Object.assign(given, { name: 'text', value: words });
      const files = document.createElement('input');
      Object.assign(files, { type: 'file', name: 'files' });
      const carried = new DataTransfer();
      if (name !== undefined) carried.items.add(new File(['tide table'], name, { type: 'text/plain' }));
      files.files = carried.files;
      form.append(given, files);
      document.body.append(form);
      form.submit();
    },
    [text, file] as const,
  );
