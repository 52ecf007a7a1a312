# A line has at most four calls: a fifth is not dialled.
plan xxxx
0.0s call 1 incoming
+0s call 2 incoming
+0s call 3 incoming
+0s call 4 incoming
+1s key cancel
expect reject 1 486
+0s call 5 incoming
+1s hook up
expect answer 2
+0s call 2 up
expect audio to 2
+1s key hold
expect hold 2
expect audio to nobody
+0s call 2 held
+1s digits 1234
expect tone call-waiting
expect row 1 "this line has four calls"
