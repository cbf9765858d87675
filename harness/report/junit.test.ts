import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { junitReport } from './junit.ts';
import { clause, documentSaying, refutedDocument, verdictDocument } from './testing/documents.ts';
import { forbidden, hostileText } from './testing/hostile-text.ts';
import { xmlProblem } from './testing/xml-problem.ts';

const waived = { reason: 'the fix is merged', expires: '2027-01-31' };

describe('a clause', () => {
  test('that is proven passes', () => {
    expect(junitReport(verdictDocument())).toContain(
      '    <testcase name="USED-2: the sentence of USED-2" classname="kalshi-limit-order"/>\n',
    );
  });

  test('that is refuted is a failure, with what is wrong and every finding', () => {
    expect(junitReport(refutedDocument())).toContain(
      [
        '    <testcase name="USED-2: the sentence of USED-2" classname="kalshi-limit-order">',
        '      <failure message="the served action is not the model&apos;s" type="REFUTED">',
        '        violations: 4012',
        '        the served action is not the model&apos;s (call 17, row 0): expected action 3 (BUY_YES_20); seen action 0 (HOLD), used_trained_model true',
        '        the served action is not the model&apos;s (call 17, row 0): expected action 3 (BUY_YES_20); seen action 0 (HOLD), used_trained_model true',
        '      </failure>',
        '    </testcase>',
        '',
      ].join('\n'),
    );
  });

  test('that is unproven is an error, never a pass', () => {
    expect(junitReport(refutedDocument())).toContain('      <error message="nothing was examined" type="UNPROVEN"/>\n');
  });

  test('that was not asked is skipped', () => {
    expect(junitReport(verdictDocument())).toContain(
      '<testcase name="SWAP-1: the sentence of SWAP-1" classname="kalshi-limit-order">\n      <skipped message="not asked"/>\n',
    );
  });

  test.each([
    ['REFUTED', 'it is &lt;wrong&gt;'],
    ['UNPROVEN', 'nothing was examined'],
  ] as const)('that is %s and waived is skipped, with the reason of the waiver', (verdict, wrong) => {
    const finding = { clause: 'FEAT-2', about: 'it is <wrong>', expected: 'a', seen: 'b' } as const;
    const changed = [
      clause('FEAT-2', { verdict, waived, findings: [finding], reason: 'nothing was examined', violations: 1 }),
    ];
    const report = junitReport(verdictDocument({ changed }));
    expect(report).toContain(
      `      <skipped message="waived until 2027-01-31: the fix is merged (${verdict}: ${wrong})">\n`,
    );
    expect(report).toMatch(/^<testsuites [^>]*failures="0" errors="0" skipped="30"/m);
  });

  test('that is waived without need passes', () => {
    expect(junitReport(verdictDocument({ changed: [clause('FEAT-2', { waived })] }))).toBe(
      junitReport(verdictDocument()),
    );
  });
});

describe('the tables of a clause', () => {
  const tables = [
    {
      title: 'sizes',
      columns: ['tier', 'seen'],
      rows: [
        ['target', '<12>'],
        ['veto', '\u001b[2J'],
      ],
    },
  ];

  test('stand in the test case that is proven, in columns and escaped', () => {
    expect(junitReport(verdictDocument({ changed: [clause('USED-2', { tables })] }))).toContain(
      [
        '    <testcase name="USED-2: the sentence of USED-2" classname="kalshi-limit-order">',
        '      <system-out>',
        '        USED-2: sizes',
        '          tier    seen',
        '          target  &lt;12&gt;',
        '          veto    \\x1b[2J',
        '      </system-out>',
        '    </testcase>',
        '',
      ].join('\n'),
    );
  });

  test('stand behind what is wrong where it is not', () => {
    const changed = [clause('USED-2', { verdict: 'UNPROVEN', reason: 'too few', tables })];
    const report = junitReport(verdictDocument({ changed }));
    expect(report).toMatch(/<error message="too few" type="UNPROVEN"\/>\n {6}<system-out>\n {8}USED-2: sizes\n/);
    expect(xmlProblem(report)).toBeUndefined();
  });
});

describe('the report', () => {
  test('counts its test cases, over all and by group', () => {
    const report = junitReport(refutedDocument());
    expect(report).toContain(
      '<testsuites name="assay kalshi-limit-order" tests="55" failures="2" errors="1" skipped="29" time="21.43">\n',
    );
    expect(report).toContain(
      '  <testsuite name="SEEN" tests="2" failures="0" errors="1" skipped="0" timestamp="2026-01-15T06:19:49.000Z">\n',
    );
    expect(report.match(/<testcase /g)).toHaveLength(55);
  });

  test('names the run by its properties', () => {
    const report = junitReport(
      refutedDocument({ waivers: [{ clause: 'SIZE', ...waived }], expiredWaivers: [{ clause: 'TIME', ...waived }] }),
    );
    for (const [name, value] of [
      ['seed', '42'],
      ['contract', 'kalshi-limit-order'],
      ['stack', 'embedded'],
      ['fault', 'three-of-eighteen'],
      ['evidence', '/srv/models/assay-evidence/kalshi-limit-order-20260115-061949-42'],
      ['digest', '9c1185a5c5e9fc54612808977ee8f548b2258d31e4f2c1b3d4a5968778695a4b'],
      ['artifact', '5db6d24a138ba7e0609a71bf6a4d24b43d377386e63bb3a41369b3ea52d58941'],
      ['diagnosis', 'explained 1000/1000: features 3..18 are zero-filled'],
      ['waiver of SIZE', 'until 2027-01-31: the fix is merged'],
      ['expired waiver of TIME', 'until 2027-01-31: the fix is merged'],
    ]) {
      expect(report).toContain(`      <property name="${name}" value="${value}"/>\n`);
    }
  });

  test('has an error where nothing was proven and no clause says so', () => {
    const { clauses } = verdictDocument();
    const changed = clauses.map(({ id }) => clause(id, { verdict: 'NOT ASKED' }));
    const report = junitReport(verdictDocument({ changed }));
    expect(report).toMatch(/^<testsuites [^>]*tests="56" failures="0" errors="1" skipped="55"/m);
    expect(report).toContain(
      '<error message="nothing that was asked and is not waived could be proven" type="UNPROVEN"/>',
    );
  });

  test('is well-formed, whatever the stack said', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const report = junitReport(documentSaying(text));
        expect(xmlProblem(report)).toBeUndefined();
        expect(report.replaceAll('\n', '')).not.toMatch(forbidden);
      }),
    );
  });
});
