"""What holds for all tests."""

from hypothesis import HealthCheck, settings

# Machines are noisy: no test may fail for being slow once (the first draw of a fresh clone builds tables for 1.5 s).
settings.register_profile("kagarobo", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
settings.load_profile("kagarobo")
