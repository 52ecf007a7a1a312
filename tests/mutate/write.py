# SPDX-License-Identifier: Apache-2.0
"""Writes core's sources with switchable mutants in them, by clang's own syntax tree.

A mutant changes an operator, a condition (always, never), a number (one more), or leaves out a
statement. Each is a choice made when the program runs: `(HF_M(7) ? (a <= b) : (a < b))`. Macros are
left as they are, assertions above all; so is what must be constant."""
from clang import cindex
from clang.cindex import CursorKind as Kind

SWAPS = {"==": "!=", "!=": "==", "<": "<=", "<=": "<", ">": ">=", ">=": ">", "&&": "||",
         "||": "&&", "+": "-", "-": "+", "*": "+", "/": "*", "%": "/", "&": "|", "|": "&",
         "<<": ">>", ">>": "<<"}
POINTERS = (cindex.TypeKind.POINTER, cindex.TypeKind.CONSTANTARRAY,
            cindex.TypeKind.INCOMPLETEARRAY, cindex.TypeKind.VARIABLEARRAY)
BODIES = (Kind.COMPOUND_STMT, Kind.CASE_STMT, Kind.DEFAULT_STMT, Kind.IF_STMT, Kind.FOR_STMT,
          Kind.WHILE_STMT, Kind.DO_STMT)
CONDITIONS = {Kind.IF_STMT: 0, Kind.WHILE_STMT: 0, Kind.CONDITIONAL_OPERATOR: 0, Kind.DO_STMT: 1}


class Writer:
    """One source file: its text, its places that are macros, its mutants so far."""

    def __init__(self, path, arguments, first):
        self.path = path
        self.bytes = path.read_bytes()
        self.number = first
        self.mutants = []  # (number, line, original, mutated)
        options = cindex.TranslationUnit.PARSE_DETAILED_PROCESSING_RECORD
        self.unit = cindex.Index.create().parse(str(path), args=arguments, options=options)
        wrong = [d for d in self.unit.diagnostics if d.severity >= cindex.Diagnostic.Error]
        if wrong:
            raise SystemExit(f"mutate: {path}: {wrong[0]}")
        self.macros = [(c.extent.start.offset, c.extent.end.offset)
                       for c in self.unit.cursor.get_children()
                       if c.kind == Kind.MACRO_INSTANTIATION and self.is_here(c)
                       and b"(" in self.bytes[c.extent.start.offset:c.extent.end.offset]]
        self.edits = []  # (begin, end, text before, text behind)

    def is_here(self, cursor):
        file = cursor.location.file
        return file is not None and file.name == str(self.path)

    def text(self, begin, end):
        return self.bytes[begin:end].decode()

    def is_free(self, cursor):
        """Is it written here, outside of macros with arguments?"""
        begin, end = cursor.extent.start.offset, cursor.extent.end.offset
        return begin < end and all(end <= b or e <= begin or
                                   (begin <= b and e <= end and (begin, end) != (b, e))
                                   for b, e in self.macros)

    def add(self, cursor, mutated, form):
        """form(number, original) gives what stands before and behind the original."""
        begin, end = cursor.extent.start.offset, cursor.extent.end.offset
        self.number += 1
        original = " ".join(self.text(begin, end).split())
        self.mutants.append((self.number, cursor.extent.start.line, original, mutated))
        before, behind = form(self.number)
        self.edits.append((begin, end, before, behind))

    def expression(self, cursor, mutated):
        self.add(cursor, " ".join(mutated.split()),
                 lambda n: (f"(HF_M({n}) ? ({mutated}) : (", "))"))

    def operator(self, cursor):
        left, right = list(cursor.get_children())[:2]
        between = (left.extent.end.offset, right.extent.start.offset)
        name = self.text(*between).strip()
        if name not in SWAPS or any(c.type.get_canonical().kind in POINTERS for c in (left, right)
                                    ) and name not in ("==", "!=", "<", "<=", ">", ">="):
            return
        self.expression(cursor, self.text(left.extent.start.offset, between[0]) + " " +
                        SWAPS[name] + " " +
                        self.text(between[1], right.extent.end.offset))

    def condition(self, cursor):
        for mutated in ("1", "0"):
            self.expression(cursor, mutated)

    def statement(self, cursor):
        """A call or an assignment that stands alone."""
        is_call = cursor.kind == Kind.CALL_EXPR
        is_assignment = cursor.kind == Kind.COMPOUND_ASSIGNMENT_OPERATOR or (
            cursor.kind == Kind.BINARY_OPERATOR and cursor.spelling in ("=", "")
            and self.is_assignment(cursor))
        is_step = cursor.kind == Kind.UNARY_OPERATOR
        if is_call or is_assignment or is_step:
            self.add(cursor, "left out", lambda n: (f"(HF_M({n}) ? (void)0 : (void)(", "))"))

    def is_assignment(self, cursor):
        left, right = list(cursor.get_children())[:2]
        return self.text(left.extent.end.offset, right.extent.start.offset).strip() == "="

    def visit(self, cursor, parent):
        kind = cursor.kind
        if kind in (Kind.VAR_DECL,) and cursor.storage_class == cindex.StorageClass.STATIC:
            return
        children = list(cursor.get_children())
        if not self.is_free(cursor) or kind == Kind.CXX_UNARY_EXPR:  # sizeof: nothing runs
            return
        if kind == Kind.BINARY_OPERATOR and len(children) == 2:
            self.operator(cursor)
        if kind == Kind.INTEGER_LITERAL:
            extent = cursor.extent
            literal = self.text(extent.start.offset, extent.end.offset)
            self.expression(cursor, "false" if literal == "true" else f"{literal} + 1")
        if parent.kind in BODIES and kind.is_expression() and cursor in self.bodies(parent):
            self.statement(cursor)
        if kind in CONDITIONS and self.is_free(children[CONDITIONS[kind]]):
            self.condition(children[CONDITIONS[kind]])
        for i, child in enumerate(children):
            if kind == Kind.CASE_STMT and i == 0:
                continue  # must be constant
            if kind in (Kind.VAR_DECL, Kind.COMPOUND_LITERAL_EXPR) and \
                    cursor.type.kind in POINTERS and child.kind != Kind.INIT_LIST_EXPR:
                continue  # an array's length
            self.visit(child, cursor)

    @staticmethod
    def bodies(parent):
        """The children that are statements of their own."""
        children = list(parent.get_children())
        if parent.kind == Kind.COMPOUND_STMT:
            return children
        if parent.kind == Kind.IF_STMT:
            return children[1:]
        if parent.kind == Kind.DO_STMT:
            return children[:1]
        return children[-1:]

    def write(self, target):
        for cursor in self.unit.cursor.get_children():
            if (cursor.kind == Kind.FUNCTION_DECL and cursor.is_definition()
                    and self.is_here(cursor)):
                body = list(cursor.get_children())[-1]
                for child in body.get_children():
                    self.visit(child, body)
        opens, closes = {}, {}
        # Of two that begin or end together the longer one, then the one found first, is outside.
        for order, (begin, end, before, behind) in enumerate(self.edits):
            opens.setdefault(begin, []).append((-(end - begin), order, before))
            closes.setdefault(end, []).append((end - begin, -order, behind))
        out, at = [], 0
        for place in sorted(set(opens) | set(closes)):
            out.append(self.text(at, place))
            out += [text for _, _, text in sorted(closes.get(place, []))]
            out += [text for _, _, text in sorted(opens.get(place, []))]
            at = place
        out.append(self.text(at, len(self.bytes)))
        text = f'#include "mutant.h"\n#line 1 "{self.path.name}"\n' + "".join(out)
        if not target.exists() or target.read_text(encoding="utf-8") != text:
            target.write_text(text, encoding="utf-8")  # else there is nothing to compile
        return self.mutants


def write_all(core, folder, arguments):
    """{number: (file, line, original, mutated)}; the sources go to the folder."""
    mutants, number = {}, 0
    folder.mkdir(parents=True, exist_ok=True)
    for path in sorted(core.glob("*.c")):
        for number, line, original, mutated in Writer(path, arguments, number).write(
                folder / path.name):
            mutants[number] = (f"core/{path.name}", line, original, mutated)
    return mutants
