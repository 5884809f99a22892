namespace Minimega.Tests.Backend;

/// <summary>Runs against the loopback server, or the minimega of the environment (<see cref="RealMinimega"/>).</summary>
[MachineContract("pods")]
public sealed class MinimegaContractTests : ProviderContract<MinimegaProvider>, IAsyncLifetime
{
    private static readonly string[] Questions = ["vm info", "namespace", "version", "host"];

    private readonly LoopbackMinimega _place = LoopbackMinimega.Start();
    private readonly List<CommandRelay> _relays = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (CommandRelay relay in _relays)
        {
            await relay.DisposeAsync();
        }

        await _place.DisposeAsync();
    }

    protected override MinimegaProvider CreateProvider() => new(Options);

    // Killed before each command, and so after the one before it.
    protected override MinimegaProvider CreateProvider(KillPoint kill)
    {
        CommandRelay relay = new(Options.SocketPath, _ => kill.CallAsync(isChange: true, () => Task.FromResult(true)));
        _relays.Add(relay);
        return new(Options with { SocketPath = relay.SocketPath, Taps = [new MinimegaTap("nodes", "10.7.0.254/24")] });
    }

    private MinimegaOptions Options => RealMinimega.Found?.Options ?? _place.Options;

    // The columns of a table and the namespace of a command precede it.
    protected override int? CountMutatingCalls() =>
        RealMinimega.Found is null ? _place.Server.Commands.Count(static line => !IsQuestion(line)) : null;

    private static bool IsQuestion(string line)
    {
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        int first = words is ["namespace", _, _, ..] ? 2 : 0;
        first += words.ElementAtOrDefault(first) == ".columns" ? 2 : 0;
        return Questions.Contains(string.Join(' ', words.Skip(first)), StringComparer.Ordinal);
    }

    // At a real minimega, tokens of an earlier run must not recur.
    protected override Random CreateRandom() => RealMinimega.Found is null ? new(42) : new();

    protected override NodeSpec Specify(string name) => RealMinimega.Found?.Specify(name) ?? LoopbackMinimega.Specify(name);

    // A busy machine responds late.
    protected override TimeSpan CallTimeout => TimeSpan.FromMinutes(10);
}
