# Off-hook gives dial tone; on-hook ends it.
0.0s hook up
expect tone dial
expect off-hook yes
expect lamp 1 on
expect speaker off
+2s hook down
expect tone none
expect off-hook no
expect lamp 1 off
