# Somebody who skips everything: asked again tomorrow, and never shamed.

story a person who skips everything
work 23min
expect open posture
answer skip
work 22min
expect open walk
answer skip
# Not asked again in this sitting, however long it is.
work 3h
expect open none
expect shown 2
expect hold quiet_until_up
expect today skipped 2
# Up at last: asked like anybody else.
still 5min
work 45min
expect open walk
answer skip
still 5min
work 45min
expect open walk
answer skip
still 5min
work 30min
expect today done 0
expect today claimed 0
suspend 17h
# The next day begins as the first did, and the goals have not grown beyond reach.
expect today skipped 0
expect today up-goal 1h
work 45min
expect open walk
answer skip
work 1h
expect open none

story a person who answers nothing is left alone in the end
set Posture.PerDay 0
work 45min
expect open walk
# One reminder, and then it goes.
work 16min
expect open none
expect today expired 1
# One last quiet line at twice the limit.
work 30min
expect open walk
work 15min
expect open none
expect hold quiet_until_up
work 2h
expect open none
expect shown 2
