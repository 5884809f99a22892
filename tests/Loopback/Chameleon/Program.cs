using System.Globalization;
using Loopback;
using Loopback.Chameleon;

// By hand: chameleon-loopback --port 8001, then openstack with OS_AUTH_URL=http://127.0.0.1:8001/identity/v3 and the credential ann, secret.
int port = 0;
if (args is not [] && !(args is ["--port", var text] && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port)))
{
    await Console.Error.WriteLineAsync("chameleon-loopback [--port PORT]");
    return 2;
}

await using ChameleonServer server = await ChameleonServer.StartAsync(new ChameleonServerOptions { Port = port });
Console.WriteLine($"a testbed answers at {server.Identity}; Ctrl+C ends it");
await Ending.WaitAsync();
return 0;
