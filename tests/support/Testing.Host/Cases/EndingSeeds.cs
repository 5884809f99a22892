using Scalewright.Providers.Simulation;
using Scalewright.Testing;

namespace Testing.Host.Cases;

/// <summary>One seed ends the process of the tests, as a stack overflow does. Others fail in two ways.</summary>
public sealed class EndingSeeds
{
    [SimulationFact(SeedCount = 1)]
    public async Task Some_seeds_fail_and_one_ends_the_process(SimulationProvider provider, CancellationToken cancellationToken)
    {
        await Task.Delay(TimeSpan.FromHours(1), provider.Clock, cancellationToken);
        provider.Sometimes("a hundredth seed", provider.Seed % 100 == 0);
        provider.Sometimes("a negative seed", provider.Seed < 0);
        if (provider.Seed == 13)
        {
            Environment.FailFast("seed 13 ends the process");
        }

        Assert.False(provider.Seed % 10 == 4, $"order {provider.Seed} was lost");
        Assert.True(provider.Seed % 25 != 2, $"account {provider.Seed} has two owners");
    }
}
