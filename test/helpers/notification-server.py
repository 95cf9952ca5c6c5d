"""A notification server for a private session bus (Desktop Notifications Specification 1.2), on a desktop that shows tray icons.

Writes one JSON object a line: {"kind": "ready"}, {"kind": "notify", ...}, {"kind": "closed", "id": n}.
Reads lines: "click <id> <action>", "dismiss <id>". Ends at the end of its input.
"""
import json
import sys

from gi.repository import Gio, GLib

PATH = "/org/freedesktop/Notifications"
NAME = "org.freedesktop.Notifications"
TRAY_HOST = "org.kde.StatusNotifierWatcher"
INTERFACE = """
<node><interface name="org.freedesktop.Notifications">
  <method name="GetCapabilities"><arg type="as" direction="out"/></method>
  <method name="GetServerInformation">
    <arg type="s" direction="out"/><arg type="s" direction="out"/><arg type="s" direction="out"/><arg type="s" direction="out"/>
  </method>
  <method name="Notify">
    <arg type="s" direction="in"/><arg type="u" direction="in"/><arg type="s" direction="in"/><arg type="s" direction="in"/>
    <arg type="s" direction="in"/><arg type="as" direction="in"/><arg type="a{sv}" direction="in"/><arg type="i" direction="in"/>
    <arg type="u" direction="out"/>
  </method>
  <method name="CloseNotification"><arg type="u" direction="in"/></method>
  <signal name="ActionInvoked"><arg type="u"/><arg type="s"/></signal>
  <signal name="NotificationClosed"><arg type="u"/><arg type="u"/></signal>
</interface></node>
"""
DISMISSED_BY_PERSON = 2
CLOSED_BY_CALL = 3


def say(**line):
    print(json.dumps(line), flush=True)


class Server:
    def __init__(self, connection):
        self.connection = connection
        self.last_id = 0

    def emit(self, signal, signature, values):
        self.connection.emit_signal(None, PATH, NAME, signal, GLib.Variant(signature, values))

    def on_call(self, _connection, _sender, _path, _interface, method, parameters, invocation):
        arguments = parameters.unpack()
        if method == "Notify":
            app, replaces, icon, title, body, actions, hints, expires = arguments
            if not replaces:
                self.last_id += 1
            shown = replaces or self.last_id
            invocation.return_value(GLib.Variant("(u)", (shown,)))
            hints = {key: value if isinstance(value, (str, int, float, bool)) else str(value) for key, value in hints.items()}
            say(kind="notify", id=shown, replaces=replaces, app=app, icon=icon, title=title, body=body,
                actions=dict(zip(actions[::2], actions[1::2])), hints=hints, expires=expires)
        elif method == "GetCapabilities":
            invocation.return_value(GLib.Variant("(as)", (["actions", "body", "body-markup", "persistence"],)))
        elif method == "GetServerInformation":
            invocation.return_value(GLib.Variant("(ssss)", ("test", "willwatch", "1", "1.2")))
        else:
            self.emit("NotificationClosed", "(uu)", (arguments[0], CLOSED_BY_CALL))
            invocation.return_value(None)
            say(kind="closed", id=arguments[0])

    def on_command(self, line):
        command, shown, *action = line.split()
        if command == "click":
            self.emit("ActionInvoked", "(us)", (int(shown), action[0]))
        self.emit("NotificationClosed", "(uu)", (int(shown), DISMISSED_BY_PERSON))


def main():
    connection = Gio.bus_get_sync(Gio.BusType.SESSION)
    server = Server(connection)
    connection.register_object(PATH, Gio.DBusNodeInfo.new_for_xml(INTERFACE).interfaces[0], server.on_call, None, None)
    Gio.bus_own_name_on_connection(connection, TRAY_HOST, Gio.BusNameOwnerFlags.NONE, None, None)
    Gio.bus_own_name_on_connection(connection, NAME, Gio.BusNameOwnerFlags.NONE, lambda *_: say(kind="ready"), None)
    loop = GLib.MainLoop()

    def on_input(channel, _condition):
        line = channel.readline()
        if not line:
            loop.quit()
            return False
        server.on_command(line)
        return True

    GLib.io_add_watch(GLib.IOChannel.unix_new(sys.stdin.fileno()), GLib.IO_IN | GLib.IO_HUP, on_input)
    loop.run()


main()
