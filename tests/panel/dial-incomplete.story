# A number that is not complete is given up after sixteen seconds.
plan xxxx
0.0s hook up
+1s digits 123
+15.9s
expect tone none
+0.1s
expect tone congestion
expect row 1 "the number is not complete"
