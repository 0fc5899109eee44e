"""Every kind of page: no fault that axe-core finds in light and dark, nothing wider than a small screen, no error, no other host."""

import pytest
from visits import KINDS, browser, site, violations, visit  # noqa: F401


@pytest.mark.parametrize(("language", "scheme"), [("zh", "light"), ("en", "dark")])
@pytest.mark.parametrize("kind", KINDS)
def test_page_is_accessible_and_fits_a_narrow_screen(visit, kind, language, scheme):
    seen = visit(color_scheme=scheme)
    assert seen.go(KINDS[kind], language).status == 200
    assert seen.page.locator("h1").count() == 1
    assert violations(seen.page) == []
    seen.page.set_viewport_size({"width": 320, "height": 800})
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize(("path", "status"), [("place/999999", 404), ("questions/top-in-both?n=many", 400)])
def test_what_is_wrong_is_said_accessibly(visit, path, status):
    seen = visit()
    assert seen.go(path).status == status
    assert violations(seen.page) == []
    # The browser itself reports the status of the page, and nothing else may be reported.
    assert [line for line in seen.trouble if f"{status}" not in line] == []
    seen.trouble.clear()


def test_the_editor_with_an_answer_is_accessible(visit):
    seen = visit(color_scheme="dark")
    seen.go("sparql", "zh")
    seen.page.get_by_role("button", name="运行查询").click()
    seen.page.locator(".yasr table").wait_for()
    assert violations(seen.page) == []


def test_the_first_tab_stop_skips_to_the_content(visit):
    seen = visit()
    seen.go("lists", "en")
    seen.page.keyboard.press("Tab")
    link = seen.page.get_by_role("link", name="Skip to content")
    assert link.evaluate("link => link === document.activeElement") and link.bounding_box()["y"] >= 0
    seen.page.keyboard.press("Enter")
    assert seen.page.url.endswith("#main")


def test_motion_is_off_for_who_asks(visit):
    seen = visit(reduced_motion="reduce")
    seen.go("lists")
    assert seen.page.locator("main a").first.evaluate("link => getComputedStyle(link).transitionDuration") == "0s"


def test_a_visit_sees_what_goes_wrong(visit):
    seen = visit()
    seen.go("lists")
    seen.page.evaluate("""() => {
        console.error("said aloud");
        document.body.append(Object.assign(document.createElement("img"), {src: "https://other.invalid/x.png"}));
        document.body.insertAdjacentHTML("beforeend", "<p style='color: red'>styled inline</p>");
    }""")
    seen.page.wait_for_timeout(300)
    trouble, seen.trouble[:] = "\n".join(seen.trouble), []
    assert all(part in trouble for part in ("said aloud", "other.invalid", "Content Security Policy"))


def test_the_policy_forbids_inline_code(visit):
    policy = visit().go("").headers["content-security-policy"]
    assert "unsafe-inline" not in policy and "unsafe-eval" not in policy.replace("wasm-unsafe-eval", "") and "default-src 'none'" in policy
