using System.Diagnostics.CodeAnalysis;
using Loopback.IotLab;
using ProviderContracts;
using Scalewright.Providers.IotLab;
namespace IotLab.Tests;

/// <summary>The contract of all providers, held over real connections to a testbed of this machine. What is behind its boards is simulated.</summary>
[SuppressMessage("Design", "CA1001", Justification = "What xunit disposes of is given back there.")]
public sealed class IotLabContractTests : ProviderContract<IotLabProvider>, IAsyncLifetime
{
    private readonly FastClock _clock = new();
    private readonly RecordingHandler _handler = new(isQuestion: static _ => false);
    private MachineRoom? _machines;
    private IotLabServer? _server;

    public async Task InitializeAsync()
    {
        _machines = new MachineRoom();
        _server = await IotLabServer.StartAsync(new IotLabServerOptions
        {
            Clock = _clock, LaunchDelay = TimeSpan.FromSeconds(2), DeployDuration = TimeSpan.FromSeconds(3), FinishDelay = TimeSpan.FromSeconds(1),
        });
    }

    public async Task DisposeAsync()
    {
        await _server!.DisposeAsync();
        _handler.Dispose();
        await _machines!.DisposeAsync();
    }

    protected override IotLabProvider CreateProvider() => new(Bench.OptionsFor(_server!) with
    {
        // Hours of this clock are seconds of the machine's.
        Handler = _handler, Clock = _clock, CallTimeout = TimeSpan.FromHours(1), Duration = TimeSpan.FromDays(7), Transport = _machines, Reach = board => new NodeAddress(board.Replace('.', '-')),
    });

    protected override NodeSpec Specify(string name) => new(name, 1) { Cloud = "grenoble/a8:at86rf231" };

    protected override int? CountMutatingCalls() => _handler.ChangeCount;

    protected override Random CreateChance() => new(7);

    protected override int NodesMax => 40;

    protected override TimeSpan AnswerDeadline => TimeSpan.FromHours(2);

    protected override TimeSpan ReadyDeadline => TimeSpan.FromHours(2);
}
