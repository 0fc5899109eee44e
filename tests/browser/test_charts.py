"""Charts: drawn, named, and usable by pointer, keyboard and printer; the map and its clusters."""

import pytest
from visits import browser, chart_data, site, visit  # noqa: F401

CHARTS = [("ranking/2019-2020/livability", "bars", 10), ("ranking/2019-2020/counties", "bars", 100), ("place/320500", "dots", 3),
          ("map", "map", None), ("map", "tiles", 34), ("compare?place=110000&place=310000", "pairs", None),
          ("questions/theme-against-composite", "scatter", None)]


@pytest.mark.parametrize(("path", "kind", "marks"), CHARTS, ids=[f"{kind}-{path.split('?')[0]}" for path, kind, _ in CHARTS])
def test_a_chart_is_drawn_and_every_mark_has_a_name(visit, path, kind, marks):
    seen = visit()
    seen.go(path)
    figure = seen.page.locator(f'figure[data-chart="{kind}"]').first
    assert figure.locator("svg.plot").first.is_visible()
    caption = figure.locator("figcaption").text_content()
    assert caption and seen.page.get_by_role("figure", name=caption).count() == 1
    assert seen.page.get_by_role("group", name=caption).count() >= 1
    data = chart_data(seen.page, kind)
    rows = data.get("rows") or data.get("points") or data.get("tiles")
    expected = sum(len([rank for rank in row["ranks"] if rank is not None]) for row in rows) if kind == "pairs" else len(rows)
    assert expected == (marks or expected)
    labels = [link.get_attribute("aria-label") for link in figure.locator("svg.plot a").all()]
    assert len(labels) == expected and all(labels)
    assert all(any(row["label"] in label for label in labels) for row in rows)


def test_no_style_element_comes_into_the_page(visit):
    seen = visit()
    seen.go("map")
    assert seen.page.locator("style").count() == 0 and seen.page.locator("main [style*='expression']").count() == 0


def test_bars_are_as_long_as_their_values(visit):
    seen = visit()
    seen.go("ranking/2019-2020/livability")
    rows = chart_data(seen.page, "bars")["rows"]
    widths = seen.page.locator('figure[data-chart="bars"] svg.plot a rect').evaluate_all("bars => bars.map(bar => bar.getBoundingClientRect().width)")
    scale = widths[0] / float(rows[0]["value"])
    assert widths == pytest.approx([float(row["value"]) * scale for row in rows], rel=0.01)


def test_ties_and_corrections_are_marked(visit):
    seen = visit()
    seen.go("ranking/2019-2020/counties", "en")
    figure = seen.page.locator('figure[data-chart="bars"]')
    # Changsha County and Ouhai District both have 73.18; Shishi was published as a place in another city.
    tied = [figure.locator("svg.plot a[aria-label*='73.18']").nth(at).get_attribute("aria-label") for at in (0, 1)]
    assert all("tie" in label for label in tied)
    assert {"tie", "has corrections"} <= {text.lstrip("=✎") for text in figure.locator(".legend li").all_text_contents()}


def test_a_point_of_the_map_tells_its_name_and_leads_on(visit):
    seen = visit()
    seen.go("map?list=2019-2020/prefecture-cities&by=score")
    point = seen.page.locator("svg.plot a[aria-label^='苏州市']")
    point.hover()
    tip = seen.page.locator('figure[data-chart="map"] .tip')
    assert tip.is_visible() and "苏州市" in tip.text_content() and "84.17" in tip.text_content()
    seen.page.mouse.move(5, 5)
    assert not tip.is_visible()
    point.focus()
    assert tip.is_visible()
    point.click()
    seen.page.wait_for_url("**/zh/place/320500")


def test_points_lie_as_on_a_map(visit):
    seen = visit()
    seen.go("map", "en")

    def spot(name: str) -> dict[str, float]:
        return seen.page.locator(f"svg.plot a[aria-label^='{name},']").first.bounding_box()

    urumqi, beijing, guangzhou, shanghai, lhasa = map(spot, ("Ürümqi", "Beijing", "Guangzhou", "Shanghai", "Lhasa"))
    assert urumqi["x"] < lhasa["x"] + 60 and lhasa["x"] < beijing["x"] < shanghai["x"]
    assert beijing["y"] < shanghai["y"] < guangzhou["y"]


def test_a_cluster_is_marked_without_a_reload(visit):
    seen = visit()
    seen.go("map")
    data = chart_data(seen.page, "map")
    chosen = next(one["id"] for one in data["clusters"] if any(one["id"] in point["cluster"] for point in data["points"]))
    members = sum(chosen in point["cluster"] for point in data["points"])
    seen.page.locator("select[name=cluster]").select_option(chosen)
    opacities = seen.page.locator('figure[data-chart="map"] svg.plot a circle').evaluate_all("dots => dots.map(dot => Number(getComputedStyle(dot).fillOpacity))")
    assert len(opacities) == len(data["points"]) and sum(one > 0.5 for one in opacities) == members


def test_points_at_a_parents_centre_are_hollow(visit):
    seen = visit()
    seen.go("map?list=2019-2020/towns")
    data = chart_data(seen.page, "map")
    parents = sum(point["basis"] == "parent" for point in data["points"])
    fills = seen.page.locator('figure[data-chart="map"] svg.plot a circle').evaluate_all("dots => dots.map(dot => dot.getAttribute('fill'))")
    assert parents and fills.count("var(--paper)") == parents
    assert "空心" in seen.page.locator('figure[data-chart="map"] .legend').text_content()


def test_arrow_keys_walk_a_chart_that_is_one_stop(visit):
    seen = visit()
    seen.go("ranking/2019-2020/livability")
    links = seen.page.locator('figure[data-chart="bars"] svg.plot a')
    assert [link.get_attribute("tabindex") for link in links.all()] == ["0"] + ["-1"] * 9
    links.first.focus()
    for key, at in (("ArrowDown", 1), ("End", 9), ("ArrowUp", 8), ("Home", 0)):
        seen.page.keyboard.press(key)
        assert links.nth(at).evaluate("link => link === document.activeElement"), key
    assert seen.page.locator(".tip").is_visible()


def test_a_chart_is_drawn_anew_for_another_width(visit):
    seen = visit()
    seen.go("ranking/2019-2020/counties")
    drawings = seen.page.locator('figure[data-chart="bars"] svg.plot')
    assert drawings.count() == 3
    seen.page.set_viewport_size({"width": 360, "height": 800})
    drawings.nth(1).wait_for(state="detached")
    assert drawings.count() == 1 and drawings.locator("a").count() == 100


def test_print_has_the_chart_and_no_navigation(visit):
    seen = visit()
    seen.go("ranking/2019-2020/livability")
    seen.page.emulate_media(media="print", color_scheme="dark")
    assert seen.page.locator("svg.plot").first.is_visible() and seen.page.locator("table.data").is_visible()
    assert not seen.page.get_by_role("navigation", name="主要栏目").is_visible()
    assert seen.page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"
