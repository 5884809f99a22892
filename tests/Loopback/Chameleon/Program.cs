using Loopback;
using Loopback.Control;
using Loopback.Chameleon;

// By hand: chameleon-loopback 8003, then openstack with OS_AUTH_URL=http://127.0.0.1:8003/identity/v3 and the credential ann, secret.
if (args.Length > 1 || !Listening.TryReadPort(args.ElementAtOrDefault(0), out int port))
{
    await Console.Error.WriteLineAsync("chameleon-loopback [PORT]");
    return 2;
}

SteeredClock clock = new();
await using ChameleonServer server = await Listening.StartAsync(port, () => ChameleonServer.StartAsync(new ChameleonServerOptions { Port = port, Clock = clock }));
ControlDoor.Open(server.Faults, clock);
Console.WriteLine($"a testbed answers at {server.Identity}; Ctrl+C ends it");
await Ending.WaitAsync();
return 0;
