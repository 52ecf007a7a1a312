# D10, D3: the TTL is that of the address record of the target in use; 0 counts as 1 s.
name pbx.example A a,b ttl=0
line 1 servers=pbx.example failback_mode=dns_ttl address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
server a is unreachable
start line 1
at 2s server a is back
show moves,attempts,sends
until 4s
----
     0  registration  OFF -> REGISTERING          why=started
    20  send          REGISTER to a               attempt=1  why=name_answered
    40  attempt 1     failed                      why=icmp_unreachable
    40  send          REGISTER to b               attempt=2  why=next_candidate
    60  registration  REGISTERING -> REGISTERED   server=pbx.example  at=b  refresh=3509060  why=accepted  cause=icmp
    60  target_failback  FIRST -> AWAY               server=pbx.example  back=1060  why=ttl_runs
  1060  target_failback  AWAY -> TRYING              server=pbx.example  why=ttl_over
  1060  registration  REGISTERED -> REGISTERING   server=pbx.example  why=ttl_over
  1080  send          REGISTER to a               attempt=3  why=name_answered
  1100  attempt 3     failed                      why=icmp_unreachable
  1100  send          REGISTER to b               attempt=4  why=next_candidate
  1120  registration  REGISTERING -> REGISTERED   server=pbx.example  at=b  refresh=3510120  why=accepted
  1120  target_failback  TRYING -> AWAY              server=pbx.example  back=2120  why=ttl_runs
  2120  target_failback  AWAY -> TRYING              server=pbx.example  why=ttl_over
  2120  registration  REGISTERED -> REGISTERING   server=pbx.example  why=ttl_over
  2140  send          REGISTER to a               attempt=5  why=name_answered
  2160  registration  REGISTERING -> REGISTERED   server=pbx.example  at=a  refresh=3511160  why=accepted
  2160  target_failback  TRYING -> FIRST             server=pbx.example  why=failback_not_needed
