"""Small changes to a solution, each of which a good grader notices."""

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeGuard

_COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}


@dataclass(frozen=True)
class Mutant:
    """A changed program; `change` tells what stood there and what stands there now."""

    line: int
    change: str
    source: str


def mutants(source: str) -> Iterator[Mutant]:
    """Every program that differs from `source` in one place."""
    tree = ast.parse(source)
    # What an exception says is free in every contract.
    free = {id(inner) for node in ast.walk(tree) if isinstance(node, ast.Raise) for inner in ast.walk(node)}
    free -= {id(node) for node in ast.walk(tree) if isinstance(node, ast.Raise)}
    free |= {id(node.value) for node in ast.walk(tree) if _is_docstring(node)}
    for number, node in enumerate(ast.walk(tree)):
        if id(node) in free:
            continue
        for variant in _variants(node):
            changed = copy.deepcopy(tree)
            target = next(candidate for index, candidate in enumerate(ast.walk(changed)) if index == number)
            before, after = _replace(changed, target, variant)
            ast.fix_missing_locations(changed)
            yield Mutant(getattr(node, "lineno", 0), f"{before}  ->  {after}", ast.unparse(changed))


def _replace(tree: ast.AST, target: ast.AST, variant: ast.AST) -> tuple[str, str]:
    """Put `variant` where `target` stands; returns the statement before and after."""
    statement = next(node for node in ast.walk(tree) if isinstance(node, ast.stmt) and _holds(node, target))
    innermost = [node for node in ast.walk(statement) if isinstance(node, ast.stmt) and _holds(node, target)][-1]
    before = _in_one_line(innermost)
    for parent in ast.walk(tree):
        for field, value in ast.iter_fields(parent):
            if value is target:
                setattr(parent, field, variant)
            elif isinstance(value, list) and any(item is target for item in value):
                value[[item is target for item in value].index(True)] = variant
    after = _in_one_line(variant if innermost is target else innermost)
    # Of a long statement the part around the change.
    changed = next((place for place, pair in enumerate(zip(before, after, strict=False)) if len(set(pair)) > 1), 0)
    begin = max(changed - 80, 0) if max(len(before), len(after)) > 200 else 0
    return before[begin : begin + 200], after[begin : begin + 200]


def _holds(statement: ast.AST, target: ast.AST) -> bool:
    return any(node is target for node in ast.walk(statement))


def _in_one_line(node: ast.AST) -> str:
    return " ".join(ast.unparse(node).split())


def _variants(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Compare) and type(node.ops[0]) in _COMPARISONS:
        yield ast.Compare(node.left, [_COMPARISONS[type(node.ops[0])](), *node.ops[1:]], node.comparators)
    elif isinstance(node, ast.BoolOp):
        yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield node.operand
    elif isinstance(node, ast.Constant):
        yield from _other_constants(node.value)
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        yield ast.BinOp(node.left, ast.Sub(), node.right)
    elif isinstance(node, ast.Break):
        yield ast.Continue()
    elif isinstance(node, ast.Continue):
        yield ast.Break()
    elif isinstance(node, (ast.Expr, ast.Assign, ast.AugAssign, ast.Return, ast.Raise)) and not _is_docstring(node):
        yield ast.Pass()


def _other_constants(value: object) -> Iterator[ast.AST]:
    if isinstance(value, bool):
        yield ast.Constant(not value)
    elif isinstance(value, int):
        yield ast.Constant(value + 1)
    elif isinstance(value, float):
        yield ast.Constant(value * 2 + 1)
    elif isinstance(value, str):
        yield ast.Constant(value + "x")
    elif isinstance(value, bytes):
        yield ast.Constant(value + b"x")


def _is_docstring(node: ast.AST) -> TypeGuard[ast.Expr]:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
