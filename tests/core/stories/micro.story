# Micro-breaks: off unless asked for.

story no micro-breaks unless asked for
set Posture.PerDay 0
work 44min
expect shown 0

story a micro-break after each interval without a prompt
set Posture.PerDay 0
set MicroBreak.Interval 15min
work 14min
expect next posture in 1min
work 1min
expect shown 1
why shown 15min of sitting since the last break or prompt: a micro-break
expect today prompted 1
answer done
work 15min
expect shown 2
answer done
# The third would cost the walk its time.
work 14min
expect shown 2
work 1min
expect open walk

story micro-breaks are nothing to the limit of an hour, and keep the gap
set Posture.PerDay 0
set Prompt.MaxPerHour 1
set Walk.Limit 2h
set MicroBreak.Interval 5min
work 5min
expect shown 1
answer done
work 9min
expect shown 1
work 1min
expect shown 2
answer done
work 24min
expect shown 3

story a micro-break gives way to a walk less than five minutes off, however small the gap
set Posture.PerDay 0
set Prompt.MinGap 1s
set Prompt.MaxPerHour 20
set MicroBreak.Interval 41min
work 41min
expect shown 0
why dropped gave way to the walk due in 4min
work 4min
expect open walk

story a rest begins the interval anew
set Posture.PerDay 0
set MicroBreak.Interval 20min
set Walk.Limit 2h
work 30min
answer skip
still 3min
work 19min
expect shown 1
work 1min
expect shown 2

story a prompt begins the interval anew
set Prompt.Kinds posture walk
set Posture.PerDay 1
set MicroBreak.Interval 20min
set Prompt.MaxPerHour 20
set Walk.Limit 1h
work 20min
answer done
work 10min
expect open posture
why shown about half of the limit
answer done
work 19min
expect shown 2

story a micro-break that was held comes when the hold ends
set Posture.PerDay 0
set MicroBreak.Interval 20min
do_not_disturb on
work 21min
why held held back: do not disturb
do_not_disturb off
work 15s
expect shown 1

story after a walk that nobody answered no micro-breaks
set Posture.PerDay 0
set MicroBreak.Interval 5min
set Prompt.MinGap 1s
work 15min
expect shown 1
set MicroBreak.Interval
work 30min
expect open walk
set MicroBreak.Interval 5min
work 43min
expect shown 2

story a micro-break gives way to what comes half-way, which is a change as well
set Prompt.MaxPerHour 20
set MicroBreak.Interval 20min
work 20min
expect shown 0
why dropped gave way to the prompt about half-way, due in 2min 30s
work 2min 30s
expect shown 1
why shown about half of the limit
answer done
# The next would cost the walk its time.
work 20min
expect shown 1
work 2min 30s
expect open walk

story where nothing comes half-way there are micro-breaks
set Prompt.Kinds posture walk
set Posture.PerDay 1
set Prompt.MaxPerHour 20
set MicroBreak.Interval 20min
work 22min 30s
expect shown 1
why shown about half of the limit
answer done
work 22min 30s
answer done
still 5min
work 20min
expect shown 3
why shown a micro-break

story where the limit of an hour leaves no room half-way there are micro-breaks
set Prompt.MaxPerHour 1
set MicroBreak.Interval 20min
work 20min
expect shown 1
why shown a micro-break

story a micro-break that was put off comes when the person said
set Prompt.MaxPerHour 20
set Walk.Limit 1h
set MicroBreak.Interval 15min
work 15min
expect shown 1
answer snooze 11min
work 11min
expect shown 2
why shown you put it off
