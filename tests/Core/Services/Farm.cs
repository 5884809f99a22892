using Scalewright.Testing;

namespace Services.Tests;

public class Farm : ClusterFixture
{
    private protected static ServiceSet Services { get; } = ServiceSet.Empty.Add<ITrial>(context => new Trial(context));

    protected override Topology Topology { get; } = Topology.Create("farm").AddProfile(Profile.Create("n").WithCount(2).Build()).Build();

    protected override ValueMap<Func<IProvider>> Providers => base.Providers.With("simulation", () => new SimulationProvider
            {
                Seed = 1,
                Options = new SimulationOptions { Services = Services },
            });
}
