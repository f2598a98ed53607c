"""The rules that JSON Schema has no words for, kept by what is sent as valid.

The tests of the hair shop hold each of them: what breaks one is refused with 422.
"""

import itertools

import schemathesis

_numbers = itertools.count(1)


def _minutes(time):
    # 100.0 is a whole number, too.
    digits = str(int(time) if isinstance(time, float) else time).replace(":", "")
    return int(digits[:-2] or "0") * 60 + int(digits[-2:])


def _keep_hours_in_order(hours):
    """Opening hours begin before they end."""
    for entry in hours or []:
        if _minutes(entry["from"]) >= _minutes(entry["until"]):
            entry["from"], entry["until"] = "00:00", "24:00"


def _keep_names_apart(entries):
    """Two stylists, or two stylings, do not have the same name."""
    for entry in entries or []:
        entry["name"] = f"{next(_numbers)}"


def _keep_within_the_day(body):
    """An appointment ends on the day on which it begins."""
    time = body.get("time")
    if time is not None and _minutes(time) + _length(body) > 24 * 60:
        body["duration"] = 1


def _length(body):
    return 24 * 60 if body.get("duration") is None else int(body["duration"])


@schemathesis.hook
def before_call(context, case, kwargs):
    mode = case.meta.generation.mode if case.meta else None
    if mode is None or not mode.is_positive:
        return
    # A key stands for one body: the second body under it is refused.
    if "Idempotency-Key" in (case.headers or {}):
        key = case.headers["Idempotency-Key"]
        case.headers["Idempotency-Key"] = f"{next(_numbers)}-{key}"[:255].rstrip()
    body = case.body
    if not isinstance(body, dict):
        return
    if case.path.startswith("/shops"):
        _keep_names_apart(body.get("stylists"))
        _keep_names_apart(body.get("stylings"))
        _keep_hours_in_order(body.get("openingHours"))
        for stylist in body.get("stylists") or []:
            _keep_hours_in_order(stylist.get("workingHours"))
    if case.path == "/reservations":
        _keep_within_the_day(body)
