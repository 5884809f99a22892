using Loopback.Minimega;
using PhenixScaleApp.Minimega;

namespace Samples.Tests.PhenixScaleApp;

public class LiveModeTests
{
    private const string Web =
        """{"name": "web", "plugin": "builtin", "containers": 2, "containers_per_node": 1, "container_template": {"rootfs": "/fs", "networks": [{"name": "MGMT", "network": "10.0.0.0/24"}]}}""";

    [Fact]
    public async Task Each_node_is_sent_its_commands_in_the_namespace_of_the_experiment()
    {
        using AppRun run = new();
        await using MinimegaServer server = Start(run);

        int exitCode = await run.RunAsync(
            run.Experiment(Web, vlans: """{"MGMT": 101}"""),
            new SocketConnector(server.SocketPath),
            "post-start"
        );

        exitCode.ShouldBe(0, run.Error);
        server.Commands.ShouldBe([
            $"namespace {run.Name} cc filter name=v2-node-1",
            $"namespace {run.Name} cc send {run.Name}/v2-node-1.mm",
            $"namespace {run.Name} cc filter name=v2-node-2",
            $"namespace {run.Name} cc send {run.Name}/v2-node-2.mm",
        ]);
    }

    [Fact]
    public async Task The_commands_start_the_containers_on_minimega()
    {
        using AppRun run = new();
        await using MinimegaServer server = Start(run);
        await run.RunAsync(run.Experiment(Web, vlans: """{"MGMT": 101}"""), new SocketConnector(server.SocketPath), "post-start");

        string script = Path.Combine(run.Folder, "images", run.Name, "v2-node-1.mm");
        string[] errors =
        [
            .. (await File.ReadAllLinesAsync(script))
                .Where(line => line.Length > 0)
                .SelectMany(line => server.Execute(line))
                .SelectMany(reply => reply.Entries?.Select(entry => entry.Error) ?? [])
                .Where(error => error.Length > 0),
        ];

        errors.ShouldBeEmpty();
        server
            .Execute(".columns name vm info")
            .SelectMany(reply => reply.Entries!)
            .SelectMany(entry => entry.Tabular!)
            .Select(row => row[0])
            .ShouldBe(["v2-node-1-c1"]);
    }

    [Fact]
    public async Task An_unknown_VLAN_is_reported_before_any_file_is_written()
    {
        using AppRun run = new();
        await using MinimegaServer server = Start(run);

        int exitCode = await run.RunAsync(run.Experiment(Web), new SocketConnector(server.SocketPath), "post-start");

        exitCode.ShouldBe(1);
        run.Error.ShouldContain("status.vlans.MGMT");
        server.Commands.ShouldBeEmpty();
        Directory.Exists(Path.Combine(run.Folder, "images")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_live_run_without_a_reachable_server_fails()
    {
        using AppRun run = new();

        int exitCode = await run.RunAsync(run.Experiment(Web, vlans: """{"MGMT": 101}"""), null, "post-start");

        exitCode.ShouldBe(1);
        run.Output.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("--compat")]
    [InlineData("--")]
    public async Task A_missing_socket_is_reported_with_a_remedy(string mode)
    {
        using AppRun run = new();
        string socket = Path.Combine(run.Folder, "no-minimega");
        string[] args = mode == "--" ? ["post-start"] : ["post-start", mode];

        int exitCode = await run.RunAsync(run.Experiment(Web, vlans: """{"MGMT": 101}"""), new SocketConnector(socket), args);

        exitCode.ShouldBe(1);
        run.Error.ShouldContain($"no server responds on '{socket}': there is no such socket; start minimega");
    }

    /// <summary>A server whose files folder is the app's images folder, as phenix sets it up.</summary>
    private static MinimegaServer Start(AppRun run)
    {
        string folder = Path.Combine(run.Folder, "mm");
        MinimegaServer server = MinimegaServer.Start(new MinimegaServerOptions { Base = folder });
        Directory.Delete(server.FilesFolder);
        File.CreateSymbolicLink(server.FilesFolder, Path.Combine(run.Folder, "images"));
        return server;
    }
}
