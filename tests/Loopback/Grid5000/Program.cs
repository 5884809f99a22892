using Loopback;
using Loopback.Control;
using Loopback.Grid5000;

// By hand: grid5000-loopback 8001, then curl -u ann:secret http://127.0.0.1:8001/stable/sites
if (args.Length > 1 || !Listening.TryReadPort(args.ElementAtOrDefault(0), out int port))
{
    await Console.Error.WriteLineAsync("grid5000-loopback [PORT]");
    return 2;
}

SteeredClock clock = new();
await using Grid5000Server server = await Listening.StartAsync(port, () => Grid5000Server.StartAsync(new Grid5000ServerOptions { Port = port, Clock = clock }));
ControlDoor.Open(server.Faults, clock);
Console.WriteLine($"a testbed answers at {server.Address}; Ctrl+C ends it");
await Ending.WaitAsync();
return 0;
