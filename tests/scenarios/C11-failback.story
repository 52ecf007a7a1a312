# C11: jitter makes the way back only later: the probe after 100 to 110 s, D5's moment after 200 to 220 s.
server a is unreachable
name pbx.example A a,b ttl=3600
line 1 servers=a,b failback_interval_s=100 quarantine_s=0 seed=1
line 2 servers=a,b failback_interval_s=100 quarantine_s=0 seed=2
line 3 servers=pbx.example failback_mode=duration failback_timeout_s=200 quarantine_s=0 seed=3 address_family=ipv4
start line 1
start line 2
start line 3
show moves
until 250s
----
     0  line 1  registration  OFF -> REGISTERING          why=started
     0  line 2  registration  OFF -> REGISTERING          why=started
     0  line 3  registration  OFF -> REGISTERING          why=started
    40  line 1  registration  REGISTERING -> REGISTERED   server=b  refresh=3436579.273  why=accepted  cause=icmp
    40  line 1  failback      HOME -> AWAY                probe=105209.300  why=probe_waits
    40  line 2  registration  REGISTERING -> REGISTERED   server=b  refresh=3438951.079  why=accepted  cause=icmp
    40  line 2  failback      HOME -> AWAY                probe=107586.100  why=probe_waits
    60  line 3  registration  REGISTERING -> REGISTERED   server=pbx.example  at=b  refresh=3358495.828  why=accepted  cause=icmp
    60  line 3  target_failback  FIRST -> AWAY               server=pbx.example  back=203932.800  why=duration_runs
105209.300  line 1  failback      AWAY -> PROBING             server=a  why=probe_due
105229.300  line 1  failback      PROBING -> AWAY             probe=206906.600  why=probe_failed
107586.100  line 2  failback      AWAY -> PROBING             server=a  why=probe_due
107606.100  line 2  failback      PROBING -> AWAY             probe=208770.600  why=probe_failed
203932.800  line 3  target_failback  AWAY -> TRYING              server=pbx.example  why=duration_over
203932.800  line 3  registration  REGISTERED -> REGISTERING   server=pbx.example  why=duration_over
203972.800  line 3  registration  REGISTERING -> REGISTERED   server=pbx.example  at=b  refresh=3415581.541  why=accepted
203972.800  line 3  target_failback  TRYING -> AWAY              server=pbx.example  back=410170  why=duration_runs
206906.600  line 1  failback      AWAY -> PROBING             server=a  why=probe_due
206926.600  line 1  failback      PROBING -> AWAY             probe=310800.600  why=probe_failed
208770.600  line 2  failback      AWAY -> PROBING             server=a  why=probe_due
208790.600  line 2  failback      PROBING -> AWAY             probe=313000.900  why=probe_failed
