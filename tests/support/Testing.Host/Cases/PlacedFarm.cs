using Scalewright;
using Scalewright.Plugins;
using Scalewright.Profiles;
using Scalewright.Providers;
using Scalewright.Providers.Simulation;
using Scalewright.Testing;
using Scalewright.Topologies;

namespace Testing.Host.Cases;

public class PlacedFarm(PlacedFarm.Nodes nodes) : IClassFixture<PlacedFarm.Nodes>
{
    [Fact]
    public Task It_runs_on_the_selected_provider() =>
        nodes.RunAsync(
            (cluster, _) =>
            {
                Assert.Equal("other", nodes.ProviderName);
                Assert.True(nodes.IsOtherOpened);
                Assert.Single(cluster.Nodes);
                return Task.CompletedTask;
            }
        );

    public sealed class Nodes : ClusterFixture
    {
        protected override Topology Topology { get; } =
            Topology.Create("placed").AddProfile(Profile.Create("placed").WithCount(1).Build()).Build();

        public bool IsOtherOpened { get; private set; }

        protected override ValueMap<Func<IProvider>> Providers => base.Providers.With("other", OpenOther);

        private SimulationProvider OpenOther()
        {
            IsOtherOpened = true;
            return new SimulationProvider { Seed = 2 };
        }
    }
}
