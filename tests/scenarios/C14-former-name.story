# C14: a server's name is replaced by another one: the binding at the old address is removed there, while the new
# name is looked up.
name old.example A a ttl=60
name new.example A b ttl=60
line 1 servers=old.example address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 10s configure line 1 servers=new.example address_family=ipv4
show moves,attempts,sends,names,world
until 20s
----
     0  registration  OFF -> REGISTERING          why=started
     0  locate        IDLE -> ASKING              server=old.example  until=10000  why=name_asked
     0  resolve       A old.example               query=1
    20  answer        a                           query=1  ttl=60
    20  locate        ASKING -> KNOWN             server=old.example  until=60020  why=name_answered
    20  send          REGISTER to a               attempt=1  why=name_answered
    40  registration  REGISTERING -> REGISTERED   server=old.example  at=a  refresh=3548540  why=accepted
 10000  world         configure line 1 servers=new.example address_family=ipv4
 10000  send          REGISTER to a               attempt=2  for=remove  former  expires=0  why=server_removed
 10000  registration  WAITING -> REGISTERING      why=config_changed
 10000  locate        IDLE -> ASKING              server=new.example  until=20000  why=name_asked
 10000  resolve       A new.example               query=2
 10020  answer        b                           query=2  ttl=60
 10020  locate        ASKING -> KNOWN             server=new.example  until=70020  why=name_answered
 10020  send          REGISTER to b               attempt=3  why=name_answered
 10040  registration  REGISTERING -> REGISTERED   server=new.example  at=b  refresh=3558540  why=accepted
