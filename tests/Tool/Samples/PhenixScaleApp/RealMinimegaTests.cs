using PhenixScaleApp.Minimega;
using Scalewright.Providers.Minimega;

namespace Samples.Tests.PhenixScaleApp;

/// <summary>The app with a real minimega. The node is a container of the outer server instead of a VM.</summary>
public class RealMinimegaTests
{
    private const string ArrivalFolder = "/tmp/miniccc/files";

    // The caller provides two servers. Outer server: its socket, its files folder, and a folder with a root file system
    // (minimega's own init, miniccc, and mm, which runs one command of the minimega at /tmp/minimega/minimega). Inner
    // server: its base folder. It acts as the minimega within the nodes and shares /tmp/miniccc/files.
    private static readonly string Socket = Read("SCALEWRIGHT_MINIMEGA");
    private static readonly string Files = Read("SCALEWRIGHT_MINIMEGA_FILES");
    private static readonly string Image = Read("SCALEWRIGHT_MINIMEGA_IMAGE");
    private static readonly string Inner = Read("SCALEWRIGHT_MINIMEGA_INNER");

    private static readonly string Web = $$$"""
        {"name": "web", "plugin": "builtin", "hostname_prefix": "web", "containers": 4, "containers_per_node": 4, "container_template": {"rootfs": "{{{Image}}}",
          "memory": 64, "gateway": "10.9.0.254", "networks": [{"name": "DATA", "network": "10.8.0.0/24"}, {"name": "MGMT", "network": "10.9.0.0/24"}]}}
        """;

    private static readonly string Farm = $$$"""
        {"name": "farm", "plugin": "wind_turbine", "count": 1, "containers_per_node": 6, "container_template": {"rootfs": "{{{Image}}}",
          "memory": 64, "external_network": {"name": "MGMT", "network": "10.9.0.0/24", "gateway": "10.9.0.254"} } }
        """;

    [MachineFact("minimega")]
    public async Task Containers_reach_their_second_network_and_its_gateway()
    {
        using AppRun run = new();

        int exitCode = await VerifyAsync(run, Web, "v2-web-1", "10.9.0.254/24");

        exitCode.ShouldBe(0, run.Error);
        run.Error.ShouldContain("Node 'v2-web-1': all 4 containers have their links, addresses and routes, and reach their networks");
    }

    [MachineFact("minimega")]
    public async Task The_main_controller_of_a_wind_turbine_and_its_devices_reach_each_other()
    {
        using AppRun run = new();

        int exitCode = await VerifyAsync(run, Farm, "farm-1", "10.9.0.254/24");

        exitCode.ShouldBe(0, run.Error);
        run.Error.ShouldContain("Node 'farm-1': all 6 containers have their links, addresses and routes, and reach their networks");
    }

    [MachineFact("minimega")]
    public async Task Failed_checks_are_reported_for_each_container_by_name()
    {
        using AppRun run = new();
        string spoil =
            $"mm namespace {run.Name} cc filter name=v2-web-1-c2;mm namespace {run.Name} cc exec ip link set dev veth0 down;mm namespace {run.Name} clear cc filter;";

        int exitCode = await VerifyAsync(run, Web, "v2-web-1", "10.9.0.253/24", spoil);

        exitCode.ShouldBe(1);
        run.Output.ShouldBeEmpty();
        run.Error.ShouldContain("phenix-app-scale post-start: 4 errors");
        run.Error.ShouldContain(
            "v2-web-1.v2-web-1-c2: veth0 (DATA) is down, 10.8.0.1 on DATA does not answer, 10.9.0.254 on MGMT does not answer; "
        );
        run.Error.ShouldContain("v2-web-1.v2-web-1-c3: 10.9.0.254 on MGMT does not answer; ");
        run.Error.ShouldContain("[SW4111]");
    }

    /// <param name="tap">Address of the tap in VLAN 101.</param>
    /// <param name="afterwards">Commands that the node runs after its startup script.</param>
    private static async Task<int> VerifyAsync(AppRun run, string profile, string node, string tap, string afterwards = "")
    {
        Directory.CreateSymbolicLink(Path.Combine(run.Folder, "images"), Files);
        string inner = Inner;
        string innerSocket = Path.Combine(inner, "minimega");
        try
        {
            await using (
                MinimegaClient within = await MinimegaClient.ConnectAsync(innerSocket, new MinimegaClientOptions { Namespace = run.Name })
            )
            {
                await within.RunAsync($"tap create 101 bridge {run.Name} ip {tap}");
            }

            await using MinimegaClient outer = await MinimegaClient.ConnectAsync(
                Socket,
                new MinimegaClientOptions { Namespace = run.Name }
            );
            string file = $"{ArrivalFolder}/{run.Name}/{node}.mm";
            string[] commands =
            [
                $"vm config filesystem {Image}",
                "vm config memory 256",
                $"vm config volume /tmp/minimega {inner}",
                $"vm config volume {ArrivalFolder} {ArrivalFolder}",
                $"vm config hostname {node}",
                $"vm launch container {node}",
                "vm start all",
                $"cc filter name={node}",
                MinimegaCommandText.Join(
                    "cc",
                    "background",
                    "/bin/sh",
                    "-c",
                    $"while [ ! -f {file} ];do sleep 1;done;mm read {file};{afterwards}"
                ),
            ];
            foreach (string command in commands)
            {
                await outer.RunAsync(command);
            }

            string experiment = run.Experiment(profile, vlans: """{"MGMT": 101, "DATA": 103}""");
            return await run.RunAsync(experiment, new SocketConnector(Socket), "post-start", "--verify");
        }
        finally
        {
            foreach (string socket in new[] { Socket, innerSocket })
            {
                await using MinimegaClient server = await MinimegaClient.ConnectAsync(socket);
                await server.RunAsync($"clear namespace {run.Name}");
            }

            Directory.Delete(Path.Combine(Files, run.Name), recursive: true);
            Directory.Delete(Path.Combine(ArrivalFolder, run.Name), recursive: true);
        }
    }

    private static string Read(string variable) => Environment.GetEnvironmentVariable(variable) ?? "";
}
