/**
 * Parts of Yjs that our documents cannot hold: they are flat maps, and texts without formats, which are written, read as
 * strings and emptied. Each is cut from one line to before another.
 */
const UNUSED = [
  // What changed in a text, and formatting.
  ['  get delta () {\n    if (this._delta === null) {\n      const y =', '}\n\n/**\n * Type that represents text'],
  ['  applyDelta (', '  insert (index, text, attributes) {'],
  ['  insertEmbed (', '  delete (index, length) {'],
  ['  format (index', '  _write (encoder) {\n    encoder.writeTypeRef(YTextRefID)'],
  // Markup: an element of it, should one come, is kept and passed on as it is.
  ['class YXmlTreeWalker', 'class AbstractStruct'],
] as const;

/** Half of lib0, to write to the console in colours. */
const LOGGING = /import \* as logging from .lib0.logging.;/;
const CHANGED = 'Yjs is not written as it was.';

const INSTEAD = `
const logging = { print: (...said) => console.log(...said.filter(Boolean)), warn: console.warn };
class YXmlFragment extends YArray {
  constructor (ref = YXmlFragmentRefID, key = undefined) { super(); this.ref = ref; this.key = key; }
  _copy () { return new YXmlFragment(this.ref, this.key) }
  _write (encoder) {
    encoder.writeTypeRef(this.ref);
    if (this.key !== undefined) encoder.writeKey(this.key);
  }
}
const YXmlElement = YXmlFragment, YXmlHook = YXmlFragment, YXmlText = YXmlFragment, YXmlEvent = YEvent;
const readYXmlFragment = () => new YXmlFragment();
const readYXmlElement = decoder => new YXmlFragment(YXmlElementRefID, decoder.readKey());
const readYXmlHook = decoder => new YXmlFragment(YXmlHookRefID, decoder.readKey());
const readYXmlText = () => new YXmlFragment(YXmlTextRefID);
`;

/** Yjs without what our documents cannot hold. @param code its module, as it is published */
export const cutYjs = (code: string): string => {
  let less = code.replace(LOGGING, '');
  if (less === code) throw new Error(CHANGED);
  for (const [from, to] of UNUSED) {
    const begins = less.indexOf(from);
    const ends = less.indexOf(to, begins);
    if (begins < 0 || ends < 0) throw new Error(CHANGED);
    less = less.slice(0, begins) + less.slice(ends);
  }
  return less.replace('class AbstractStruct', `${INSTEAD}class AbstractStruct`);
};
