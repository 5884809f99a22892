namespace Local.Tests;

// Nodes of this machine share its files: the contracts run sequentially.

[MachineContract("namespaces")]
[Collection(LocalFolder.Turns)]
public sealed class NamespaceContractTests : ProviderContract<LocalProvider>, IDisposable
{
    private readonly LocalFolder _folder = new();

    protected override int MaxNodes => 40;

    public void Dispose() => _folder.Dispose();

    protected override LocalProvider CreateProvider() => _folder.Open(LocalIsolation.Namespaces);

    // Other random numbers than those of the next program, as with real programs.
    protected override LocalProvider CreateProvider(KillPoint kill) =>
        _folder.Open(LocalIsolation.Namespaces, diskMiB: 1, logger: new LoggedKill<LocalProvider>(kill), seed: 43);

    protected override int? CountMutatingCalls() => _folder.CountChanges();

    protected override Random CreateRandom() => new(42);

    // A busy machine responds late.
    protected override TimeSpan CallTimeout => TimeSpan.FromMinutes(10);
}
