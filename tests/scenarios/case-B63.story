# C3a. Case 63: the phone's address changes (Wi-Fi to mobile): REGISTER with the new Contact at the same server, the
# second SRV target that serves, before any failover.
name _sip._udp.pbx.example SRV 1 1 5060 one.example, 2 1 5060 two.example ttl=3600
name one.example A a ttl=3600
name two.example A b ttl=3600
server a is unreachable
line 1 servers=pbx.example port=0 failback_mode=never address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 60s network back line 1 address=changed
show moves,attempts,sends,world
until 70s
----
     0  registration  OFF -> REGISTERING          why=started
    40  send          REGISTER to a               attempt=1  why=name_answered
    60  attempt 1     failed                      why=icmp_unreachable
    60  send          REGISTER to b               attempt=2  why=next_candidate
    80  registration  REGISTERING -> REGISTERED   server=pbx.example  at=b  refresh=3509080  why=accepted  cause=icmp
 60000  world         network back line 1 address=changed
 60000  registration  REGISTERED -> REGISTERING   server=pbx.example  why=address_changed
 60000  send          REGISTER to b               attempt=3  why=working_candidate
 60020  registration  REGISTERING -> REGISTERED   server=pbx.example  at=b  refresh=3569020  why=accepted
