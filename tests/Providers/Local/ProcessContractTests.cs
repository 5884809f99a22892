namespace Local.Tests;

// Nodes of this machine share its files: the contracts run sequentially.

[Collection(LocalFolder.Turns)]
public sealed class ProcessContractTests : ProviderContract<LocalProvider>, IDisposable
{
    private readonly LocalFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    protected override LocalProvider CreateProvider() => _folder.Open(LocalIsolation.Processes, clock: new ImpatientClock());

    // Other random numbers than those of the next program, as with real programs.
    protected override LocalProvider CreateProvider(KillPoint kill) =>
        _folder.Open(LocalIsolation.Processes, clock: new ImpatientClock(), logger: new LoggedKill<LocalProvider>(kill), seed: 43);

    protected override int? CountMutatingCalls() => _folder.CountChanges();

    protected override Random CreateRandom() => new(42);

    protected override string TextPath => Path.Combine(_folder.Path, "contract.txt");

    // A busy machine responds late.
    protected override TimeSpan CallTimeout => TimeSpan.FromMinutes(10);
}
