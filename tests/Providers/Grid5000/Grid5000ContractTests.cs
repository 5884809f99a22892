using System.Diagnostics.CodeAnalysis;
using Loopback.Grid5000;
using ProviderContracts;
using Scalewright.Providers.Grid5000;
namespace Grid5000.Tests;

/// <summary>The contract of all providers, held over real connections to a testbed of this machine. What is behind its machines is simulated.</summary>
[SuppressMessage("Design", "CA1001", Justification = "What xunit disposes of is given back there.")]
public sealed class Grid5000ContractTests : ProviderContract<Grid5000Provider>, IAsyncLifetime
{
    private readonly FastClock _clock = new();
    private readonly RecordingHandler _handler = new(isQuestion: static _ => false);
    private MachineRoom? _machines;
    private Grid5000Server? _server;

    public async Task InitializeAsync()
    {
        _machines = new MachineRoom();
        _server = await Grid5000Server.StartAsync(new Grid5000ServerOptions
        {
            Clock = _clock, LaunchDelay = TimeSpan.FromSeconds(2), DeployDuration = TimeSpan.FromSeconds(3), EndDelay = TimeSpan.FromSeconds(1),
        });
    }

    public async Task DisposeAsync()
    {
        await _server!.DisposeAsync();
        _handler.Dispose();
        await _machines!.DisposeAsync();
    }

    protected override Grid5000Provider CreateProvider() => new(Site.OptionsFor(_server!) with
    {
        // Hours of this clock are seconds of the machine's.
        Handler = _handler, Clock = _clock, CallTimeout = TimeSpan.FromHours(1), Walltime = TimeSpan.FromDays(7), Transport = _machines, Reach = machine => new NodeAddress(machine.Replace('.', '-')),
    });

    protected override int? CountMutatingCalls() => _handler.ChangeCount;

    protected override Random CreateChance() => new(7);

    protected override int NodesMax => 40;

    protected override TimeSpan AnswerDeadline => TimeSpan.FromHours(2);

    protected override TimeSpan ReadyDeadline => TimeSpan.FromHours(2);
}
