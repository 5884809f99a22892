using AutoScaling.Tests.Backend;

namespace AutoScaling.Independent.Tests;

/// <summary>
/// The provider contract against moto. moto forgets client tokens and verifies no signatures. It has no machines, so
/// the nodes are simulated.
/// </summary>
[MachineContract("moto")]
public sealed class MotoContractTests(MotoServer moto) : ProviderContract<AutoScalingProvider>, IClassFixture<MotoServer>, IDisposable
{
    private const string Image = "ami-12c6146b";

    private static int _seed;

    private readonly RecordingHandler _handler = Ec2Requests.CreateHandler();

    public void Dispose() => _handler.Dispose();

    protected override AutoScalingProvider CreateProvider() => CreateProvider(_handler);

    protected override AutoScalingProvider CreateProvider(KillPoint kill) => CreateProvider(_handler.For(kill));

    private AutoScalingProvider CreateProvider(HttpMessageHandler handler) =>
        new(
            new AutoScalingOptions(moto.Address, new AccessKey("AKTEST", "a secret"))
            {
                Image = Image,
                Clock = new FastClock(),
                CallTimeout = TimeSpan.FromHours(1),
                ConsistencyWindow = TimeSpan.FromMinutes(1),
                Transport = new FakeMachines(),
                NodeAddressSelector = instance => new(instance.InstanceId),
                PageSize = 7,
                Handler = handler,
            }
        );

    protected override int? CountMutatingCalls() => _handler.ChangeCount;

    /// <summary>One seed per test, because moto keeps terminated instances until it exits.</summary>
    protected override Random CreateRandom() => new(Interlocked.Increment(ref _seed));

    protected override int MaxNodes => 20;

    // The clock runs a hundred times as fast as the system clock.
    protected override TimeSpan CallTimeout => TimeSpan.FromHours(2);

    protected override TimeSpan ReadyTimeout => TimeSpan.FromHours(2);
}

/// <summary>moto (github.com/getmoto/moto), an independent EC2 in Python; it must be installed.</summary>
public sealed class MotoServer : IAsyncLifetime
{
    private static readonly string? Python = PythonModules.FindOnPath("moto.server, flask");

    private Process? _process;

    public Uri Address { get; private set; } = new("http://127.0.0.1/");

    public async Task InitializeAsync()
    {
        if (Python is null)
        {
            return;
        }

        int port = ServerPort.Find();
        Address = new Uri($"http://127.0.0.1:{port}/");
        _process = Process.Start(
            new ProcessStartInfo(Python, ["-m", "moto.server", "-p", $"{port}"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            }
        )!;
        _process.ErrorDataReceived += (_, _) => { };
        _process.OutputDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
        await ListeningAsync(port);
    }

    public async Task DisposeAsync()
    {
        if (_process is { } process)
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }

    private static async Task ListeningAsync(int port)
    {
        for (int attempt = 0; attempt < 600; attempt++)
        {
            using TcpClient client = new();
            try
            {
                await client.ConnectAsync(IPAddress.Loopback, port);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
            }
        }

        throw new TimeoutException("moto does not listen after a minute");
    }
}
