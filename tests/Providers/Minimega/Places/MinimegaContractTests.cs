namespace Minimega.Tests.Places;

/// <summary>Runs against the loopback server, or the minimega of the environment (<see cref="RealPlace"/>).</summary>
[MachineContract("pods")]
public sealed class MinimegaContractTests : ProviderContract<MinimegaProvider>, IAsyncLifetime
{
    private static readonly string[] Questions = ["vm info", "namespace", "version", "host"];

    private readonly LoopbackPlace _place = LoopbackPlace.Start();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _place.DisposeAsync();

    protected override MinimegaProvider CreateProvider() => new(RealPlace.Found?.Options ?? _place.Options);

    // The columns of a table and the namespace of a command precede it.
    protected override int? CountMutatingCalls() => RealPlace.Found is null ? _place.Server.Commands.Count(static line => !IsQuestion(line)) : null;

    private static bool IsQuestion(string line)
    {
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        int first = words is ["namespace", _, _, ..] ? 2 : 0;
        first += words.ElementAtOrDefault(first) == ".columns" ? 2 : 0;
        return Questions.Contains(string.Join(' ', words.Skip(first)), StringComparer.Ordinal);
    }

    // At a real minimega, tokens of an earlier run must not recur.
    protected override Random CreateChance() => RealPlace.Found is null ? new(42) : new();

    protected override NodeSpec Specify(string name) => RealPlace.Found?.Specify(name) ?? LoopbackPlace.Specify(name);

    // A busy machine responds late.
    protected override TimeSpan AnswerDeadline => TimeSpan.FromMinutes(10);
}
