using System.Diagnostics.CodeAnalysis;
using Loopback.Chameleon;
using ProviderContracts;
using Scalewright.Providers.Chameleon;
namespace Chameleon.Tests;

/// <summary>The contract of all providers, held over real connections to a testbed of this machine. What is behind its servers is simulated.</summary>
[SuppressMessage("Design", "CA1001", Justification = "What xunit disposes of is given back there.")]
public sealed class ChameleonContractTests : ProviderContract<ChameleonProvider>, IAsyncLifetime
{
    private readonly FastClock _clock = new();

    // Keystone's API: a token is asked for by a POST.
    private readonly RecordingHandler _handler = new(isQuestion: static request => request.RequestUri!.AbsolutePath.EndsWith("/auth/tokens", StringComparison.Ordinal));
    private MachineRoom? _machines;
    private ChameleonServer? _server;

    public async Task InitializeAsync()
    {
        _machines = new MachineRoom();
        _server = await ChameleonServer.StartAsync(new ChameleonServerOptions
        {
            Clock = _clock, LeaseDelay = TimeSpan.FromSeconds(4), BootDuration = TimeSpan.FromSeconds(3), DeleteDuration = TimeSpan.FromSeconds(1), EndDelay = TimeSpan.FromSeconds(1), TokenLife = TimeSpan.FromMinutes(10),
        });
    }

    public async Task DisposeAsync()
    {
        await _server!.DisposeAsync();
        _handler.Dispose();
        await _machines!.DisposeAsync();
    }

    protected override ChameleonProvider CreateProvider() => new(Testbed.OptionsFor(_server!) with
    {
        // Hours of this clock are seconds of the machine's.
        Handler = _handler, Clock = _clock, CallTimeout = TimeSpan.FromHours(1), Length = TimeSpan.FromDays(7), LookPeriod = TimeSpan.FromSeconds(2), LookPeriodMax = TimeSpan.FromSeconds(10),
        Transport = _machines, Reach = address => new NodeAddress($"machine-{address.Replace('.', '-')}"),
    });

    protected override int? CountMutatingCalls() => _handler.ChangeCount;

    protected override Random CreateChance() => new(7);

    protected override int NodesMax => 40;

    protected override TimeSpan AnswerDeadline => TimeSpan.FromHours(2);

    protected override TimeSpan ReadyDeadline => TimeSpan.FromHours(2);
}
