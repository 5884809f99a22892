using ProviderContracts;
using Scalewright.Providers.Minimega;
using Scalewright.Topologies;

namespace Minimega.Tests.Places;

public sealed class MinimegaContractTests : ProviderContract<MinimegaProvider>, IAsyncLifetime
{
    private readonly LoopbackPlace _place = LoopbackPlace.Start();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _place.DisposeAsync();

    protected override MinimegaProvider CreateProvider() => _place.Open();

    protected override Random CreateChance() => new(42);

    protected override NodeSpec Specify(string name) => LoopbackPlace.Specify(name);
}
