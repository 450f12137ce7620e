# What holds prompts back; a hold defers, it never fulfils and never swallows.

story a meeting holds a walk back; it comes after the grace
set Posture.PerDay 0
work 30min
meeting on
work 30min
expect open none
expect hold meeting
why held a meeting
meeting off
expect open none
work 14s
expect open none
work 1s
expect open walk

story a hold of three hours over a due walk: one prompt afterwards
set Posture.PerDay 0
work 40min
pause 3h
work 3h
expect hold none
work 15s
expect shown 1
expect open walk

story a meeting let through holds nothing
set Posture.PerDay 0
set Hold.Meeting let through
meeting on
work 45min
# Something that can be done on a call.
expect open posture
why shown you sat 45min

story a hold takes an open prompt back, and it comes again
set Posture.PerDay 0
work 45min
expect open walk
meeting on
expect outcome withdrawn
expect open none
work 20min
meeting off
work 15s
expect open walk

story it keeps the gap
set Posture.PerDay 0
work 45min
meeting on
work 1min
meeting off
work 8min
expect open none
work 1min
expect open walk

story flips of a hold bring no burst
set Posture.PerDay 0
work 45min
meeting on
meeting off
meeting on
meeting off
meeting on
meeting off
work 15s
expect shown 1
work 10min
expect shown 2

story pause without an end
set Posture.PerDay 0
pause
work 5h
expect shown 0
expect hold paused
resume
work 15s
expect shown 1

story pause counts sitting on
pause 1h
work 1h
expect seated 1h
expect today seated 1h

story resume without a pause is no error
resume
expect hold none

story quiet hours hold until they end
set Prompt.Kinds walk
set Day.Start 12:00
time 21:30
work 45min
expect shown 0
expect hold quiet_hours for 8h 15min
expect next walk in 8h 15min 15s
work 8h 15min
expect hold none
work 15s
expect open walk

story quiet hours take an open prompt back
set Posture.PerDay 0
time 21:10
work 45min
expect open walk
work 5min
expect outcome withdrawn

story no quiet hours at all
set Posture.PerDay 0
set Hours.Quiet
time 23:00
work 45min
expect open walk

story nothing is shown while away, locked or asleep
set Posture.PerDay 0
work 44min
lock
wait 30s
# Thirty seconds are no rest: the walk is due a minute after.
unlock
work 1min
expect open walk

story coming back from a short idle, a due walk waits for the grace
set Posture.PerDay 0
work 43min 30s
still 2min
work 14s
expect open none
work 1s
expect open walk

story the holds of a meeting and a pause end with the later one
set Posture.PerDay 0
work 45min
answer snooze
meeting on
pause 1h
meeting off
work 59min
expect open none
work 1min
work 15s
expect open walk

story quiet hours hold from the start
time 23:00
expect hold quiet_hours for 7h 30min

story what is too near to the last prompt is said when the grace is over
set Posture.PerDay 0
work 45min
meeting on
work 1min
meeting off
work 14s
wait 2s
why held too near

story a change of position after standing is held for what it is due for
stand
work 30s
meeting on
work 45min
why held due after 40min of standing (limit 40min, Stand.Limit), held back: a meeting

story a change of position half-way is due at half of the limit
work 10min
meeting on
work 20min
why held due after 22min 30s of sitting (half of the limit of 45min), held back: a meeting

story a last line is due at twice the limit
set Posture.PerDay 0
work 1h 5min
meeting on
work 40min
why held due after 1h 30min of sitting (twice the limit of 45min), held back: a meeting

story what takes an open prompt back is said once
set Posture.PerDay 0
work 45min
meeting on
work 5min
why held taken back for now: a meeting
pause
why held due after 50min of sitting (limit 45min), held back: paused

story who leaves the session with a prompt open is told of that alone
set Posture.PerDay 0
work 45min
session gone
why held taken back for now: no session

story outside of office hours nothing is shown
set Posture.PerDay 0
set Hours.Office Mon-Fri 08:00-12:00 13:00-18:00
time 11:30
work 45min
expect shown 0
expect hold off_hours for 45min
expect next walk in 45min 15s
why held due after 45min of sitting (limit 45min), held back: outside office hours
work 45min
expect hold none
work 15s
expect shown 1
expect open walk

story office hours that end take an open prompt back until the next morning
set Posture.PerDay 0
set Hours.Office Mon-Fri 08:00-18:00
set Hours.Quiet
time 17:10
work 50min
expect open none
expect outcome withdrawn
expect hold off_hours for 14h
work 14h
work 15s
expect open walk

story the week is long
set Prompt.Kinds
set Hours.Quiet
set Hours.Office Tue 22:00-02:00
time 22:30
expect hold off_hours for 23h 30min
wait 23h 30min
expect hold none
wait 3h 59min
expect hold none
wait 1min
expect hold off_hours for 6d 20h

story office hours and quiet hours hold with the later one
set Posture.PerDay 0
set Hours.Office 06:00-18:00
time 05:00
work 45min
expect hold quiet_hours for 45min
expect hold off_hours for 15min
work 20min
expect hold quiet_hours
work 25min
expect hold none
work 15s
expect open walk

story no office hours are no hold, and they are live
time 12:00
expect hold none
set Hours.Office Mon-Fri 08:00-12:00
expect hold off_hours
set Hours.Office
expect hold none

story a night of summer time: office hours begin by the new clock
set Hours.Quiet
set Hours.Office 06:00-18:00
time 01:00
expect hold off_hours for 5h
wait 1h
zone +1h
expect hold off_hours for 3h
wait 2h 59min
expect hold off_hours
wait 1min
expect hold none

story a night of winter time: office hours begin by the new clock
set Hours.Quiet
set Hours.Office 06:00-18:00
time 01:00
wait 2h
zone -1h
expect hold off_hours for 4h
wait 4h
expect hold none
