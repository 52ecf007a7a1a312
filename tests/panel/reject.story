# CANCEL refuses a call that rings: busy here.
0.0s call 1 incoming
+1s key cancel
expect reject 1 486
expect bell off
+0.1s call 1 gone 486
expect row 1 ""
