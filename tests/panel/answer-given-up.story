# The caller gives up: the bell stops.
0.0s call 1 incoming
expect bell on
+5s call 1 gone 487
expect bell off
expect lamp 1 off
expect row 1 ""
