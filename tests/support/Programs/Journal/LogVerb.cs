using System.Globalization;
using System.Net;
using Scalewright.Logs;

namespace TestPrograms;

/// <summary><c>journal logs folder port</c>: a log server with a file, until it is killed. It prints its port once it listens.</summary>
internal static class LogVerb
{
    public static async Task RunAsync(string folder, string port, Action<string> say)
    {
        using LogFile file = new(Path.Combine(folder, "all"), options: new LogFileOptions { BytesMax = 100_000, KeptMax = 100 });
        LogServerOptions options = new() { EndPoint = new IPEndPoint(IPAddress.Loopback, int.Parse(port, CultureInfo.InvariantCulture)) };
        await using LogServer server = LogServer.Start(file, options);
        say(string.Create(CultureInfo.InvariantCulture, $"listening {server.EndPoint.Port}"));
        await System.Console.In.ReadLineAsync();
    }
}
