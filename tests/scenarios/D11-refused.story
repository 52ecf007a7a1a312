# D11: between targets there is no probe; between servers no dns_ttl, registration or duration: refused, and nothing
# changes.
name pbx.example A a,b ttl=60
line 1 servers=pbx.example,c address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 1s configure line 1 pbx.example.failback_mode=probe
at 2s configure line 1 pbx.example.failback_mode=registration failback_servers=dns_ttl
at 3s configure line 1 failback_servers=registration
at 4s configure line 1 failback_servers=duration
at 5s configure line 1 failback_servers=probe
show moves,sends,world
until 10s
----
     0  registration  OFF -> REGISTERING          why=started
    20  send          REGISTER to a               attempt=1  why=name_answered
    40  registration  REGISTERING -> REGISTERED   server=pbx.example  at=a  refresh=3469540  why=accepted
  1000  world         configure line 1 pbx.example.failback_mode=probe
  1000  refused       Configured                  out of range  failback_mode=5  at=1
  2000  world         configure line 1 pbx.example.failback_mode=registration failback_servers=dns_ttl
  2000  refused       Configured                  out of range  failback_servers=2
  3000  world         configure line 1 failback_servers=registration
  3000  refused       Configured                  out of range  failback_servers=3
  4000  world         configure line 1 failback_servers=duration
  4000  refused       Configured                  out of range  failback_servers=4
  5000  world         configure line 1 failback_servers=probe
