# A week of somebody who takes every walk: strength on Monday, Wednesday and Friday, three sets each.

story a strength week
set Posture.PerDay 0
set Prompt.Kinds walk mobility strength
# Monday
work 45min
expect open walk carrying strength
why planned today is a strength day, set 1 of 3
answer done
still 5min
work 45min
expect open walk carrying mobility
answer done
still 5min
work 45min
expect open walk carrying strength
why planned today is a strength day, set 2 of 3
answer done
still 5min
work 45min
expect open walk carrying mobility
answer done
still 5min
work 45min
expect open walk carrying strength
answer done
still 5min
work 45min
expect open walk carrying mobility
answer done
still 5min
# Three sets are enough.
work 45min
expect open walk alone
answer done
suspend 18h
# Tuesday: the walks come, and the muscles rest.
work 45min
expect open walk carrying mobility
answer done
still 5min
work 45min
expect open walk alone
answer done
suspend 22h
# Wednesday
work 45min
still 5min
work 45min
expect open walk carrying strength
answer done
suspend 22h
# Thursday
work 45min
still 5min
work 45min
expect open walk alone
suspend 22h
# Friday
work 45min
still 5min
work 45min
expect open walk carrying strength
suspend 22h
# Saturday and Sunday: the week has had its three.
work 45min
still 5min
work 45min
expect open walk alone
suspend 22h
work 45min
still 5min
work 45min
expect open walk alone
suspend 22h
# Monday
work 45min
still 5min
work 45min
expect open walk carrying strength
