# REDIAL has nothing to dial at first, and never an emergency number.
emergency 112
0.0s key redial
expect off-hook no
+1s hook up
+1s digits 112
expect dial line 1 "112" emergency
+1s call 1 trying
+1s hook down
expect hangup 1
+1s key redial
expect off-hook no
