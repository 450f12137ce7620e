# What was counted wrongly is put right, and the spell follows.

story a rest that was reading
work 30min
still 20min
expect seated 0
work 1min
correct seated 21min
expect seated 51min
expect today seated 51min
expect today away 0
expect today estimated 0
why credited put right as you said: 20min

story sitting that was none
work 30min
correct away 5min
expect seated 0
expect today away 5min
expect today seated 25min
expect today longest 25min

story a short absence that nobody saw takes its part off
work 30min
correct away 1min
# 29 minutes, less a third of 45.
expect seated 14min
expect today away 1min

story in the middle, the rest of the sitting stays
work 10min
still 20min
work 10min
expect seated 10min
correct seated 30min
expect seated 40min
correct seated 30min
expect seated 40min

story standing that was not declared
work 20min
correct standing 5min
expect seated 15min
expect today standing 5min

story a wrong rest put right makes the walk due
set Posture.PerDay 0
work 40min
still 10min
work 1s
expect open none
correct seated 10min 1s
expect open none
work 14s
expect open walk

story sitting put right takes the walk back
set Posture.PerDay 0
work 45min
expect open walk
correct away 3min
expect open none
expect outcome withdrawn

story what was suspended stays so
work 10min
suspend 1h
correct seated 1h
expect today asleep 1h
expect today seated 10min

story a claim in between keeps its credit
set Posture.PerDay 0
work 45min
now walk-one-minute
answer done
expect seated 30min
work 5min
correct away 1min
# 30 + 4, less 15.
expect seated 19min

story more than is known is as much as is known
work 5min
correct away 10h
expect seated 0
expect today away 5min
expect today seated 0

story while idle: the idle was sitting, what follows is open again
work 10min
still 2min
correct seated 2min
expect seated 12min
expect today seated 12min
wait 2min
work 1s
expect seated 14min 1s

story while on a rest that was none
work 10min
still 10min
correct seated 10min
expect seated 20min
wait 3min
expect seated 0
expect today away 3min

story over the border of the day only today is put right
time 03:50
work 20min
correct away 20min
expect today away 10min
expect today seated 0

story the longest sitting follows
set Prompt.Kinds
work 20min
still 5min
work 20min
expect today longest 20min
correct seated 45min
expect today longest 45min
