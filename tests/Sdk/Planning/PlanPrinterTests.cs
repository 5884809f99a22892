using Scalewright;
using Scalewright.Planning;
using Scalewright.Profiles;
using Scalewright.Topologies;
using Sdk.Tests.Topologies;
using Tests.Shared;

namespace Sdk.Tests.Planning;

public class PlanPrinterTests
{
    [Fact]
    public void A_plan_reads_as_a_difference()
    {
        Topology before = SampleTopologies.Expand(Farm().WithContainers(30).WithLabel("tier", "web"));
        Topology after = SampleTopologies.Expand(Farm().WithContainers(24).WithLabel("tier", "front").WithNode(node => node with { Cpus = 2 }));
        Topology broken = before with { Groups = before.Groups.With("web", Break(before.Groups["web"])) };

        string text = string.Concat(
            "first\n", Planner.Plan(Topology.Empty, before),
            "\nrepair\n", Planner.Plan(broken, before),
            "\nchange\n", Planner.Plan(before, after),
            "\nlabel\n", Planner.Plan(before, SampleTopologies.Expand(Farm().WithContainers(30).WithLabel("tier", "back"))),
            "\nagain\n", Planner.Plan(before, before),
            "\nremove\n", Planner.Plan(before, Topology.Empty));

        Approved.Check(text, "Plans");
    }

    private static ProfileBuilder Farm() => Profile.Create("web").WithContainersPerNode(6).AddNetwork("MGMT", "10.0.0.0/16");

    private static NodeGroup Break(NodeGroup group) =>
        group with { Nodes = group.Nodes.Select((node, i) => i == 2 ? node with { Health = NodeHealth.Failed } : node).ToValueList() };
}
