"""How many items of each area a form gets."""

from practicum.kernel.errors import Refusal
from practicum.pack.schema_exam import Blueprint


def allocate_form(blueprint: Blueprint) -> dict[str, int]:
    """Items per area key, in the order of the blueprint; they add up to `form_length`.

    Largest remainder (Hamilton's method): each area gets the whole part of weight * form_length / sum of weights, and
    the items left over go to the largest remainders, the earlier area first where they are equal. So every area is
    within one item of its exact share. Raises Refusal `no_weights` when all weights are 0.
    """
    total = sum(area.weight for area in blueprint.areas)
    if total == 0:
        raise Refusal("no_weights", "The blueprint gives no area any weight.", field="areas", mend="Write the weights.")
    shares = [divmod(area.weight * blueprint.form_length, total) for area in blueprint.areas]
    left = blueprint.form_length - sum(whole for whole, _ in shares)
    order = sorted(range(len(shares)), key=lambda index: (-shares[index][1], index))
    extra = set(order[:left])
    return {
        area.key: whole + (index in extra)
        for index, (area, (whole, _)) in enumerate(zip(blueprint.areas, shares, strict=True))
    }
