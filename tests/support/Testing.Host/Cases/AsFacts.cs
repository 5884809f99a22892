using Scalewright.Providers.Simulation;
using Scalewright.Testing;

namespace Testing.Host.Cases;

public class AsFacts
{
    [SimulationFact(Skip = "not now")]
    public void It_is_skipped(SimulationProvider provider) => Assert.Null(provider);

    [SimulationFact(DisplayName = "A name of its own", SeedCount = 2)]
    public void It_is_named(SimulationProvider provider) => Assert.NotNull(provider);

    [SimulationFact(Timeout = 300, SeedCount = 2)]
    public void It_hangs(SimulationProvider provider) => Thread.Sleep(Timeout.Infinite);
}
