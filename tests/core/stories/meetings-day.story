# Days full of meetings: held back, or let through, and the preset that is made for them.

story a day of meetings, kept free of prompts
set Posture.PerDay 0
work 30min
meeting on
work 1h 30min
# The walk is long due, and nobody saw it on the shared screen.
expect open none
expect shown 0
expect hold meeting
why held held back: a meeting
meeting off
work 15s
# It comes once.
expect open walk
expect shown 1
answer done
still 4min
# A call in which one walks about is none that is known of, and the meeting was no rest.
meeting on
work 50min
meeting off
expect open none
work 15s
expect open walk
expect shown 2
answer done
still 4min
work 10min
expect shown 2

story a day of meetings that let through what can be done on a call
set Posture.PerDay 0
set Hold.Meeting let through
set Prompt.Kinds posture walk mobility strength hydrate
meeting on
work 45min
expect open posture
expect open posture alone
answer done
meeting off
still 4min
work 45min
expect open walk

story the preset for meetings asks each hour, and for five minutes
set Plan.Preset meetings
set Posture.PerDay 0
work 59min
expect open none
work 1min
expect open walk
why shown you sat 1h, the limit is 1h
answer done
still 5min
work 59min
expect shown 1
work 1min
expect shown 2
