using Loopback;
using Loopback.Control;
using Loopback.IotLab;

// By hand: iotlab-loopback 8002, then curl -u ann:secret http://127.0.0.1:8002/api/experiments
if (args.Length > 1 || !Listening.TryReadPort(args.ElementAtOrDefault(0), out int port))
{
    await Console.Error.WriteLineAsync("iotlab-loopback [PORT]");
    return 2;
}

SteeredClock clock = new();
await using IotLabServer server = await Listening.StartAsync(port, () => IotLabServer.StartAsync(new IotLabServerOptions { Port = port, Clock = clock }));
ControlDoor.Open(server.Faults, clock);
Console.WriteLine($"a testbed answers at {server.Address}; Ctrl+C ends it");
await Ending.WaitAsync();
return 0;
