#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""tally.py FILE...: counts single tests in meson's testlog.json files and in .tap files.

Prints every test that failed or was skipped, and last "N passed, N failed, N skipped". A program that
died, ran out of time or broke its plan counts as one failure more than it reported itself."""

import json
import re
import sys

LINE = re.compile(r'^(not )?ok\b\s*(?:\d+\s*)?(?:-\s*)?([^#]*)(?:#\s*(\S+)\s*(.*))?')
PLAN = re.compile(r'^1\.\.(\d+)')


class Tally:
    def __init__(self):
        self.passed = self.failed = self.skipped = 0

    def fail(self, where, what):
        self.failed += 1
        print(f'failed: {where}: {what}')

    def skip(self, where, what):
        self.skipped += 1
        print(f'skipped: {where}: {what}')

    def tap(self, where, text, died):
        """Counts the lines of one program; 'died' says why its end was bad, or is None."""
        seen, failed_before, plan = 0, self.failed, None
        for line in text.splitlines():
            plan_match, match = PLAN.match(line), LINE.match(line)
            if plan_match:
                plan = int(plan_match[1])
                if plan == 0 and 'skip' in line.lower():
                    self.skip(where, line.partition('#')[2].strip())
            if not match:
                continue
            seen += 1
            name, directive = match[2].strip(), (match[3] or '').upper()
            if directive.startswith('SKIP'):
                self.skip(where, f'{name}: {match[4]}')
            elif match[1] and directive != 'TODO':
                self.fail(where, name)
            else:
                self.passed += 1
        if plan is None:
            self.fail(where, died or 'ended without a plan')
        elif plan != seen:
            self.fail(where, f'{seen} of {plan} planned tests reported')
        elif died and self.failed == failed_before:
            self.fail(where, died)

    def meson(self, path):
        with open(path, encoding='utf-8') as file:
            for line in file:
                entry = json.loads(line)
                name, result = entry['name'], entry['result']
                text = entry.get('stdout', '')
                if re.search(r'^(not )?ok\b|^1\.\.\d', text, re.M):
                    self.tap(name, text, None if result in ('OK', 'SKIP') else result.lower())
                elif result == 'OK':
                    self.passed += 1
                elif result == 'SKIP':
                    self.skip(name, text.strip() or 'no reason given')
                else:
                    self.fail(name, result.lower())


def main():
    tally = Tally()
    for path in sys.argv[1:]:
        if path.endswith('.json'):
            tally.meson(path)
        else:
            with open(path, encoding='utf-8', errors='replace') as file:
                tally.tap(path.rpartition('/')[2].removesuffix('.tap'), file.read(), None)
    print(f'{tally.passed} passed, {tally.failed} failed, {tally.skipped} skipped')


if __name__ == '__main__':
    main()
