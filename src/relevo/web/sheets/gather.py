"""The whole sheet of a network, as of an instant, for a viewer."""

from relevo.kernel.actor import Actor
from relevo.kernel.countries import REGION
from relevo.networks.models import Network
from relevo.web.as_of import AsOf
from relevo.web.sheets import facts, people
from relevo.web.sheets.content import Scope, Sheet
from relevo.web.sheets.page import on_one_page


def sheet_of(network: Network, *, asof: AsOf, viewer: Actor | None) -> Sheet:
    """Every section that the viewer may see; ``viewer`` None: the version to share outside."""
    named = network.countries.split("|")
    countries = tuple(code for code in named if code in REGION) or REGION
    scope = Scope(network, countries, asof, viewer)
    sections = (
        facts.crossings(scope),
        facts.alerts(scope),
        facts.emergencies(scope),
        facts.roads(scope),
        facts.restrictions(scope),
        people.movements(scope),
        people.warnings(scope),
        people.open_needs(scope),
        facts.points(scope),
        people.pledges(scope),
        facts.advisories(scope),
        people.capacity(scope),
        people.who(scope),
    )
    shown = (section for section in sections if section is not None)
    return Sheet(scope, on_one_page(shown))
