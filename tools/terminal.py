# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Draw what the demo prints, as a picture of a terminal.

    sh demo.sh | python3 tools/terminal.py > docs/images/demo.svg

One system's play is drawn whole and the table at the end; the plays between are one line.
Standard library only.
"""

from __future__ import annotations

import re
import sys
from xml.sax.saxutils import escape

COLUMNS, CHARACTER, LINE, MARGIN = 80, 8.4, 19, 18  # a character is 14 pixels high
SHOWN = "Commvault"
# As ansible-playbook colours its lines.
COLOURS = {
    "ok": "#7ee787",
    "changed": "#e3c04f",
    "PLAY": "#ffffff",
    "$": "#8fb8ff",
    "": "#c9d1d9",
}


def plays(text: str) -> list[list[str]]:
    """The lines of each play, its head first; the recap is the last."""
    found: list[list[str]] = []
    for line in text.splitlines():
        if line.startswith("PLAY "):
            found.append([])
        if found and line.strip():
            found[-1].append(line.rstrip())
    return found


def chosen(text: str) -> list[str]:
    """The lines of the picture.

    :raises SystemExit: this is no output of the demo, or it did not end well.
    """
    found = plays(text)
    if not found or not any("failed=0 " in line for line in found[-1]):
        sys.exit("terminal: this is no output of a demo that ended well")
    lines, left = ["$ sh demo.sh"], 0
    for play in found[1:]:
        if not (SHOWN in play[0] or play[0].startswith(("PLAY [What", "PLAY RECAP"))):
            left += 1
            continue
        if left:
            lines += ["", f"... {left} other systems likewise ..."]
        lines += ["", *map(narrow, _without_the_folder(play))]
        left = 0
    return lines


def narrow(line: str) -> str:
    """The recap is wider than the picture: its words stay, the room between them goes."""
    return re.sub(r" {2,}", " ", line) if line.startswith("localhost ") else line


def _without_the_folder(lines: list[str]) -> list[str]:
    """Leave out the task that tidies up."""
    kept, skip = [], False
    for line in lines:
        if line.startswith("TASK "):
            skip = "[Remove the folder" in line
        if not skip:
            kept.append(line)
    return kept


def colour(line: str, before: str) -> str:
    """The colour of a line; what belongs to the line above has its colour."""
    word = re.match(r"ok|changed|PLAY|\$|", line)
    found = COLOURS[word[0] if word else ""]
    if line.startswith("localhost"):
        return COLOURS["ok"]
    return before if line.startswith((" ", "}")) else found


def draw(lines: list[str]) -> str:
    """The picture. Each line has its length written down, so that columns stand below each other in
    any font.
    """
    width, height = COLUMNS * CHARACTER + 2 * MARGIN, len(lines) * LINE + 2 * MARGIN + 26
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height}" role="img"'
        ' aria-labelledby="t" font-size="14"'
        ' font-family="DejaVu Sans Mono, Menlo, Consolas, monospace">',
        "<!-- Written by tools/terminal.py: sh demo.sh | python3 tools/terminal.py -->",
        '<title id="t">What sh demo.sh prints</title>',
        f'<rect width="{width:g}" height="{height}" rx="10" fill="#10161d" stroke="#58646f"/>',
    ]
    for number, dot in enumerate(("#f0645a", "#e3b341", "#57c15f")):
        parts.append(f'<circle cx="{20 + 20 * number}" cy="18" r="6" fill="{dot}"/>')
    fill, row = "", MARGIN + 36
    for line in lines:
        fill = colour(line, fill)
        if line.strip():
            text = line[:COLUMNS].rstrip()
            length = f'textLength="{len(text) * CHARACTER:g}" lengthAdjust="spacingAndGlyphs"'
            parts.append(
                f'<text x="{MARGIN}" y="{row}" fill="{fill}" xml:space="preserve" {length}>'
                f"{escape(text)}</text>"
            )
        row += LINE
    return "\n".join([*parts, "</svg>", ""])


if __name__ == "__main__":
    sys.stdout.write(draw(chosen(sys.stdin.read())))
