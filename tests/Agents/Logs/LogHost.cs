using System.Net;

namespace Sdk.Tests.Logs;

/// <summary>A log server in a process of its own, which can be killed.</summary>
internal sealed class LogHost : IDisposable
{
    private readonly Process _process;

    private LogHost(Process process, IPEndPoint endPoint) => (_process, EndPoint) = (process, endPoint);

    public IPEndPoint EndPoint { get; }

    public static async Task<LogHost> StartAsync(string folder, int port)
    {
        ProcessStartInfo start = TestProgram.Describe("journal", "logs", folder, port.ToString(CultureInfo.InvariantCulture));
        start.RedirectStandardInput = start.RedirectStandardOutput = true;
        Process process = Process.Start(start)!;
        string line = await process.StandardOutput.ReadLineAsync() ?? "";
        line.ShouldStartWith("listening ");
        return new LogHost(process, new IPEndPoint(IPAddress.Loopback, int.Parse(line["listening ".Length..], CultureInfo.InvariantCulture)));
    }

    /// <summary>Ends it as <c>kill -9</c> does.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
