"""Pages: from a request to `pages.Site` and back."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from ..errors import NameUnresolved, QueryError
from ..pages.page import LANGUAGES, NoSuchPage, Page
from .negotiate import language
from .served import DEFAULT_LANGUAGE, Served

_MOST_FIELDS = 64  # values of a query string; the largest form has ten


async def home(request: Request) -> Response:
    """To the home page in the reader's language."""
    found = reader_language(request)
    return RedirectResponse(f"{served_by(request).base}/{found}/", 303, {"Vary": "Accept-Language"})


async def to_home(request: Request) -> Response:
    """To the home page of the language that the path names."""
    return RedirectResponse(f"{served_by(request).base}/{reader_language(request)}/", 308)


async def page(request: Request) -> Response:
    """The page of a path, in the language that the path begins with."""
    served, path, spoken = served_by(request), request.path_params["path"], reader_language(request)
    return answer(await served.in_thread(_made, served, path, spoken, _fields(request)))


async def completion(request: Request) -> Response:
    """What completes the text of `?q=`, in the language of `?lang=`."""
    served, fields = served_by(request), _fields(request)
    asked = next(iter(fields.get("lang", ())), "")
    spoken = asked if asked in LANGUAGES else reader_language(request)
    return answer(await served.in_thread(served.site.complete, spoken, fields))


def _fields(request: Request) -> dict[str, list[str]]:
    """The values of the query string by name."""
    values: dict[str, list[str]] = {}
    for name, value in request.query_params.multi_items()[:_MOST_FIELDS]:
        values.setdefault(name, []).append(value)
    return values


async def not_found(request: Request, error: Exception) -> Response:
    """The page that says that there is none."""
    served, spoken = served_by(request), reader_language(request)
    problem = NoSuchPage("there is no page of this address", value=request.url.path)
    return answer(await served.in_thread(served.site.trouble, 404, spoken, "", problem))


def answer(made: Page) -> Response:
    """A page as an answer."""
    headers = {"Content-Disposition": f'attachment; filename="{made.filename}"'} if made.filename else {}
    return Response(made.body, made.status, headers, made.media_type)


def served_by(request: Request) -> Served:
    served: Served = request.app.state.served
    return served


def reader_language(request: Request) -> str:
    """The language of a path that begins with one, else that which the browser asks for."""
    first = request.url.path[1:].partition("/")[0]
    return first if first in LANGUAGES else language(request.headers.get("accept-language", ""), LANGUAGES, DEFAULT_LANGUAGE)


def _made(served: Served, path: str, spoken: str, values: dict[str, list[str]]) -> Page:
    try:
        return served.site.page(path, spoken, values)
    except NoSuchPage as error:
        return served.site.trouble(404, spoken, path, error)
    except (QueryError, NameUnresolved) as error:
        return served.site.trouble(400, spoken, path, error)
