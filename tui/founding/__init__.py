"""A tournament before its first day: ten questions, last year's answers, and what must be right the evening before."""
