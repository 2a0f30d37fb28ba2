"""The criteria of a route, counted again from its steps and from nothing the planner says."""

from relevo.planner import StepKind


def merits_of(route, tiny, asked):
    """Completion, urgent needs, crossings, stops, unconfirmed steps, contacts far away."""
    department = {node.id: node.department for node in tiny.nodes}
    services = {service.id: service for service in tiny.services}
    urgent = {need.code for need in asked.needs if need.urgent}
    counted = [step for step in route.steps if step.kind is not StepKind.TRAVEL]
    urgent_done = [step.ends_late for step in counted if urgent & set(step.needs)]
    here, far_contacts = asked.start, 0
    for step in route.steps:
        if step.kind is StepKind.CONTACT:
            far_contacts += department[here] != services[step.service_id].department
        else:
            here = step.to_node or step.node
    return (
        route.steps[-1].ends_late,
        max(urgent_done, default=0),
        sum(step.kind is StepKind.CROSS for step in counted),
        sum(step.kind is not StepKind.CROSS for step in counted),
        sum(bool(step.checks) for step in counted),
        far_contacts,
    )


def front_of(answer, tiny, asked):
    """Needs met and merits of every route."""
    return {
        (frozenset(route.served), merits_of(route, tiny, asked)) for route in answer.itineraries
    }
