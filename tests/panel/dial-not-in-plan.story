# A number that the plan does not know is refused with a tone and words; the next digit starts anew.
plan 1xx
0.0s hook up
+1s digits 12
+1s digit *
expect tone congestion
expect row 1 "not in the dial plan"
+1s digit 1
expect tone none
expect row 1 "1"
+1s digits 00
expect dial line 1 "100"
