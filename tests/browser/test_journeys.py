"""What people come for, done in a real browser: find a city, see where it stands, ask, and take the answer home."""

import pytest
from conftest import golden, rows_of
from visits import browser, saved, site, visit  # noqa: F401

SUZHOU = "place/320500"


@pytest.mark.parametrize(("language", "typed", "name"), [("zh", "suzh", "苏州市"), ("zh", "苏州", "苏州市"), ("en", "suzh", "Suzhou")])
def test_search_completes_and_leads_to_the_city(visit, language, typed, name):
    seen = visit()
    seen.go("", language)
    box = seen.page.locator("main input[name=q]")
    box.press_sequentially(typed)
    option = seen.page.get_by_role("option").filter(has_text=name).first
    option.wait_for()
    assert box.get_attribute("aria-expanded") == "true"
    count = seen.page.get_by_role("option").count()
    assert str(count) in seen.page.locator("#announcements").text_content()
    for _ in range(count):
        box.press("ArrowDown")
        if option.get_attribute("aria-selected") == "true":
            break
    assert box.get_attribute("aria-activedescendant") == option.get_attribute("id")
    box.press("Enter")
    seen.page.wait_for_url(f"**/{language}/{SUZHOU}")
    assert seen.page.locator("h1").text_content() == name
    assert "84.17" in seen.page.locator("main").text_content()  # line 284 of the announcement: the first prefecture-level city


def test_escape_closes_the_suggestions_and_the_form_still_works(visit):
    seen = visit()
    seen.go("lists")
    box = seen.page.locator("header input[name=q]")
    box.press_sequentially("kunshan")
    seen.page.get_by_role("option").first.wait_for()
    box.press("Escape")
    assert box.get_attribute("aria-expanded") == "false" and seen.page.get_by_role("option").count() == 0
    box.press("Enter")
    seen.page.wait_for_url("**/zh/search?q=kunshan")
    assert "昆山市" in seen.page.locator("main").text_content()


def test_a_question_is_answered_and_its_csv_taken_home(visit, tmp_path):
    seen = visit(accept_downloads=True)
    seen.go("questions")
    seen.page.locator("main a[href$='/questions/top-in-both']").click()
    seen.page.locator("select[name=a]").select_option("influence")
    seen.page.locator("select[name=b]").select_option("investment")
    seen.page.locator("input[name=n]").fill("10")
    seen.page.get_by_role("button", name="提问").click()
    seen.page.wait_for_url("**/questions/top-in-both?*n=10*")
    expected = golden("top-in-both--default")  # read from the two lists of the announcement
    assert expected
    shown = seen.page.locator("main table.data").inner_text()
    assert all(row["name"] in shown for row in expected)
    text = saved(seen.page, tmp_path, seen.page.get_by_role("link", name="CSV").click)
    assert [row["name"] for row in rows_of(text)] == [row["name"] for row in expected]


def test_the_editor_runs_a_query_and_links_to_pages_here(visit):
    seen = visit()
    seen.go("sparql?query=" + "SELECT * { <https://w3id.org/smilekg/id/place/320500> ?property ?value }".replace(" ", "%20"), "en")
    seen.page.get_by_role("button", name="Run the query").click()
    table = seen.page.locator(".yasr table")
    table.wait_for()
    assert "Suzhou" in table.inner_text() and "320500" in table.inner_text()
    link = table.locator("a[href*='/id/place/320000']")
    assert link.count() == 1 and link.get_attribute("href").startswith("/id/")
    link.click()
    seen.page.wait_for_url("**/en/place/320000")


def test_the_editor_completes_our_terms_with_their_labels(visit):
    seen = visit()
    seen.go("sparql?query=PREFIX%20smile:%20<https://w3id.org/smilekg/ontology/>%0ASELECT%20*%20{%20?entry%20smile:ra")
    seen.page.evaluate("const editor = document.querySelector('.CodeMirror').CodeMirror; editor.focus(); editor.setCursor(1, 99);")
    seen.page.keyboard.press("Control+Space")
    hint = seen.page.locator(".CodeMirror-hint").filter(has_text="smile:rank")
    hint.first.wait_for()
    assert "名次" in hint.first.text_content()
    assert seen.page.get_by_role("listbox", name="建议").count() == 1


def test_an_example_fills_the_editor(visit):
    seen = visit()
    seen.go("sparql", "en")
    seen.page.get_by_label("Start from an example").select_option(label="Which cities or places are among the first n of two lists?")
    assert "rank_a" in seen.page.evaluate("document.querySelector('.CodeMirror').CodeMirror.getValue()")


def test_the_keyboard_can_leave_the_editor(visit):
    seen = visit()
    seen.go("sparql")
    seen.page.evaluate("document.querySelector('.CodeMirror').CodeMirror.focus()")
    seen.page.keyboard.press("Tab")
    assert not seen.page.evaluate("document.activeElement.matches('.CodeMirror textarea')")


def test_the_language_switch_stays_on_the_page(visit):
    seen = visit()
    seen.go(SUZHOU)
    assert seen.page.locator("html").get_attribute("lang") == "zh-Hans"
    seen.page.get_by_role("link", name="English").click()
    seen.page.wait_for_url(f"**/en/{SUZHOU}")
    assert seen.page.locator("h1").text_content() == "Suzhou" and seen.page.locator("html").get_attribute("lang") == "en"
    seen.page.get_by_role("link", name="中文").click()
    seen.page.wait_for_url(f"**/zh/{SUZHOU}")


def test_a_table_sorts_by_number_and_by_pinyin(visit):
    seen = visit()
    seen.go("ranking/2019-2020/livability")
    table = seen.page.locator("table[data-sortable]").first

    def names() -> list[str]:
        return table.locator("tbody th a").all_text_contents()

    published = [row["name"] for row in golden("theme-against-composite")]
    assert names() == published
    heading = table.get_by_role("columnheader", name="名次")
    for expected, direction in ((published, "ascending"), (published[::-1], "descending")):
        heading.get_by_role("button").click()
        assert names() == expected and heading.get_attribute("aria-sort") == direction
    table.get_by_role("columnheader", name="名称", exact=True).get_by_role("button").click()
    # Changzhou, Chongqing, Guilin, Qinhuangdao, Quanzhou, Sanya, Taizhou, Weihai, Yichang, Yueyang
    assert names() == ["常州市", "重庆市", "桂林市", "秦皇岛市", "泉州市", "三亚市", "台州市", "威海市", "宜昌市", "岳阳市"]
    assert heading.get_attribute("aria-sort") is None


def test_a_citation_is_copied(visit):
    seen = visit(permissions=["clipboard-read", "clipboard-write"])
    seen.go("questions/theme-against-composite", "en")
    button = seen.page.locator("button[data-copy=citation-text]")
    button.click()
    seen.page.get_by_text("Copied").first.wait_for()
    assert seen.page.evaluate("navigator.clipboard.readText()") == seen.page.locator("#citation-text").text_content()


def test_without_scripts_pages_are_whole_and_forms_work(visit):
    seen = visit(java_script_enabled=False)
    seen.go("map", "en")
    assert not seen.page.locator("figure.chart").first.is_visible()
    assert seen.page.locator("table.data").first.is_visible()
    seen.page.locator("header input[name=q]").fill("Suzhou")
    seen.page.locator("header input[name=q]").press("Enter")
    seen.page.wait_for_url("**/en/search?q=Suzhou")
    seen.page.locator(f"main a[href$='/{SUZHOU}']").click()
    seen.page.wait_for_url(f"**/en/{SUZHOU}")
    seen.go("sparql", "en")
    assert seen.page.locator("form.sparql textarea").is_visible() and seen.page.get_by_role("button", name="Run").is_visible()
