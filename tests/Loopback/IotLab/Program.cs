using System.Globalization;
using Loopback;
using Loopback.IotLab;

// By hand: iotlab-loopback --port 8002, then curl -u ann:secret http://127.0.0.1:8002/api/experiments
int port = 0;
if (args is not [] && (args is not ["--port", var told] || !int.TryParse(told, NumberStyles.None, CultureInfo.InvariantCulture, out port)))
{
    await Console.Error.WriteLineAsync("iotlab-loopback [--port PORT]");
    return 2;
}

await using IotLabServer server = await IotLabServer.StartAsync(new IotLabServerOptions { Port = port });
Console.WriteLine($"a testbed answers at {server.Address}; Ctrl+C ends it");
await Ending.WaitAsync();
return 0;
