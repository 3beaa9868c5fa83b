"""Where a number is promised: each row measures ours and a peer in the same run, on the same machine.

A benchmark is a module with a function `measure() -> Row`; `ROWS` names them all. Peers that no one else needs install
through the extra `bench`; a row whose peer, or whose own part, cannot be had here says why.
"""

from benchmarks.row import Row

__all__ = ["ROWS", "Row"]

ROWS = (
    "headless",
    "field_speed",
    "field_speed_wasm",
    "field_seeds",
    "window_frames",
    "journal_append",
    "port_to_fold",
    "table_memory",
    "wire_decode",
    "wire_values",
    "upload",
    "upload_unthrottled",
    "side_by_side",
    "side_by_side_unthrottled",
    "unchanged_reflash",
    "control_tick",
    "drive_base",
    "library_size",
    "library_heap",
    "tournament_fold",
    "double_elimination",
    "swiss_round",
    "plan_quality",
    "plan_repair",
    "key_to_repaint",
    "hall_latency",
    "live_page",
    "live_painted",
    "clubhouse_year",
    "clubhouse_touch",
    "clubhouse_import",
)
