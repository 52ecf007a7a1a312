# Typed on-hook, an emergency number waits for the wish to dial it, and then goes at once.
plan 2xx
emergency 112
0.0s digits 112
+5s key send
expect dial line 1 "112" emergency
