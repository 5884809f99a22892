using Conformance.ScalehubStudy;

namespace Conformance.Tests;

public class ProvisionStudyTests
{
    private const string Machines =
        "control = 1\nproducers = 2\nconsumers = 0\nreservation_name = a\nsite = nantes\ncluster = econome\nqueue = default\nwalltime = 2:00:00\n";
    private const string Vms = "core_per_vm = 8\nmemory_per_vm = 16384\ndisk_per_vm = 100\n";

    [Theory]
    [InlineData(
        "late",
        "[platforms.late]\ntype = Grid5000\nstart_time = 19:00:05\n" + Machines + "[platforms.late.enos_firewall]\nproto = all\n"
    )]
    [InlineData(
        "soon later",
        "[platforms.soon]\ntype = Grid5000\nstart_time = now\n" + Machines + "[platforms.later]\ntype = VMonG5k\n" + Machines + Vms
    )]
    [InlineData(
        "vms pico",
        "[platforms.vms]\ntype = VagrantG5k\n"
            + Machines
            + Vms
            + "[platforms.pico]\ntype = RaspberryPi\ninventory = /app/conf/hosts.yaml\ncontrol = 0\nconsumers = 5\n"
    )]
    [InlineData("boards", "[platforms.boards]\ntype = FIT\narchi = m3:at86rf231\n" + Machines)]
    [InlineData("servers", "[platforms.servers]\ntype = Chameleon\n" + Machines)]
    [InlineData("gone", "[platforms.other]\ntype = FIT\n")]
    public async Task A_configuration_is_provisioned_and_leaves_nothing_behind_or_names_a_platform_without_section(
        string list,
        string sections
    ) => (await RunAsync($"[platforms]\nplatforms = {list}\n{sections}")).ShouldBeNull();

    [Theory]
    [InlineData("[platforms]\nplatforms = a\n[platforms.a]\ntype = Nope\n", "provision/lab.ini is refused: ")]
    [InlineData(
        "[platforms]\nplatforms = gone a\n[platforms.a]\ntype = Grid5000\nstart_time = tomorrow\n" + Machines,
        "provision/lab.ini is refused: "
    )]
    public async Task Other_problems_are_reported(string text, string reason) =>
        (await RunAsync(text)).ShouldNotBeNull().ShouldStartWith(reason);

    private static async Task<string?> RunAsync(string text)
    {
        using TemporaryFolder folder = new();
        folder.Write("hosts.yaml", "all: {hosts: {pico-1: {ansible_host: 192.0.2.1}}}\n");
        return await ProvisionStudy.RunAsync(folder.Write("provision/lab.ini", text), folder.Root, CancellationToken.None);
    }
}
