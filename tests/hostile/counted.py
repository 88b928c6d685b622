"""Modules of the program whose steps are counted, place by place: what is called, cut, compared, put together, gone through.

What C does in one call (a text cut, searched, joined) counts as many steps as characters or entries are touched; regular
expressions are counted by `counted_re`. No time is taken: the same input makes the same counts on any machine.
"""

from __future__ import annotations

import ast
import builtins
import sys
from collections import Counter, deque
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from types import BuiltinFunctionType, ModuleType
from typing import Any

import counted_re

# Of these calls no one looks at every character or entry of what it is given.
_AT_ONCE = frozenset(
    (
        *(
            "len",
            "isinstance",
            "issubclass",
            "getattr",
            "hasattr",
            "id",
            "iter",
            "next",
            "zip",
            "enumerate",
            "reversed",
        ),
        *(
            "map",
            "filter",
            "range",
            "bool",
            "ord",
            "chr",
            "hash",
            "type",
            "append",
            "add",
            "pop",
            "popleft",
            "appendleft",
        ),
        *(
            "get",
            "setdefault",
            "items",
            "values",
            "keys",
            "__new__",
            "callable",
            "repr",
            "float",
            "int",
            "date",
            "abs",
        ),
    )
)
_SEARCHES = frozenset(("find", "rfind", "index", "count", "rindex"))
_SIZED = (str, bytes, list, tuple, dict, set, frozenset, deque)


class Counting:
    """Counts by place: a line of a module, or a pattern."""

    def __init__(self, floors: tuple[str, ...], left: frozenset[str]) -> None:
        self.counts: Counter[str] = Counter()
        self.total = 0  # of all runs
        self._floors, self._left = floors, left
        self._modules: dict[str, ModuleType] = {}
        self._re = counted_re.Module(self._add_pattern)
        self._helpers: dict[str, Callable[..., Any]] = {
            "counted_step": self._step,
            "counted_call": self._call,
            "counted_cut": self._cut,
            "counted_plus": self._plus,
            "counted_in": self._in,
            "counted_made": self._made,
        }

    def of(self, run: Callable[[], Any]) -> Counter[str]:
        """The counts of one run."""
        self.counts = Counter()
        run()
        self.total += self.counts.total()
        return self.counts

    def module(self, name: str) -> ModuleType:
        """A module of the program, with everything of ours that it imports, as a copy that is counted."""
        if name not in self._modules:
            spec = find_spec(name)
            assert spec is not None and spec.origin is not None
            source = Path(spec.origin).read_text(encoding="utf-8")
            tree = ast.fix_missing_locations(_Counted(name).visit(ast.parse(source)))
            made = ModuleType(f"counted {name}")
            sys.modules[made.__name__] = made
            made.__dict__.update(self._helpers)
            made.__dict__["__builtins__"] = {**vars(builtins), "__import__": self._import}
            exec(compile(tree, spec.origin, "exec"), made.__dict__)
            self._modules[name] = made
        return self._modules[name]

    def _import(self, name: str, *rest: Any) -> Any:
        if name == "re":
            return self._re
        if (
            name.startswith(self._floors)
            and name not in self._left
            and find_spec(name).submodule_search_locations is None
        ):  # type: ignore[union-attr]
            return self.module(name)
        return __import__(name, *rest)

    # ------------------------------------------------------------ what the copies call

    def _add_pattern(self, pattern: str, steps: int) -> None:
        self.counts[f"re {pattern}"] += steps

    def _step(self, place: str) -> bool:
        self.counts[place] += 1
        return True

    def _call(self, place: str, called: Any, /, *args: Any, **named: Any) -> Any:
        made = called(*args, **named)
        self.counts[place] += 1 + _touched(called, args, made)
        return made

    def _cut(self, place: str, whole: Any, part: Any) -> Any:
        made = whole[part]
        self.counts[place] += 1 + (len(made) if isinstance(part, slice) else 0)
        return made

    def _plus(self, place: str, left: Any, right: Any) -> Any:
        return self._made(place, left + right)

    def _in(self, place: str, entry: Any, whole: Any) -> bool:
        self.counts[place] += 1 + (len(whole) if isinstance(whole, (str, list, tuple, deque)) else 0)
        return entry in whole

    def _made(self, place: str, made: Any) -> Any:
        self.counts[place] += 1 + (len(made) if isinstance(made, _SIZED) else 0)
        return made


def _touched(called: Any, args: tuple[Any, ...], made: Any) -> int:
    """How many characters or entries a call of something written in C looks at."""
    own = getattr(called, "__self__", None)
    in_c = isinstance(called, BuiltinFunctionType) or called in (
        list,
        tuple,
        set,
        frozenset,
        dict,
        str,
        Counter,
        deque,
    )
    name = getattr(called, "__name__", "")
    if not in_c or isinstance(own, type):
        return 0
    if name == "pop" and isinstance(own, list) and args:
        return len(own)
    if name in _AT_ONCE:
        return 0
    if name in ("startswith", "endswith"):
        return len(args[0])
    if name in _SEARCHES and isinstance(own, str):
        start, stop, _ = slice(*args[1:3]).indices(len(own)) if len(args) > 1 else (0, len(own), 1)
        return (made - start if name in ("find", "index") and made >= 0 else max(0, stop - start)) + len(
            args[0]
        )
    touched = sum(len(each) for each in (own, *args, made) if isinstance(each, _SIZED))
    if name in ("extend", "update", "appendleft"):  # what is there already isn't looked at
        touched = sum(len(each) for each in args if isinstance(each, _SIZED))
    return touched


class _Counted(ast.NodeTransformer):
    """A module's syntax tree with a count at each place where something is done."""

    def __init__(self, name: str) -> None:
        self._name = name

    def _helper(self, name: str, at: Any, *args: ast.expr, **more: Any) -> ast.Call:
        place = ast.Constant(f"{self._name}:{at.lineno}")
        made = ast.Call(ast.Name(name, ast.Load()), [place, *args], more.get("keywords", []))
        return ast.copy_location(made, at)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.func, ast.Name) and node.func.id == "super":
            return node
        return self._helper("counted_call", node, node.func, *node.args, keywords=node.keywords)

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        self.generic_visit(node)
        if not isinstance(node.ctx, ast.Load) or not isinstance(node.slice, ast.Slice):
            return node
        ends = [end or ast.Constant(None) for end in (node.slice.lower, node.slice.upper, node.slice.step)]
        part = ast.Call(ast.Name("slice", ast.Load()), ends, [])
        return self._helper("counted_cut", node, node.value, part)

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        return (
            self._helper("counted_plus", node, node.left, node.right)
            if isinstance(node.op, ast.Add)
            else node
        )

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        """Into a variable only what is new is copied; into an attribute all of a text is."""
        self.generic_visit(node)
        if isinstance(node.op, ast.Add) and isinstance(node.target, ast.Name):
            node.value = self._helper("counted_made", node, node.value)
        return node

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        self.generic_visit(node)
        if len(node.ops) != 1 or not isinstance(node.ops[0], (ast.In, ast.NotIn)):
            return node
        found = self._helper("counted_in", node, node.left, node.comparators[0])
        return (
            found
            if isinstance(node.ops[0], ast.In)
            else ast.copy_location(ast.UnaryOp(ast.Not(), found), node)
        )

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.AST:
        self.generic_visit(node)
        return self._helper("counted_made", node, node)

    def visit_FormattedValue(self, node: ast.FormattedValue) -> ast.AST:
        node.value = self.visit(node.value)
        return node  # what stands behind the colon is left as it is

    def visit_For(self, node: ast.For) -> ast.AST:
        self.generic_visit(node)
        node.body.insert(0, ast.copy_location(ast.Expr(self._helper("counted_step", node)), node))
        return node

    def visit_While(self, node: ast.While) -> ast.AST:
        self.generic_visit(node)
        node.body.insert(0, ast.copy_location(ast.Expr(self._helper("counted_step", node)), node))
        return node

    def visit_comprehension(self, node: ast.comprehension) -> ast.AST:
        self.generic_visit(node)
        node.ifs.insert(0, self._helper("counted_step", node.iter))
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        if node.value:
            node.value = self.visit(node.value)
        return node  # annotations aren't run

    def visit_arguments(self, node: ast.arguments) -> ast.AST:
        node.defaults = [self.visit(each) for each in node.defaults]
        return node
