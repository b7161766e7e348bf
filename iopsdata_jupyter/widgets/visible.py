"""Characters that would act on the display instead of being read are shown as their escapes."""

from __future__ import annotations

import re

# Terminal escapes and control characters, and the marks that reorder text, which can make SQL read as
# other SQL. Newline and tab stay; joiners stay, because words of living languages need them.
HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def visible(text: str) -> str:
    """`text` in which control characters and direction marks are written out as their code points."""
    return HIDDEN.sub(lambda match: f"\\u{ord(match[0]):04x}", text.replace("\r\n", "\n"))
