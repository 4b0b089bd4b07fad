"""The engines by name. A module is imported only for the engine that is asked for, so that each pays for its own."""

from importlib import import_module

ENGINES = {
    "pandas": ("engine_pandas", "Pandas"),
    "pandas-2p": ("engine_pandas", "PandasTwoProcesses"),
    "polars": ("engine_polars", "Polars"),
    "polars-streaming": ("engine_polars", "PolarsStreaming"),
    "duckdb": ("engine_duckdb", "Duckdb"),
    "numba": ("engine_numba", "Numba"),
    "numba-polars": ("engine_numba", "NumbaPolars"),
    "numba-memory": ("engine_numba", "NumbaMemory"),
    "read": ("engine_read", "Read"),
    "read-2t": ("engine_read", "ReadTwoFiles"),
    "read-polars": ("engine_read", "ReadPolars"),
}


def make(name):
    module, engine = ENGINES[name]
    return getattr(import_module(module), engine)()
