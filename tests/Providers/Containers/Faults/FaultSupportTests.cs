using Scalewright.Providers.Containers;

namespace Containers.Tests.Faults;

public class FaultSupportTests
{
    private static readonly NodeFault Isolation = new() { IsInboundBlocked = true, IsOutboundBlocked = true };

    [Fact]
    public async Task Links_on_another_machine_are_refused_except_the_isolation_of_a_node()
    {
        await using ContainersProvider provider = Open("tcp://engine.example:2375", FaultAccess.Auto);

        provider.CheckFault(new NodeFault { Loss = 0.5 }).Single().Message.ShouldContain("the machine of tcp://engine.example:2375");
        provider.CheckFault(Isolation).ShouldBeEmpty();
        provider.CheckFault(new NodeFault { IsPaused = true, IsPoweredOff = true }).ShouldBeEmpty();
        provider
            .CheckFault(new NodeFault { IsDiskFull = true })
            .Single()
            .Message.ShouldBe("a full disk requires containers with a data folder of a fixed size");
    }

    [Fact]
    public async Task Without_access_to_namespaces_only_the_isolation_of_a_node_is_possible()
    {
        await using ContainersProvider provider = Open("unix:///nowhere", FaultAccess.Engine);

        provider.CheckFault(Isolation).ShouldBeEmpty();
        provider
            .CheckFault(new NodeFault { IsInboundBlocked = true })
            .Single()
            .Message.ShouldBe("link faults of containers require ContainersOptions.Faults other than Engine");
    }

    [Fact]
    public async Task All_invalid_values_are_reported_at_once()
    {
        await using ContainersProvider provider = Open("unix:///nowhere", FaultAccess.Engine);

        provider
            .CheckFault(
                new NodeFault
                {
                    IsInboundBlocked = true,
                    IsOutboundBlocked = true,
                    MaxBytesPerSecond = 1,
                    Loss = 2,
                    Duplication = -1,
                    Reordering = 0.5,
                    Delay = TimeSpan.FromSeconds(1),
                    InboundLinks = [new InboundLinkFault("web-1") { Delay = TimeSpan.FromSeconds(1) }, new InboundLinkFault("web-1")],
                }
            )
            .Select(problem => problem.Field)
            .ShouldBe(["MaxBytesPerSecond", "Loss", "Duplication", "Reordering", "InboundLinks", "InboundLinks"]);
    }

    private static ContainersProvider Open(string endpoint, FaultAccess access) =>
        new(new ContainersOptions { Engines = [new ContainerEngine { Endpoint = new Uri(endpoint) }], Faults = access });
}
