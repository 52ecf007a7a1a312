# C11: jitter_percent 10 makes refreshes only earlier, 90 to 100 % of 558.5 s (C4: 502.65 to 558.5 s), whatever the
# seed. 0 is exact.
line 1 servers=a expires_s=600 seed=1
line 2 servers=a expires_s=600 seed=2
line 3 servers=a expires_s=600 seed=3
line 4 servers=a expires_s=600 seed=3 jitter_percent=0
start line 1
start line 2
start line 3
start line 4
show moves
until 1200s
----
      0  line 1  registration  OFF -> REGISTERING          why=started
      0  line 2  registration  OFF -> REGISTERING          why=started
      0  line 3  registration  OFF -> REGISTERING          why=started
      0  line 4  registration  OFF -> REGISTERING          why=started
     20  line 1  registration  REGISTERING -> REGISTERED   server=a  refresh=545444.386  why=accepted
     20  line 2  registration  REGISTERING -> REGISTERED   server=a  refresh=545820.478  why=accepted
     20  line 3  registration  REGISTERING -> REGISTERED   server=a  refresh=534577.336  why=accepted
     20  line 4  registration  REGISTERING -> REGISTERED   server=a  refresh=558520  why=accepted
 534577.336  line 3  registration  REGISTERED -> REGISTERING   server=a  why=refresh_due
 534597.336  line 3  registration  REGISTERING -> REGISTERED   server=a  refresh=1082292.224  why=accepted
 545444.386  line 1  registration  REGISTERED -> REGISTERING   server=a  why=refresh_due
 545464.386  line 1  registration  REGISTERING -> REGISTERED   server=a  refresh=1075119.692  why=accepted
 545820.478  line 2  registration  REGISTERED -> REGISTERING   server=a  why=refresh_due
 545840.478  line 2  registration  REGISTERING -> REGISTERED   server=a  refresh=1062233.240  why=accepted
 558520  line 4  registration  REGISTERED -> REGISTERING   server=a  why=refresh_due
 558540  line 4  registration  REGISTERING -> REGISTERED   server=a  refresh=1117040  why=accepted
1062233.240  line 2  registration  REGISTERED -> REGISTERING   server=a  why=refresh_due
1062253.240  line 2  registration  REGISTERING -> REGISTERED   server=a  refresh=1614255.330  why=accepted
1075119.692  line 1  registration  REGISTERED -> REGISTERING   server=a  why=refresh_due
1075139.692  line 1  registration  REGISTERING -> REGISTERED   server=a  refresh=1624280.358  why=accepted
1082292.224  line 3  registration  REGISTERED -> REGISTERING   server=a  why=refresh_due
1082312.224  line 3  registration  REGISTERING -> REGISTERED   server=a  refresh=1593521.166  why=accepted
1117040  line 4  registration  REGISTERED -> REGISTERING   server=a  why=refresh_due
1117060  line 4  registration  REGISTERING -> REGISTERED   server=a  refresh=1675560  why=accepted
