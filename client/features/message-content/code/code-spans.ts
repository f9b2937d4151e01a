import { common, createLowlight } from 'lowlight';

/** A few kinds of words in code, each with one colour in both themes. */
type Tone = 'comment' | 'string' | 'number' | 'keyword' | 'name' | 'type' | 'meta' | 'added' | 'removed';
export interface Span {
  readonly text: string;
  readonly tone: Tone | undefined;
}

const TONES: Readonly<Record<string, Tone>> = {
  'hljs-comment': 'comment',
  'hljs-quote': 'comment',
  'hljs-string': 'string',
  'hljs-regexp': 'string',
  'hljs-char': 'string',
  'hljs-link': 'string',
  'hljs-number': 'number',
  'hljs-literal': 'number',
  'hljs-symbol': 'number',
  'hljs-bullet': 'number',
  'hljs-keyword': 'keyword',
  'hljs-operator': 'keyword',
  'hljs-selector-tag': 'keyword',
  'hljs-tag': 'keyword',
  'hljs-name': 'keyword',
  'hljs-section': 'keyword',
  'hljs-title': 'name',
  'hljs-attr': 'name',
  'hljs-attribute': 'name',
  'hljs-property': 'name',
  'hljs-selector-class': 'name',
  'hljs-selector-id': 'name',
  'hljs-variable': 'type',
  'hljs-template-variable': 'type',
  'hljs-type': 'type',
  'hljs-built_in': 'type',
  'hljs-class': 'type',
  'hljs-meta': 'meta',
  'hljs-doctag': 'meta',
  'hljs-addition': 'added',
  'hljs-deletion': 'removed',
};

const lowlight = createLowlight(common);
type Node = ReturnType<typeof lowlight.highlight>['children'][number];

const toneOf = (classes: unknown): Tone | undefined => {
  const names: readonly unknown[] = Array.isArray(classes) ? classes : [];
  for (const name of names) if (typeof name === 'string' && Object.hasOwn(TONES, name)) return TONES[name];
  return undefined;
};

const spansOf = (nodes: readonly Node[], tone: Tone | undefined): readonly Span[] =>
  nodes.flatMap((node) =>
    node.type === 'text'
      ? [{ text: node.value, tone }]
      : node.type === 'element'
        ? spansOf(node.children, toneOf(node.properties.className) ?? tone)
        : [],
  );

/** Splits code into parts by kind; joined, they are the code. undefined: an unknown language. */
export const codeSpans = (language: string, code: string): readonly Span[] | undefined =>
  lowlight.registered(language) ? spansOf(lowlight.highlight(language, code).children, undefined) : undefined;
