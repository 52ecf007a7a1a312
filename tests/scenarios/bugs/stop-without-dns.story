# C8: a removal goes where the binding stands and waits for no name; a line that is off asks for none.
name pbx.example A a ttl=60
line 1 servers=pbx.example address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 90s name pbx.example is silent
at 100s stop line 1
show moves,attempts,sends,reports,bindings
until 150s
----
     0  registration  OFF -> REGISTERING          why=started
     0  report        line REGISTERING            since=0  why=started
    20  send          REGISTER to a               attempt=1  why=name_answered
    40  binding       ABSENT -> HELD              server=pbx.example  expires=3600040  why=accepted
    40  registration  REGISTERING -> REGISTERED   server=pbx.example  at=a  refresh=3548540  why=accepted
    40  report        line REGISTERED             server=pbx.example  at=a  since=40  why=accepted
100000  registration  REGISTERED -> STOPPING      until=102000  why=stopped
100000  send          REGISTER to a               attempt=2  for=remove  expires=0  why=stopped
100020  binding       HELD -> ABSENT              server=pbx.example  why=binding_removed
100020  registration  STOPPING -> OFF             why=binding_removed
100020  report        line DISABLED               since=100020  why=stopped
