# The first registrar forgets its bindings for ten minutes: it answers 200 and says that the registration
# has ended. And when the line comes home and removes its old registration at the second, the new one is
# renewed at once, since some registrars remove all of them.
line 1 servers=a,b expires_s=300 failback_interval_s=300 unregister_old=on contact_per_server=on jitter_percent=0
start line 1
at 30min server a answers REGISTER 200 expires=0
at 40min server a answers REGISTER 200 expires=300
show reports
until 2h
