using Scalewright.Providers.Ssh;

namespace TestPrograms;

/// <summary>The first argument is the folder of a lab.</summary>
internal static class SshRole
{
    public static Task<int> RunAsync(string[] args) =>
        args switch
        {
            ["hold", var lab, var host, var seconds] => HoldAsync(OptionsOf(lab), AddressOf(host), seconds),
            ["hold", var lab, var host, var seconds, var port, var key] => HoldAsync(
                new SshClientOptions { Carrier = SshCarrier.SshNet, IdentityFile = $"{lab}/id" },
                AddressOf(host) with
                {
                    Port = int.Parse(port, CultureInfo.InvariantCulture),
                    HostKeys = [key],
                },
                seconds
            ),
            ["cluster", var lab, var host, var folder, var agent, var idFile] => MakeAsync(lab, host, folder, agent, idFile),
            _ => Usage.ReportArgumentsAsync(
                "ssh hold LAB HOST SECONDS, with PORT KEY by SSH.NET, or ssh cluster LAB HOST FOLDER AGENT FILE"
            ),
        };

    /// <summary>The seconds identify the command.</summary>
    private static async Task<int> HoldAsync(SshClientOptions options, NodeAddress address, string seconds)
    {
        await using SshTransport transport = new(options);
        await using INodeConnection connection = await transport.ConnectAsync(address, "held");
        await connection.RunAsync(new CommandRequest(["sh", "-c", $"sleep {seconds} & echo >/tmp/held; wait"]));
        return 0;
    }

    /// <summary>Writes its process id to a file first.</summary>
    private static async Task<int> MakeAsync(string lab, string host, string folder, string agent, string idFile)
    {
        await File.WriteAllTextAsync(idFile, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        SshOptions options = new()
        {
            Client = OptionsOf(lab),
            Folder = folder,
            Agent = new AgentDeployerOptions { Program = agent },
        };
        await using SshProvider provider = new([AddressOf(host)], options);
        NodeGroup group = new("web", "by-hand") { Nodes = [new NodeSpec("web-1", 1)] };
        Topology farm = Topology.Empty with { Name = "killed", Groups = ValueMap<NodeGroup>.Empty.With("web", group) };
        await using Cluster cluster = await Cluster.Create(farm).UseProvider(provider).ProvisionAsync();
        await cluster.Nodes[0].RunAsync(["true"]);
        await cluster.DestroyAsync();
        return 0;
    }

    private static NodeAddress AddressOf(string host) => new(host) { User = "root" };

    private static SshClientOptions OptionsOf(string lab) =>
        new()
        {
            ClientPath = $"{lab}/ssh",
            ConfigFile = $"{lab}/config",
            IdentityFile = $"{lab}/id",
            KnownHostsFile = $"{lab}/known_hosts",
        };
}
