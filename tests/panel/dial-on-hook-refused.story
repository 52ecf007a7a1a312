# What was typed on-hook is held to the plan when it is dialled.
plan xxxx
0.0s digits 123
+1s hook up
expect tone congestion
expect row 1 "the number is not complete"
