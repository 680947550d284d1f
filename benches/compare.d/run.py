"""The comparison: reads the arguments, measures the chosen lines one after another and prints each as it is known."""
import argparse
import os
import sys

import environment
import rows
from bench import FULL, SAMPLE, Bench
from lines import LINES


def main(root, written):
    arguments = parsed(written)
    if arguments.list:
        print("\n".join(line.name for line in LINES))
        return 0
    rivals = {} if arguments.no_rivals else environment.install_rivals()
    sizes = SAMPLE if arguments.quick else FULL
    bench = Bench(environment.program(root), environment.bare_sqlite(root), rivals, sizes)
    begun = os.getcwd()
    try:
        print_table(bench, chosen(arguments.names), arguments.quick)
    finally:
        os.chdir(begun)
        bench.close()
    return 0


def parsed(written):
    parser = argparse.ArgumentParser(prog="benches/compare")
    parser.add_argument("names", nargs="*", metavar="NAME", help="lines to measure")
    parser.add_argument("--list", action="store_true", help="name the lines")
    parser.add_argument("--quick", action="store_true", help="a small sample, without judging it")
    parser.add_argument("--no-rivals", action="store_true", help="beside the bare run alone")
    return parser.parse_args(written)


def chosen(names):
    known = {line.name: line for line in LINES}
    unknown = [name for name in names if name not in known]
    if unknown:
        sys.exit(f"benches/compare: no line {', '.join(unknown)}; --list names them")
    return [known[name] for name in names] or LINES


def print_table(bench, lines, is_sample):
    print(rows.head(), flush=True)
    for line in lines:
        print(rows.line(line.measure(bench).cells(is_sample)), flush=True)
