# What comes beside the walks: moments of calm, the evening, a fresh seat after a long rest, meetings.

story after three hours of sitting the middle of a spell is for calm, not for posture
set Walk.Limit 1h
set Prompt.MaxPerHour 6
work 2h 40min
still 4min
work 29min
expect next relax in 1min
work 1min
expect open relax
why shown you have sat 3h 10min today: a moment of calm, 1 of 2
answer done
still 4min
# The next one after three more hours.
work 30min
expect open posture

story below three hours it is for posture
set Walk.Limit 1h
set Prompt.MaxPerHour 6
work 2h 20min
still 4min
work 30min
expect open posture

story two moments of calm a day
set Prompt.Kinds relax
set Walk.Limit 1h
work 3h
still 4min
work 30min
expect open relax
answer done
work 3h
still 4min
work 30min
expect open relax
why shown a moment of calm, 2 of 2
answer done
work 3h
still 4min
work 30min
expect open none
expect shown 2

story a new day has moments of calm of its own
set Prompt.Kinds relax
set Hours.Quiet
work 3h
still 4min
work 23min
expect shown 1
suspend 20h
work 3h
still 4min
work 23min
expect shown 2

story in the evening however little was sat
time 20:50
work 22min 30s
expect open relax
why shown 47min 30s until quiet hours: a moment of calm, 1 of 2 today

story what waited for the evening comes when it begins
set Prompt.Kinds relax
time 20:20
work 39min
expect open none
expect next relax in 1min
work 1min
expect open relax
why shown 1h until quiet hours

story without quiet hours there is no evening
set Hours.Quiet
set Prompt.Kinds relax
time 20:50
work 2h
expect shown 0

story kinds that are switched off bring no calm
set Prompt.Kinds walk
time 20:50
work 40min
expect shown 0

story a fresh seat after a rest of half an hour
work 10min
still 30min
work 10s
expect open none
work 5s
expect open posture
why shown back after 30min: a fresh seat
answer done
# It took the place of the change of position in this spell: the hour has two.
work 40min
expect shown 1
work 5min
expect open walk

story a night is no break: nothing is asked in the first minutes of a day
work 45min
suspend 23h
work 5min
expect open none
suspend 30min
work 1min
expect open posture
why shown back after 30min: a fresh seat

story no fresh seat after a shorter rest
work 10min
still 29min
work 20min
expect shown 0

story a fresh seat is one of Posture.PerDay
set Posture.PerDay 1
work 10min
still 30min
work 15s
expect open posture
answer done
still 30min
work 10min
expect shown 1

story a fresh seat is not asked for when one has long sat down
work 10min
still 30min
meeting on
work 5min
meeting off
work 10min
expect shown 0

story in a meeting that lets prompts through, what can be done on a call
set Hold.Meeting let through
meeting on
work 45min
expect open posture
expect open posture alone
answer done
meeting off
still 4min
work 45min
expect open walk
