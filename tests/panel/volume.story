# LOUDER and SOFTER are wishes at any time.
0.0s key louder
expect volume up
+1s key softer
expect volume down
