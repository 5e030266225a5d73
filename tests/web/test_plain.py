"""What the application leaves out of Flask is missed by nobody."""


def test_head_gets_the_headers_of_a_page_and_not_its_body(app):
    client = app.test_client()
    link = "/community/"
    page, head = client.get(link), client.head(link)
    assert page.data
    assert (head.status_code, head.data) == (200, b"")
    same = ("Content-Type", "Content-Security-Policy", "Cache-Control")
    assert [head.headers[name] for name in same] == [page.headers[name] for name in same]


def test_a_redirect_has_no_body_and_says_so(begun):
    reply = begun.client.get("/community/99")
    assert (reply.status_code, reply.headers["Content-Length"], reply.data) == (303, "0", b"")
