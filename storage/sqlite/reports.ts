import type { Reports } from '../ports/reports.ts';
import { changesHandling, decideReport, reportFact } from '../rules/report.ts';
import {
  ADD_REPORTS,
  authorInputs,
  HANDLE_REPORTS,
  PRUNE_REPORTS,
  READ_AUTHORS,
  READ_REPORTS,
  REPORT_READS,
  reportRows,
} from '../sql/reports.ts';
import { rowWrite } from '../sql/statements.ts';
import type { Connection } from './connection.ts';

/** What people told the administrators of. */
export const createReports = ({ driver, read, write }: Connection): Reports => ({
  addReport: ({ id, conversationId, reporter, reason, messages }, at) =>
    write(() => {
      const [member] = driver.read(REPORT_READS.members, [[conversationId, reporter]]);
      const outcome = decideReport(member?.account, driver.read(REPORT_READS.known, [[id]])[0]);
      if (outcome !== 'added' || member === undefined) return outcome;
      const { account, conversation } = member;
      driver.write([
        rowWrite(ADD_REPORTS, [[id, account, conversation, reason, JSON.stringify(messages), at]]),
        rowWrite(PRUNE_REPORTS, [[]]),
      ]);
      return outcome;
    }),
  reports: () =>
    read(() => {
      const reports = driver.read(READ_REPORTS, [[]]);
      const authors = driver.read(READ_AUTHORS, authorInputs(reports));
      return reportRows(reports, authors).map(({ row, authorOf }) => reportFact(row, authorOf));
    }),
  handleReport: (id, by, handled, at) =>
    write(() => {
      const [who] = driver.read(REPORT_READS.accounts, [[by]]);
      const [known] = driver.read(REPORT_READS.known, [[id]]);
      if (known === undefined || who === undefined) return false;
      if (changesHandling({ handledAt: known.handled_at }, handled))
        driver.write([rowWrite(HANDLE_REPORTS, [handled ? [at, who.number, id] : [null, null, id]])]);
      return true;
    }),
});
