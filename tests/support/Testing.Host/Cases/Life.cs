using Scalewright.Providers.Simulation;
using Scalewright.Testing;

namespace Testing.Host.Cases;

/// <summary>Twenty seeds, one of them twice, each with its own instance.</summary>
public sealed class Life(LifeCounts counts) : IClassFixture<LifeCounts>, IAsyncLifetime, IDisposable
{
    private int _calls;
    private bool _isReady;

    [SimulationFact(SeedCount = 20, FaultsMember = nameof(FaultGenerator.None)), CountAround]
    public void Each_seed_has_an_instance(SimulationProvider provider)
    {
        Assert.True(_isReady);
        Assert.Equal(1, CountAroundAttribute.Open.Value);
        Assert.Equal(1, ++_calls);
        Assert.InRange(provider.Seed, 1, 20);
        counts.Add("called");
    }

    public Task InitializeAsync()
    {
        _isReady = true;
        counts.Add("made ready");
        return Task.CompletedTask;
    }

    public Task DisposeAsync()
    {
        Assert.Equal(0, CountAroundAttribute.Open.Value);
        counts.Add("ended");
        return Task.CompletedTask;
    }

    public void Dispose() => counts.Add("disposed");
}
