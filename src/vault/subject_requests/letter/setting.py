"""Sets one page with Typst in a process of its own: a program, never imported, so that it loads nothing else.

Reads what to set from standard input and writes the PDF to standard output. What the typesetter keeps of a text for
the next time goes with the process; nothing of a large answer stays in the memory of a server.
"""

import json
import sys


def main() -> int:
    import typst

    task = json.load(sys.stdin)
    try:
        pdf = typst.compile(
            task["template"].encode(),
            format="pdf",
            sys_inputs={"page": task["page"]},
            pdf_standards="ua-1",
            timestamp=task["timestamp"],
            ignore_system_fonts=True,
        )
    except typst.TypstError:
        # Typst quotes the text that it stumbled over, and nothing of a text is told.
        return 1
    sys.stdout.buffer.write(pdf)
    return 0


if __name__ == "__main__":
    sys.exit(main())
