"""Dates as readers write them: {{ page.due_on|day }}, {{ page.due_on|month }}, {{ page.due_on|iso }}."""

from django import template

from articles import dates

register = template.Library()

register.filter("day", dates.day)
register.filter("month", dates.month)
register.filter("moment", dates.moment)
register.filter("iso", dates.iso)
register.filter("instant", dates.instant)
register.filter("iso_here", dates.iso_here)
