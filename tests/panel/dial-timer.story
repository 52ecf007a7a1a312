# A number that may be whole, or longer, is sent four seconds after its last digit (T).
plan 0x.T
0.0s hook up
+1s digits 01
+3.9s digit 2
+3.9s key louder
expect volume up
expect row 1 "012"
+0.1s
expect dial line 1 "012"
