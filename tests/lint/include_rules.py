#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""include_rules.py TOP: holds every #include below TOP against tests/lint/include-rules."""

import os
import re
import sys

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def read_rules(path):
    libraries, rules = {}, {}
    with open(path, encoding='utf-8') as file:
        for number, line in enumerate(file, 1):
            line = line.split('#', 1)[0].strip()
            if not line:
                continue
            name, colon, rest = line.partition(':')
            if not colon:
                sys.exit(f'{path}:{number}: no colon')
            if name.startswith('library '):
                libraries[name.split()[1]] = rest.split()
            else:
                rules[name] = re.findall(r'[^\s(]+(?:\([^)]*\))?', rest)
    return libraries, rules


def source_files(top):
    for directory, below, files in os.walk(top):
        below[:] = sorted(d for d in below if not d.startswith('.') and not d.startswith('build'))
        for name in sorted(files):
            if name.endswith(('.c', '.h')):
                yield os.path.relpath(os.path.join(directory, name), top)


def library_of(header, libraries):
    for name, beginnings in libraries.items():
        if any(header.startswith(beginning) for beginning in beginnings):
            return name
    return None


def folder_of(path, rules):
    """The name of the rule for this file, or None."""
    folder = os.path.dirname(path)
    if folder in rules:
        return folder
    while folder:
        if folder + '/*' in rules:
            return folder + '/*'
        folder = os.path.dirname(folder)
    return None


def allowed(header, quoted, path, headers, libraries, rules):
    """None if it is, else why not."""
    folder = folder_of(path, rules)
    if not folder:
        return 'no rule for this folder'
    words = rules[folder]
    if '*' in words:
        return None
    if header.startswith('backcare/'):
        some = [word[:-1].partition('(')[2].split() for word in words if word.startswith('include/backcare(')]
        if folder.startswith('include/') or 'include/backcare/' in words or (some and header[9:] in some[0]):
            return None
        return f'not allowed in {folder}/'
    # The generated headers of Wayland protocols are quoted.
    library = library_of(header, libraries)
    if library:
        return None if library in words else f'{library} is not allowed in {folder}/'
    if quoted:
        homes = headers.get(os.path.basename(header), set())
        if not homes or folder in homes or any(home + '/' in words for home in homes):
            return None  # a header that no folder holds is made by the build
        some = [word[:-1].partition('(')[2].split() for home in homes for word in words if word.startswith(home + '/(')]
        if some and os.path.basename(header) in some[0]:
            return None
        return f'{"/, ".join(sorted(homes))}/ is not allowed in {folder}/'
    for word in words:
        if word == 'libc' or (word.startswith('libc(') and header in word[5:-1].split()):
            return None
    return f'<{header}> is not allowed in {folder}/'


def main():
    top = sys.argv[1]
    libraries, rules = read_rules(os.path.join(top, 'tests/lint/include-rules'))
    files = list(source_files(top))
    headers = {}
    for path in files:
        if path.endswith('.h'):
            headers.setdefault(os.path.basename(path), set()).add(os.path.dirname(path))
    bad = 0
    for path in files:
        with open(os.path.join(top, path), encoding='utf-8') as file:
            for number, line in enumerate(file, 1):
                match = INCLUDE.match(line)
                if not match:
                    continue
                why = allowed(match[2], match[1] == '"', path, headers, libraries, rules)
                if why:
                    print(f'{path}:{number}: {match[2]}: {why}')
                    bad += 1
    if not files:
        print('no source files found')
    return 1 if bad or not files else 0


if __name__ == '__main__':
    sys.exit(main())
