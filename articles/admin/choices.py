"""A choice among many records, shown without asking the database for what the form has read already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.contrib.admin.widgets import AutocompleteSelect

if TYPE_CHECKING:
    from django.db.models import Model


class KnownSelect(AutocompleteSelect):
    """Looks records up as `AutocompleteSelect` does; the one a row holds already costs no query to show."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known: Mapping[str, str] = {}

    def know(self, record: Model) -> None:
        self.known = {str(record.pk): str(record)}

    def optgroups(self, name: str, value: Sequence[str], attr: dict[str, Any] | None = None) -> Any:
        chosen = [key for key in map(str, value) if key]
        if len(chosen) != 1 or chosen[0] not in self.known:
            return super().optgroups(name, list(value), attr)
        blank = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        option = self.create_option(name, chosen[0], self.known[chosen[0]], True, len(blank))
        return [(None, [*blank, option], 0)]
