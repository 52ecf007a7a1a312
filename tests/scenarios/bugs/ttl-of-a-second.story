# D10, D6, C12: a TTL of 1 s while the first target is dead. D6's pass waits for the first target's rest; it once
# left every second, used the limit up and took the refresh's place.
name pbx.example A a,b ttl=1
server b answers REGISTER 200 expires=30
line 1 servers=pbx.example failback_mode=dns_ttl address_family=ipv4
line 1 keepalive_s=0
server a is unreachable
start line 1
show moves,reports
until 70s
----
     0  registration  OFF -> REGISTERING          why=started
     0  report        line REGISTERING            since=0  why=started
    60  registration  REGISTERING -> REGISTERED   server=pbx.example  at=b  refresh=14708.505  why=accepted  cause=icmp
    60  target_failback  FIRST -> AWAY               server=pbx.example  back=1111.693  why=ttl_runs
    60  report        line REGISTERED             server=pbx.example  at=b  since=60  why=icmp_unreachable  cause=icmp
 14708.505  registration  REGISTERED -> REGISTERING   server=pbx.example  why=refresh_due
 14748.505  registration  REGISTERING -> REGISTERED   server=pbx.example  at=b  refresh=29496.910  why=accepted
 29496.910  registration  REGISTERED -> REGISTERING   server=pbx.example  why=refresh_due
 29536.910  registration  REGISTERING -> REGISTERED   server=pbx.example  at=b  refresh=43955.810  why=accepted
 30040  target_failback  AWAY -> TRYING              server=pbx.example  why=ttl_over
 30040  registration  REGISTERED -> REGISTERING   server=pbx.example  why=ttl_over
 30080  registration  REGISTERING -> REGISTERED   server=pbx.example  at=b  refresh=44787.740  why=accepted
 30080  target_failback  TRYING -> AWAY              server=pbx.example  back=31179.588  why=ttl_runs
 44787.740  registration  REGISTERED -> REGISTERING   server=pbx.example  why=refresh_due
 44827.740  registration  REGISTERING -> REGISTERED   server=pbx.example  at=b  refresh=58805.535  why=accepted
 58805.535  registration  REGISTERED -> REGISTERING   server=pbx.example  why=refresh_due
 58845.535  registration  REGISTERING -> REGISTERED   server=pbx.example  at=b  refresh=72548.545  why=accepted
 60060  target_failback  AWAY -> TRYING              server=pbx.example  why=ttl_over
 60060  registration  REGISTERED -> REGISTERING   server=pbx.example  why=ttl_over
 60120  registration  REGISTERING -> REGISTERED   server=pbx.example  at=b  refresh=73627.740  why=accepted
 60120  target_failback  TRYING -> AWAY              server=pbx.example  back=61188.280  why=ttl_runs
