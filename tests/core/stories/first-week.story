# A first week, as somebody finds it who changed nothing: light, few prompts, easy to live with.

story the first week on light
# Monday, 09:00. Nothing for the first while but a change of position.
work 22min
expect open none
work 1min
expect open posture
answer done
# After three quarters of an hour a walk, with an easy strength set, and it may be to the tap.
work 22min
expect open walk with strength
why shown you sat 45min, the limit is 45min
answer done
still 4min
expect today done 1
# The second walk has mobility with it. Two prompts an hour, so no change of position before it.
work 45min
expect open walk with mobility
expect shown 3
answer done
still 4min
work 45min
expect open walk with strength
answer done
# Lunch. Who comes back from so long a rest is asked for a fresh seat.
still 40min
work 1min
expect open posture
why shown back after 40min: a fresh seat
answer done
work 44min
expect open walk with mobility
# Not every prompt has to be answered: who goes is believed.
still 5min
expect open none
expect today done 3
expect today natural 1
work 30min
expect today breaks 4
expect today breaks-taken 4
expect today up-goal 1h
expect today walk-goal 10min
expect offer none
# Tuesday is no strength day.
suspend 19h
work 46min
expect open walk without strength
answer done
still 4min
work 45min
expect open walk without strength
answer skip
suspend 22h
# The days go on, and nobody is asked for more before the week is over.
work 1h
suspend 23h
work 1h
suspend 23h
work 1h
suspend 71h
# Monday again: one line in status says that there is more, and the goals have grown a little.
work 10min
expect offer standard
expect today up-goal 1h 10min
expect today walk-goal 15min
