using Scalewright.Providers;
using Scalewright.Providers.Chameleon;

namespace Chameleon.Tests;

/// <summary>The testbed of these tests, judged by the command that people use for the real one.</summary>
public sealed class OpenStackTests
{
    [MachineFact("openstack")]
    public async Task The_openstack_command_sees_our_nodes_and_makes_and_removes_a_server_of_its_own()
    {
        await using Testbed testbed = await Testbed.StartAsync(options => options with { Clock = TimeProvider.System });
        await using ChameleonProvider provider = testbed.Open(options => options with { Clock = TimeProvider.System });
        await Testbed.ApplyAsync(provider, testbed.Orders.CreateNode("n-1"));
        Resource node = (await testbed.SettleAsync(provider)).Single();
        string address = provider.FindAddress(node);
        string lease = testbed.Server.Occupy(Testbed.Chicago, "compute_b", 1, TimeProvider.System.GetUtcNow(), TimeSpan.FromHours(1));

        (string[] lines, string error) = await OpenStackCommand.RunAsync(
            testbed.Server.Identity, Testbed.Chicago,
            "token issue -f value -c project_id",
            "image list -f value -c Name",
            "network list -f value -c Name",
            "floating ip list -f csv --quote none",
            "server list -f value -c Name -c Status",
            $"server create --image CC-Ubuntu24.04 --flavor baremetal --network sharednet1 --property color=red --hint reservation={testbed.Server.ReservationOf(Testbed.Chicago, lease)} -f value -c name os-1",
            "server show os-1 -f value -c status",
            "server list -f value -c Name --sort-column Name",
            "server delete os-1",
            "server list -f value -c Name");

        // Of a table its second column, which is the address.
        lines.Select(line => line.Split(',') is [_, var second, ..] ? second : line).ShouldBe(["CH-1", "CC-CentOS9-Stream", "CC-Ubuntu22.04", "CC-Ubuntu24.04", "sharednet1", "public", "Floating IP Address", address, "n-1 ACTIVE", "os-1", "ACTIVE", "n-1", "os-1", "n-1"], error);
        (await provider.ObserveAsync(null)).Select(one => one.Id).ShouldBe([node.Id]);
    }
}
