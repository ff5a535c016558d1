"""The benchmarks behind `make bench`: what is measured, how, and against what (docs/benchmarks.md)."""
