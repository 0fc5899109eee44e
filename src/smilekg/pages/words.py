"""The words of the pages that stand neither in the ontology nor in a template: columns of answers, and tags, in both
languages."""

# Columns with digits that are no amounts.
CODES = {"adcode", "adcode2024", "line", "year", "wikidata", "geonames", "id", "ids", "corrections", "edition"}

_COLUMNS = {
    "adcode": ("区划代码", "Division code"), "adcode2024": ("2024年区划代码", "Division code 2024"), "action": ("处理", "Action"),
    "apps": ("应用数", "Apps"), "as_of": ("截至", "As of"), "attributed_to": ("出处方", "Attributed to"),
    "best": ("最高者", "Best"), "best_rank": ("最好名次", "Best rank"), "best_value": ("最高得分", "Best score"),
    "better": ("得分更高的城市", "Better city"), "better_value": ("其得分", "Its score"), "certainty": ("把握", "Certainty"),
    "change": ("变化", "Change"), "cities": ("城市", "Cities"), "city": ("城市", "City"), "city_value": ("城市得分", "City's score"),
    "cluster": ("城市群", "Cluster"), "composite_list": ("综合榜单", "Composite list"), "composite_rank": ("综合名次", "Composite rank"),
    "composite_value": ("综合得分", "Composite score"), "correction": ("更正", "Correction"), "corrections": ("更正", "Corrections"),
    "date": ("日期", "Date"), "definition": ("成员依据", "Definition of members"), "difference": ("差", "Difference"),
    "district": ("区县", "District"), "districts": ("区县", "Districts"), "edition": ("年度", "Edition"), "entity": ("对象", "Thing"),
    "entries": ("条目数", "Entries"), "entry": ("条目", "Entry"), "evidence": ("依据", "Evidence"), "finding": ("问题", "Finding"),
    "first": ("最前者", "First"), "found_by": ("发现方式", "Found by"), "gap": ("差距", "Gap"), "geonames": ("GeoNames", "GeoNames"),
    "grade": ("等级", "Grade"), "high_list": ("较高的榜单", "High list"), "high_rank": ("较高名次", "High rank"),
    "highest": ("最高", "Highest"), "id": ("编号", "No."), "jaccard": ("杰卡德系数", "Jaccard"), "kind": ("类别", "Kind"),
    "km": ("公里", "km"), "lat": ("纬度", "Latitude"), "line": ("原文行号", "Line"), "list": ("榜单", "List"),
    "list_2019": ("2019-2020榜单", "List 2019-2020"), "list_a": ("榜单甲", "List A"), "list_b": ("榜单乙", "List B"),
    "lists": ("榜单", "Lists"), "long": ("经度", "Longitude"), "low_list": ("较低的榜单", "Low list"), "low_rank": ("较低名次", "Low rank"),
    "lower": ("后者", "Lower"), "lower_value": ("后者得分", "Lower's score"), "lowest": ("最低", "Lowest"),
    "mean_value": ("平均得分", "Mean score"), "members": ("成员数", "Members"), "name": ("名称", "Name"),
    "name_a": ("榜单甲名称", "Name of A"), "name_b": ("榜单乙名称", "Name of B"), "names": ("名称", "Names"),
    "new_name": ("新名称", "New name"), "now": ("现值", "Now"), "of": ("总数", "Of"), "on_composite_list": ("在综合榜单上", "On a composite list"),
    "operators": ("运营方数", "Operators"), "organization": ("机构", "Organization"), "place": ("地点", "Place"), "places": ("地方数", "Places"),
    "position": ("位次", "Position"), "position_2019": ("2019-2020位次", "Position 2019-2020"), "provider": ("服务商", "Provider"),
    "providers": ("服务商数", "Providers"), "province": ("省级行政区", "Province"), "published": ("原文", "Published"),
    "qualifier": ("修饰", "Qualifier"), "quantity": ("数量", "Quantity"), "range": ("极差", "Range"), "rank": ("名次", "Rank"),
    "rank_2021": ("2021-2022名次", "Rank 2021-2022"), "rank_a": ("名次甲", "Rank A"), "rank_b": ("名次乙", "Rank B"), "ranked": ("上榜数", "Ranked"),
    "reason": ("理由", "Reason"), "relation": ("关系", "Relation"), "restored": ("复原", "Restored"), "role": ("身份", "Role"),
    "score": ("得分", "Score"), "share": ("占比（%）", "Share (%)"), "shared": ("共同数", "Shared"), "source": ("来源", "Source"),
    "spread": ("名次差", "Spread"), "status": ("状态", "Status"), "target": ("对象", "Target"), "text": ("原文行", "Published row"),
    "theme_rank": ("主题名次", "Theme rank"), "theme_value": ("主题得分", "Theme score"), "ties": ("并列数", "Ties"), "town": ("小镇", "Town"),
    "towns": ("小镇", "Towns"), "unit": ("单位", "Unit"), "upper": ("前者", "Upper"), "upper_rank": ("前者名次", "Upper's rank"),
    "upper_value": ("前者得分", "Upper's score"), "value": ("公布值", "Published value"), "value_2019": ("2019-2020得分", "Score 2019-2020"),
    "value_a": ("值甲", "Value A"), "value_b": ("值乙", "Value B"), "where": ("所在榜单与名次", "Where"), "which": ("各自代码", "Which"),
    "wikidata": ("维基数据", "Wikidata"), "within": ("所在地", "Within"), "within_entity": ("所在地（链接）", "Within (link)"), "year": ("年份", "Year"),
    "better_entity": ("得分更高的城市（链接）", "Better city (link)"),
}

# What lies in a place, by its class.
INSIDE = {
    "Province": ("省份", "Provinces"), "City": ("城市", "Cities"), "District": ("区县", "Districts, counties and county-level cities"),
    "FunctionalArea": ("功能区", "New areas and development zones"), "Town": ("小镇", "Towns"),
}

# Properties of other vocabularies, by the end of their IRI.
PROPERTIES = {
    "type": ("类别", "kind"), "lat": ("纬度", "latitude"), "long": ("经度", "longitude"), "prefLabel": ("名称", "name"),
    "altLabel": ("别名", "other name"), "exactMatch": ("同一对象", "same thing elsewhere"), "notation": ("代号", "notation"),
    "closeMatch": ("相近对象", "close match elsewhere"), "identifier": ("编号", "identifier"), "source": ("来源", "source"),
    "wasDerivedFrom": ("出自", "derived from"), "publisher": ("发布者", "publisher"), "language": ("语言", "language"),
    "description": ("说明", "description"), "creator": ("作者", "creator"), "date": ("日期", "date"),
    "hasTarget": ("批注对象", "annotation target"), "motivatedBy": ("批注目的", "motivation"), "title": ("标题", "title"),
}

# Parameters whose own words say only what can be given.
PARAMETERS = {"place": ("地方", "Place"), "name": ("名称", "Name"), "entity": ("对象", "Thing")}

TAGS = {
    "cities": ("城市", "Cities"), "districts": ("区县", "Districts"), "provinces": ("省份", "Provinces"), "towns": ("小镇", "Towns"),
    "clusters": ("城市群", "City clusters"), "companies": ("服务商", "Service providers"), "apps": ("应用", "Apps"),
    "lists": ("榜单", "Lists"), "scores": ("得分", "Scores"), "change": ("变化", "Change"), "geography": ("地理", "Geography"),
    "identifiers": ("标识", "Identifiers"), "corrections": ("更正", "Corrections"), "sources": ("来源", "Sources"),
    "context": ("背景", "Context"),
}


def column(name: str) -> tuple[str, str]:
    """A column's heading in Chinese and English; its own name where it has none."""
    return _COLUMNS.get(name, (name, name))
