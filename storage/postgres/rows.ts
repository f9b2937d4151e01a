import pg from 'pg';

/** Numbers that PostgreSQL would send as texts because they may be larger than a double holds; ours are not. */
const OID = { bytes: 17, bigint: 20, numeric: 1700 } as const;

/** Rows as SQLite gives them: numbers, texts and bytes. */
export const ROW_TYPES = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') => {
    if (oid === OID.bigint || oid === OID.numeric) return Number;
    if (oid === OID.bytes) return (text: string) => new Uint8Array(Buffer.from(text.slice(2), 'hex'));
    return pg.types.getTypeParser(oid, format);
  },
};
