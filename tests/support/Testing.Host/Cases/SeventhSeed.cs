using Scalewright.Providers;
using Scalewright.Providers.Simulation;
using Scalewright.Testing;
using Xunit.Abstractions;

namespace Testing.Host.Cases;

public sealed class SeventhSeed(ITestOutputHelper output)
{
    [SimulationFact(SeedCount = 50)]
    public async Task It_fails(SimulationProvider provider, CancellationToken cancellationToken)
    {
        output.WriteLine("seed <{0}>", provider.Seed);
        await Task.Delay(TimeSpan.FromHours(1), provider.Clock, cancellationToken);
        Assert.False(provider.Seed is 7 or 9, $"seed {provider.Seed} is unlucky");
    }

    [SimulationFact(FirstSeed = 8, SeedCount = 1)]
    public void It_passes(IProvider provider) => Assert.NotNull(provider);
}
