import { geoUri } from './geo-uri.ts';

/** What a message says, as far as its line needs it. */
type Said =
  | { readonly kind: 'text' | 'poll'; readonly text: string }
  | {
      readonly kind: 'location';
      readonly text?: string | undefined;
      readonly latitude: number;
      readonly longitude: number;
    }
  | { readonly kind: 'contact'; readonly name: string };

/** One line for lists, quotes and searches, without words of any language of ours: what is no text begins with a sign. */
export const summaryOf = (body: Said): string => {
  switch (body.kind) {
    case 'text':
      return body.text;
    case 'poll':
      return `📊 ${body.text}`;
    case 'location':
      return `📍 ${body.text ?? geoUri(body.latitude, body.longitude).slice('geo:'.length)}`;
    case 'contact':
      return `👤 ${body.name}`;
  }
};
