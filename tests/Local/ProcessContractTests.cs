using ProviderContracts;
using Scalewright.Providers.Local;

namespace Local.Tests;

public sealed class ProcessContractTests : ProviderContract<LocalProvider>, IDisposable
{
    private readonly LocalFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    protected override LocalProvider CreateProvider() => _folder.Open(LocalIsolation.Processes);

    protected override Random CreateChance() => new(42);
}
