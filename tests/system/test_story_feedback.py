"""A reader without scripts says that a part is wrong; the editor finds the report and closes it."""

from __future__ import annotations

from tests.system.conftest import OpenTab, StaffTab
from tests.system.portal import Portal


def test_a_reader_without_scripts_reports_an_error_and_an_editor_closes_it(
    portal: Portal, open_tab: OpenTab, staff_tab: StaffTab
) -> None:
    slug = portal.slug("sprained-ankle-care")
    reader = open_tab(scripts=False)
    assert reader.open(f"/questions/{slug}/") == 200
    form = reader.page.locator("#feedback")
    assert not form.get_by_label("In a few words").is_visible(), "the rest is asked for once there is a verdict"
    form.get_by_label("It has an error").check()
    form.get_by_label("In a few words").fill("The ice is too long.")
    form.get_by_label("Which part").select_option(index=1)
    form.get_by_role("button", name="Send").click()
    assert "Your report is before the editors now." in reader.words()
    assert reader.stored() == {}
    editor = staff_tab("editor")
    editor.open("/admin/")
    editor.page.get_by_role("link", name="sprained ankle").first.click()
    assert "The ice is too long." in editor.words("#content")
    editor.page.get_by_role("link", name="Close the report").click()
    editor.page.get_by_label("the words are right").check()
    editor.page.get_by_label("Reason").fill("The guideline says so.")
    editor.page.locator("input[type=submit].default").click()
    assert "The words are right" in editor.words("#content")
