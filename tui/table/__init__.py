"""The referee's station: one table judged by keys and a clock, with a judge box or without."""
