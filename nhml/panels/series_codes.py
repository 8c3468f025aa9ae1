"""Every code that a timed series, its samples and its numbers can carry, with words and cure."""

from types import MappingProxyType

from nhml.panels.codes import CODES, Code

_TIME = "write 2024-05-31T07:30, 07:30, or minutes since awakening such as 30"
_WOKE = "fill woke_at, such as 07:10, or send minutes since awakening"
_MORE = "nothing to do here; sample more often another time"

SERIES = MappingProxyType(
    {
        # samples
        "time_missing": Code("reject", "a sample has no time", _TIME),
        "time_unread": Code("reject", "a time does not read one way only", _TIME),
        "time_without_hour": Code("reject", "a time is a day without its hour", _TIME),
        "time_mixed": Code(
            "reject",
            "a time is of another kind than the first of the day",
            "write all times of a day in one way",
        ),
        "time_far": Code(
            "reject",
            "a time lies over 48 h after the first of its day, or days from its awakening",
            "give each day a name or a date of its own",
        ),
        "sample_missing": Code(
            "warn", "a sample was due and has no value: read without it", "nothing to do"
        ),
        "time_twice": Code(
            "warn",
            "several values stand at one time: their mean is read",
            "keep one, or give each day its own date or name in a column day",
        ),
        "unsorted": Code("warn", "samples did not stand in the order of their times", "nothing"),
        "units_mixed": Code(
            "warn", "samples were sent in several units: each was converted", "nothing to do"
        ),
        "below_detection": Code(
            "warn",
            "a value lies below detection: its limit over the root of two is read",
            "ask for an assay with a lower limit",
        ),
        "above_limit": Code(
            "warn", "a value lies above the limit of the assay, which is read", "dilute and repeat"
        ),
        # time
        "past_midnight": Code(
            "warn", "a sample after midnight is read with the day before it", "nothing to do"
        ),
        "zone_mixed": Code(
            "warn",
            "some times state an offset to UTC and some do not: all are read by the clock",
            "state the offset in all of them, or in none",
        ),
        "clock_changed": Code(
            "warn",
            "the offset to UTC changes within the day: time passed is reckoned by it",
            "nothing to do",
        ),
        "clock_is_utc": Code(
            "warn",
            "times are in UTC: the hour of the clock where the person was is not known",
            "write the local time with its offset, such as 07:30+02:00",
        ),
        "clock_unknown": Code(
            "warn", "only the time since awakening is known, not the hour of the clock", _WOKE
        ),
        "awakening_unknown": Code("warn", "the time of awakening is not known", _WOKE),
        "awakening_twice": Code(
            "warn",
            "two times of awakening stand for one day: neither is read",
            "keep one time of awakening a day",
        ),
        "before_awakening": Code(
            "warn", "a sample was taken before awakening", "correct its time, or that of awakening"
        ),
        # numbers
        "single_sample": Code("warn", "one sample shows no course", _MORE),
        "too_few": Code("warn", "too few samples at different times", _MORE),
        "too_short": Code("warn", "the samples lie too near together", _MORE),
        "gap_too_long": Code("warn", "the clock has too long a gap without a sample", _MORE),
        "all_equal": Code("warn", "all values are equal: nothing rises or falls", "nothing to do"),
        "zero_in_log": Code(
            "warn",
            "a value of zero has no logarithm: read without it",
            "write the limit of detection, such as <0.01",
        ),
        "first_sample_late": Code(
            "warn", "no sample within 5 min of awakening", "sample at once after awakening"
        ),
        "sample_30_missing": Code("warn", "no sample 30 min after awakening", _MORE),
        "sample_45_missing": Code("warn", "no sample 45 min after awakening", _MORE),
        "awakening_assumed": Code(
            "warn", "awakening is not known: the first sample is taken for it", _WOKE
        ),
        "no_late_sample": Code("warn", "no sample within the late-night hours", _MORE),
        "no_late_hours": Code(
            "warn", "no late-night interval of this analyte is known", "nothing to do"
        ),
        "age_unknown": Code(
            "warn", "age is not stated: the interval of adults is shown", "state age"
        ),
        "no_interval": Code(
            "warn", "no reference interval is known to hold for this person", "state age and sex"
        ),
        "no_rhythm_shown": Code(
            "warn",
            "a rhythm of 24 h is not shown to differ from none: its peak has no interval",
            _MORE,
        ),
        # days
        "one_day": Code(
            "warn",
            "one day says little of a person: two or more weekdays are wanted",
            "sample on more weekdays",
        ),
        "weekend": Code("warn", "the day is a Saturday or a Sunday", "sample on weekdays"),
        "days_pooled": Code(
            "warn",
            "no single day goes around the clock: all days are fitted together",
            "name the days in a column day, if they are one profile of 24 h",
        ),
        "hours_differ": Code(
            "warn", "days were sampled over different hours: areas do not compare", _MORE
        ),
    }
)
"""Codes of series; a cell that is no number or in no unit carries one of `CODES`."""


def code(key: str) -> Code:
    """Give a code by its key: of series, else of panels."""
    return SERIES[key] if key in SERIES else CODES[key]
