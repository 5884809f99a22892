using System.Diagnostics.CodeAnalysis;
using Scalewright.Clusters;
using Scalewright.Providers.Simulation;
using Scalewright.Testing;

namespace Testing.Host.Cases;

public sealed class Phases : IDisposable
{
    private bool _failsAtTheEnd;

    [SimulationFact(SeedCount = 1, FaultsMember = nameof(FaultGenerator.None), MemberType = typeof(FaultGenerator))]
    public async Task Under_faults(SimulationProvider provider, CancellationToken cancellationToken)
    {
        await Task.Delay(TimeSpan.FromMinutes(1), provider.Clock, cancellationToken);
        throw new InvalidOperationException("after a minute");
    }

    /// <summary>Fails with a library exception, which is accepted under faults and is a failure without them.</summary>
    [SimulationFact(SeedCount = 1, FaultsMember = nameof(FaultGenerator.None), MemberType = typeof(FaultGenerator))]
    public async Task Healed(SimulationProvider provider, CancellationToken cancellationToken)
    {
        await using Cluster cluster = await Cluster.OpenAsync("/nowhere", provider, cancellationToken);
    }

    [SimulationFact(
        SeedCount = 1,
        FaultsMember = nameof(FaultGenerator.None),
        MemberType = typeof(FaultGenerator),
        CheckMethod = nameof(Fails)
    )]
    public void In_the_check(SimulationProvider provider) => Assert.NotNull(provider);

    [SimulationFact(SeedCount = 1, FaultsMember = nameof(FaultGenerator.None), MemberType = typeof(FaultGenerator))]
    public void At_the_end(SimulationProvider provider)
    {
        Assert.NotNull(provider);
        _failsAtTheEnd = true;
    }

    [SuppressMessage("Design", "CA1065", Justification = "A clean-up that fails is what the test is about.")]
    public void Dispose()
    {
        if (_failsAtTheEnd)
        {
            throw new InvalidOperationException("at the end");
        }
    }

    private static async Task Fails(SimulationProvider provider, CancellationToken cancellationToken)
    {
        await Task.Delay(TimeSpan.FromMinutes(2), provider.Clock, cancellationToken);
        Assert.Fail("it does not hold");
    }
}
