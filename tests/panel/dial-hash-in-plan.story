# Where the plan has # as a digit, it is one.
plan *xx#|x.T
0.0s hook up
+1s digits *21
expect nothing
+1s digit #
expect dial line 1 "*21#"
