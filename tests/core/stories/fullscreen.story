# A window that fills the screen holds back what is due. The desktop is asked only when the answer matters.

story a window that fills the screen holds, however long
set Posture.PerDay 0
fullscreen on
work 5h
expect shown 0
expect hold fullscreen
fullscreen off
work 15s
expect open walk

story a window that fills the screen may be let through
set Posture.PerDay 0
set Hold.Fullscreen let through
fullscreen on
work 45min
expect open walk

story the screen is looked at from two seconds before a walk on, and no longer than it is shown
set Posture.PerDay 0
work 44min 57s
expect lookout off
work 1s
expect lookout on
expect hold none
work 2s
expect open walk
expect lookout off
answer done
expect lookout off

story nobody asks where the answer changes nothing
set Posture.PerDay 0
set Hold.Fullscreen let through
work 44min 59s
expect lookout off
set Hold.Fullscreen hold
expect lookout on
pause 5s
expect lookout off
work 1min
expect open walk

story who is away is not looked after
set Posture.PerDay 0
work 44min 30s
fullscreen on
still 70s
expect presence away
expect hold away
expect lookout off
wait 1min
work 12s
expect lookout off
work 2s
expect lookout on
expect hold fullscreen
work 1min
expect shown 0

story a film that began long ago is found in time
set Posture.PerDay 0
work 10min
fullscreen on
expect hold none
work 34min 57s
expect hold none
work 1s
expect hold fullscreen
expect held-back 0
work 2s
expect open none
expect held-back 1
why held due after 45min of sitting (limit 45min), held back: a fullscreen window

story a film over a nudge and the walk after it: each is said once, and one prompt comes
fullscreen on
work 3h
expect shown 0
expect held-back 1
fullscreen off
work 14s
expect shown 0
work 1s
expect open walk
expect shown 1
work 9min
expect shown 1

story it ends for a moment and goes on: the film is found again before anything comes
set Posture.PerDay 0
fullscreen on
work 50min
fullscreen off
expect hold none
expect lookout off
work 3s
fullscreen on
expect hold none
work 10s
expect lookout on
expect hold fullscreen
work 1h
expect shown 0
expect held-back 1

story another hold takes over, and the film is found again when that has ended
set Posture.PerDay 0
fullscreen on
work 50min
expect hold fullscreen
do_not_disturb on
expect lookout off
expect hold do_not_disturb
work 10min
expect held-back 2
do_not_disturb off
expect hold none
work 15s
expect hold fullscreen
expect shown 0
expect held-back 2
fullscreen off
work 15s
expect shown 1

story who leaves in the middle of a film, and is back
set Posture.PerDay 0
fullscreen on
work 50min
expect hold fullscreen
still 2min
expect hold away
expect lookout off
work 14s
expect hold fullscreen
expect shown 0
fullscreen off
work 15s
expect shown 1

story a walk that is credited needs no lookout, and no hold is left
set Posture.PerDay 0
fullscreen on
work 50min
expect hold fullscreen
correct away 5min
expect lookout off
expect hold none

story a film that begins while a prompt is open takes its reminder back
set Posture.PerDay 0
work 45min
expect open walk
fullscreen on
expect lookout off
work 9min
expect open walk
work 58s
expect outcome withdrawn
expect open none
expect hold fullscreen
why held taken back for now: a fullscreen window
work 30min
fullscreen off
work 15s
expect open walk
expect shown 2
expect today prompted 1

story a prompt that is asked for is shown over the film, and nothing after it
set Posture.PerDay 0
fullscreen on
work 50min
now posture
expect open posture
expect lookout off
expect hold none
answer done
work 9min 57s
expect lookout off
work 10s
expect hold fullscreen
expect shown 1

story what may come at any moment is looked after while another prompt is open
set Walk.Limit 20min
work 10min
expect open posture
fullscreen on
work 9min 57s
expect lookout off
work 1s
expect outcome withdrawn
expect hold fullscreen
work 1h
expect shown 1
fullscreen off
work 15s
expect open walk

story a snooze ends in a film
set Posture.PerDay 0
work 45min
answer snooze
fullscreen on
work 9min 57s
expect lookout off
work 10s
expect hold fullscreen
expect shown 1
work 1h
why held put off by 10min and due again, held back: a fullscreen window
fullscreen off
work 15s
expect shown 2
