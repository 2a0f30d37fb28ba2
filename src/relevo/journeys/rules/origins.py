"""When the state a child comes from is closed to it: asked alike by a plan and by a sending."""


def is_origin_closed(*, is_child_alone: bool, nationality: str, is_in: str) -> bool:
    """Whether no authority of the child's country is to hear of it.

    A child alone outside its country, until its protection needs are ruled out: whoever it flees
    from may be the state, or be told by it. In its own country there is no other state to protect
    it. Where the country is not known, no state is known to be another one.
    """
    return is_child_alone and (not nationality or nationality != is_in)
