"""The parts of `kagarobo clubhouse`: a module or two each, with `configure(parts)` and PARTS, name -> run(args)."""
