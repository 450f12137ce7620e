# What was put off comes again at the time named; and what was asked for in between.

story a nudge that was put off gives way to the walk
work 22min 30s
expect open posture
answer snooze 20min
work 20min
expect open none
why dropped gave way
work 2min 30s
expect open walk

story a nudge that was put off comes again, and costs the walk no time
work 22min 30s
answer snooze
work 10min
expect open posture
answer done
work 12min 30s
expect open walk
expect today prompted 2

story how often a nudge was put off is nothing to the walk
set Prompt.MaxPerHour 10
work 22min 30s
answer snooze 1min
work 1min
answer snooze 1min
work 1min
answer skip
work 20min 30s
expect open walk
answer snooze
work 10min
answer snooze
expect outcome snoozed

story a nudge that was put off does not shift who carries mobility
set Prompt.Kinds posture walk mobility
set Posture.PerDay 1
work 22min 30s
answer snooze 1min
work 1min
answer done
work 21min 30s
expect open walk alone
still 4min
work 45min
expect open walk carrying mobility

story without snoozes every second walk carries mobility as well
set Prompt.Kinds walk mobility
set Posture.PerDay 0
set Prompt.SnoozeLimit 0
work 45min
answer snooze -> snooze-limit
expect open walk alone
still 4min
work 45min
expect open walk carrying mobility

story after two snoozes a short version, whatever the limit
set Posture.PerDay 0
set Prompt.SnoozeLimit 5
work 45min
answer snooze
work 10min
answer snooze
work 10min
expect open walk short

story one that was asked for in between keeps the gap
set Posture.PerDay 0
work 45min
answer snooze
work 9min
now posture-fresh-position
work 30s
answer skip
work 30s
expect open none
expect next walk in 9min
work 9min
expect open walk

story one that was asked for and put off is the same again
set Posture.PerDay 0
set Prompt.Kinds walk
now mobility-joint-tour
answer snooze
work 10min
expect open mobility

story a walk put off twice within an hour leaves the next one its place
set Posture.PerDay 0
work 45min
answer snooze
work 10min
answer snooze
work 10min
still 3min
work 45min
expect open walk

story silence is not ended by one that was asked for
set Posture.PerDay 0
work 1h 45min
expect hold quiet_until_up
now walk
expect shown 3
work 16min
expect outcome expired
expect hold quiet_until_up
work 1h
expect shown 3

story a walk that was skipped is not asked again after one that was asked for
set Posture.PerDay 0
work 45min
answer skip
now walk
work 16min
expect outcome expired
work 2h
expect shown 2

story a walk that comes back is the same kind of walk
set Posture.PerDay 0
work 45min
expect open walk carrying strength hydrate
answer snooze
work 10min
expect open walk carrying strength hydrate
still 4min
work 45min
expect open walk carrying mobility
meeting on
work 10min
meeting off
work 15s
expect open walk carrying mobility

story the last line counts, also after a walk that was replaced
set Posture.PerDay 0
set Prompt.MaxPerHour 1
work 45min
now walk-one-minute
work 45min
expect shown 2
work 15min
expect shown 3

story sitting that is put right does not end the silence
set Posture.PerDay 0
work 3h
expect hold quiet_until_up
correct standing 1us
correct seated 1h
expect hold quiet_until_up

story a walk put off waits for the gap after one that nobody answered
set Posture.PerDay 0
set Prompt.MinGap 20min
work 45min
answer snooze 12min
work 6min
now walk-one-minute
work 15min
expect outcome expired
expect open none
work 5min
expect open walk
expect shown 3

story a walk put off is not due before a limit that was raised
set Posture.PerDay 0
work 45min
answer snooze
set Walk.Limit 1h
work 10min
expect open none
work 5min
expect open walk

story a change of position after standing that was put off, and meanwhile made
stand
work 40min
expect open posture
answer snooze
sit
work 10min
expect open none

story what was put off and is held back is due because that time is over
now walk
answer snooze 1min
pause
work 2min
why held put off by 1min and due again, held back: paused
resume
work 15s
expect open walk

story a change of position that was put off and is held back
set Prompt.MinGap 1min
stand
work 40min
answer snooze 5min
meeting on
work 5min
why held put off by 5min and due again, held back: a meeting

story a walk put off and taken back is due for its own sake
set Posture.PerDay 0
work 45min
answer snooze 5min
work 5min
expect open walk
meeting on
pause
why held due after 50min of sitting (limit 45min), held back: paused
