namespace Sdk.Tests.Logs;

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
        return new LogHost(
            process,
            new IPEndPoint(IPAddress.Loopback, int.Parse(line["listening ".Length..], CultureInfo.InvariantCulture))
        );
    }

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
