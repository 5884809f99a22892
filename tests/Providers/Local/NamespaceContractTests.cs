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

    protected override int? CountMutatingCalls() => _folder.CountChanges();

    protected override Random CreateRandom() => new(42);

    // A busy machine responds late.
    protected override TimeSpan CallTimeout => TimeSpan.FromMinutes(10);
}
