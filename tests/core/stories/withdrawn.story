# A prompt is taken back when it no longer holds.

story the limit was raised above what was sat
set Posture.PerDay 0
work 45min
expect open walk
set Walk.Limit 1h
expect open none
why dropped no longer due
work 15min
expect open walk

story who stood has sat down
stand
work 40min
expect open posture
sit
expect open none
expect outcome withdrawn

story a last line goes when the person was up for a little
set Posture.PerDay 0
work 90min
expect open walk
lock
wait 1min
unlock
expect open none
# Two prompts an hour: the first was at 45min.
work 13min
expect open none
work 1min
expect open walk
why shown the limit is 45min

story a last line goes when sitting is put right, and begins no silence
set Posture.PerDay 0
work 90min
correct away 3min
expect open none
work 16min
expect hold none
expect shown 2

story an idle that may be reading takes nothing back
set Posture.PerDay 0
work 44min 30s
still 2min
expect open walk
work 1s
expect open walk
