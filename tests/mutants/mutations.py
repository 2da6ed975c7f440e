"""Finds the places of a C++ source that can be mutated, and picks some of them."""
import dataclasses
import hashlib
import re

# Comments, strings and characters; the quote in a number like 1'000 begins no character.
_TEXT = re.compile(r'//[^\n]*|/\*.*?\*/|R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|(?<!\w)\'(?:\\.|[^\'\\\n])+\'', re.DOTALL)
_LEFT_ALONE = re.compile(r"^[ \t]*#[^\n]*(?:\\\n[^\n]*)*|\bstatic_assert\s*\([^;]*;|\btemplate <[^\n]*", re.MULTILINE)
_MOST_NUMBERS = 4  # of a line; what has more is a row of a table, and its numbers come from elsewhere

_OPERATORS = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "==", "&&": "||", "||": "&&",
              "+": "-", "-": "+", "*": "/", "/": "*", "+=": "-=", "-=": "+="}
# The sources are formatted so that what stands between blanks is an operator and no part of a type.
_OPERATOR = re.compile(r"(?<= )(" + "|".join(map(re.escape, sorted(_OPERATORS, key=len, reverse=True))) + r")(?= |$)")
_EXTREME = re.compile(r"(?<=\bstd::)(min|max)(?=[(<])")
_NOT = re.compile(r"!(?=[\w(*])")
_NUMBER = re.compile(r"(?<![\w.'])(?:\d[\d']*\.\d+(?:e[+-]?\d+)?|(?:0|[1-9][\d']*)(?:e[+-]?\d+)?)(?![\w.'])")
_STARTING_VALUE = re.compile(r"(?:^ *| = |\{)(0(?:\.0)?)\}?;")  # of a member, mostly, that is given another before it is read
_CHECK = re.compile(r"\bif \(")
# A call or an assignment that is a line of its own; reserving only saves time.
_STATEMENT = re.compile(r"\s*(?!return\b|throw\b|delete\b|\S*\breserve\()(?:[\w.:]+(?:->[\w.]+)*(?:\[[^\]]*\])*(?:\(.*\)| [-+*/|&]?= .*)"
                        r"|(?:\+\+|--)[\w.]+);")


@dataclasses.dataclass(frozen=True)
class Mutation:
    """One line of one file, and what stands there instead."""
    file: str
    number: int  # of the line, from 0
    line: str
    mutated: str
    repeat: int  # how many of the lines before are the same

    @property
    def key(self):
        """Names it as long as its line stays as it is, wherever in the file that is."""
        return (self.file, self.line.strip(), self.mutated.strip(), self.repeat)


def masked(source):
    """Returns `source` with blanks for all that is not mutated; every character stands where it stood."""
    def blank(found):
        return re.sub(r"[^\n]", " ", found.group())
    return _LEFT_ALONE.sub(blank, _TEXT.sub(blank, source))


def _numbers_instead(text):
    text = text.replace("'", "")
    if "." in text or "e" in text:
        return [repr(2.0 * float(text)), "0.0"] if float(text) else ["1.0"]
    return [str(int(text) + 1), str(int(text) - 1)] if int(text) else ["1"]


def _closing(text, opening):
    """Returns where the parenthesis that opens there is closed on this line, or None."""
    depth = 0
    for at in range(opening, len(text)):
        depth += {"(": 1, ")": -1}.get(text[at], 0)
        if depth == 0:
            return at
    return None


def _changes(code, begins_statement):
    """Yields of a masked line (begin, end, text instead), each a mutation."""
    for found in _OPERATOR.finditer(code):
        yield found.start(), found.end(), _OPERATORS[found.group()]
    for found in _EXTREME.finditer(code):
        yield found.start(), found.end(), "max" if found.group() == "min" else "min"
    for found in _NOT.finditer(code):
        yield found.start(), found.end(), ""
    numbers = list(_NUMBER.finditer(code))
    starting = {found.start(1) for found in _STARTING_VALUE.finditer(code)}
    for found in numbers if len(numbers) <= _MOST_NUMBERS else []:
        if found.start() not in starting:
            for number in _numbers_instead(found.group()):
                yield found.start(), found.end(), number
    for found in _CHECK.finditer(code):
        closing = _closing(code, found.end() - 1)
        if closing and ";" not in code[found.end():closing] and " = " not in code[found.end():closing]:
            yield found.end(), closing, "false"
    if begins_statement and _STATEMENT.fullmatch(code):
        yield len(code) - len(code.lstrip()), len(code), ";"


def mutations_of(file, source):
    """Returns all mutations of a source, in its order."""
    found, seen, before = [], {}, ";"
    for number, (line, code) in enumerate(zip(source.split("\n"), masked(source).split("\n"))):
        code = code.rstrip()
        repeat = seen[line.strip()] = seen.get(line.strip(), -1) + 1
        for begin, end, instead in _changes(code, before[-1] in ";{}"):
            found.append(Mutation(file, number, line, line[:begin] + instead + line[end:], repeat))
        before = code or before
    return list({mutation.key: mutation for mutation in found}.values())


def mutate(source, mutation):
    lines = source.split("\n")
    assert lines[mutation.number] == mutation.line
    lines[mutation.number] = mutation.mutated
    return "\n".join(lines)


def _order(mutation, seed):
    return hashlib.sha256(repr((seed, mutation.key)).encode()).digest()


def pick(mutations, number, seed):
    """Returns `number` of them, the same for the same seed, in the order of the files.

    Each file has one, and of the rest a share by what there is to mutate in it.
    """
    files = {}
    for mutation in mutations:
        files.setdefault(mutation.file, []).append(mutation)
    ranked = []
    for of_file in files.values():
        of_file.sort(key=lambda mutation: _order(mutation, seed))
        ranked += [(rank / len(of_file), _order(mutation, seed), mutation) for rank, mutation in enumerate(of_file)]
    ranked.sort(key=lambda one: one[:2])
    return sorted((mutation for _, _, mutation in ranked[:number]), key=lambda mutation: (mutation.file, mutation.number))
