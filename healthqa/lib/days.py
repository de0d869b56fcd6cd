"""Which day a moment was, where the portal is."""

from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_aware, localtime


def local_day(moment: str) -> str:
    """2026-05-13 for "2026-05-12T23:30:00+00:00" east of London; the first ten signs of what is no aware moment."""
    found = parse_datetime(moment) if moment else None
    return localtime(found).date().isoformat() if found and is_aware(found) else moment[:10]
