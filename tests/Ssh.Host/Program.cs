using System.Globalization;
using Scalewright;
using Scalewright.Agents;
using Scalewright.Agents.Services;
using Scalewright.Clusters;
using Scalewright.Providers.Ssh;
using Scalewright.Topologies;
using Ssh.Host;

// An agent that ends at once, as long as a file wants it. Its lines are numbered over all starts.
if (args is [_, "serve", var place, _] && File.Exists(Path.Combine(place, "..", "..", "ends")))
{
    int begun = File.ReadLines(Path.Combine(place, "agent.log")).Count();
    foreach (int number in Enumerable.Range(begun + 1, 6))
    {
        await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"line {number}"));
    }

    Environment.ExitCode = 70;
    return;
}

// A program of a user: controller here, agent there.
if (await ScalewrightAgent.TryRunAsync(args, ServiceSet.Empty.Add<IFlood>(context => new Flood(context))))
{
    return;
}

// Holds a command on a machine until it is killed: the folder of the lab, the host and the command's mark.
if (args is ["hold", var lab, var host, var seconds])
{
    SshOptions options = new() { Program = $"{lab}/ssh", ConfigFile = $"{lab}/config", IdentityFile = $"{lab}/id", KnownHostsFile = $"{lab}/known_hosts" };
    await using SshTransport transport = new(options);
    await using INodeConnection connection = await transport.ConnectAsync(new NodeAddress(host) { User = "root" }, "held");
    await connection.RunAsync(new CommandRequest(["sh", "-c", $"sleep {seconds} & echo >/tmp/held; wait"]));
}

// Makes a cluster of one machine with an agent, uses it, and removes it again: the folder of the lab, the host, the folder of marks, the agent, and where this program's number goes.
if (args is ["cluster", var labFolder, var machine, var folder, var program, var idFile])
{
    await File.WriteAllTextAsync(idFile, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
    SshOptions options = new() { Program = $"{labFolder}/ssh", ConfigFile = $"{labFolder}/config", IdentityFile = $"{labFolder}/id", KnownHostsFile = $"{labFolder}/known_hosts" };
    SshProviderOptions chosen = new() { Ssh = options, Folder = folder, Agent = new AgentDeploymentOptions { Program = program } };
    await using SshProvider provider = new([new NodeAddress(machine) { User = "root" }], chosen);
    NodeGroup group = new("web", "by-hand") { Nodes = [new NodeSpec("web-1", 1)] };
    Topology farm = Topology.Empty with { Name = "killed", Groups = ValueMap<NodeGroup>.Empty.With("web", group) };
    await using Cluster cluster = await Cluster.Create(farm).UseProvider(provider).ProvisionAsync();
    await cluster.Nodes[0].RunAsync(["true"]);
    await cluster.DestroyAsync();
}
