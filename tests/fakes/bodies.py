"""Small synthetic bodies as the sources send them."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any
from xml.sax.saxutils import escape


def daily_item(number: str, day: date, *, upvotes: int = 3, **inner: Any) -> dict[str, Any]:
    paper = {
        "id": number,
        "authors": [{"name": "Ann Lee"}, {"name": "Bo Chen", "hidden": True}],
        "publishedAt": f"{day}T10:00:00.000Z",
        "submittedOnDailyAt": f"{day}T01:02:03.000Z",
        "title": f"A study\nof {number}",
        "summary": f"We study {number} & <more>.\nMuch more.",
        "upvotes": upvotes,
        **inner,
    }
    return {
        "paper": paper,
        "title": f"A study of {number}",
        "numComments": 2,
        "publishedAt": f"{day}T06:00:00.000Z",
    }


def daily(items: Sequence[Any]) -> bytes:
    return json.dumps(list(items)).encode()


def announcement(category: str, day: date, numbers: Sequence[str], kinds: Sequence[str] = ()) -> bytes:
    """An arXiv feed; `kinds` are the entries' announce types (all "new" if not given)."""
    entries = "".join(
        f"""<entry><id>oai:arXiv.org:{number}v1</id><title>A study of {number} with p &lt; 0.05</title>
<updated>{day}T05:00:35+00:00</updated>
<link href="https://arxiv.org/abs/{number}" rel="alternate" type="text/html"/>
<summary>arXiv:{number}v1 Announce Type: {kind}
Abstract: We study {number}.</summary><category term="{category}"/><published>{day}T00:00:00-05:00</published>
<arxiv:announce_type>{kind}</arxiv:announce_type>
<dc:creator>Ann Lee, Bo Chen (MIT, Boston (USA)), Cy Wu</dc:creator>
</entry>"""
        for number, kind in zip(numbers, kinds or ["new"] * len(numbers), strict=True)
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns="http://www.w3.org/2005/Atom"><id>x</id><title>{category} updates on arXiv.org</title>
<updated>{day}T05:00:35+00:00</updated>{entries}</feed>""".encode()


FEED_ERROR = b"""<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom"><id>x</id>
<title>Feed error for query "cs.XX"</title><updated>2026-11-20T05:00:35+00:00</updated></feed>"""


def query(numbers: Sequence[str], *, total: int | None = None, start: int = 0, comment: str = "") -> bytes:
    entries = "".join(
        f"""<entry><id>http://arxiv.org/abs/{number}v2</id><title>A study of {number}</title>
<summary>We study {number}.</summary>
<published>2026-11-18T15:00:00Z</published><updated>2026-11-19T15:00:00Z</updated>
<arxiv:comment>{escape(comment)}</arxiv:comment><category term="cs.LG"/>
<arxiv:primary_category term="cs.CL"/>
<author><name>Ann Lee</name></author><author><name>Bo Chen</name></author></entry>"""
        for number in numbers
    )
    return f"""<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns:arxiv="http://arxiv.org/schemas/atom"
 xmlns="http://www.w3.org/2005/Atom"><id>x</id><title>arXiv Query</title>
<opensearch:totalResults>{len(numbers) if total is None else total}</opensearch:totalResults>
<opensearch:startIndex>{start}</opensearch:startIndex>{entries}</feed>""".encode()


QUERY_ERROR = b"""<?xml version='1.0' encoding='UTF-8'?><feed xmlns="http://www.w3.org/2005/Atom"><id>x</id>
<title>arXiv Search Results</title><entry><id>https://arxiv.org/api/errors#incorrect_id_format_for_abc</id>
<title>Error</title><summary>incorrect id format for abc</summary></entry></feed>"""


def rss(links: Sequence[str]) -> bytes:
    items = "".join(
        f"""<item><title>A post about {escape(link)}</title><link>{escape(link)}</link>
<description>&lt;p&gt;We &lt;b&gt;study&lt;/b&gt; it.&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt;</description>
<pubDate>Thu, 19 Nov 2026 09:00:00 GMT</pubDate><author>Ann Lee</author></item>"""
        for link in links
    )
    return f"""<?xml version="1.0"?><rss version="2.0"><channel><title>A lab</title><link>https://lab.example</link>
<description>x</description>{items}</channel></rss>""".encode()
