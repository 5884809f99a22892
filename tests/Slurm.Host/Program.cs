using Scalewright.Agents;
using Scalewright.Agents.Services;
using Scalewright.Clusters;
using Scalewright.Plugins;
using Scalewright.Profiles;
using Scalewright.Providers.Slurm;
using Scalewright.Providers.Slurm.Elastic;
using Scalewright.Topologies;
using Slurm.Tests;

// Slurm's ResumeProgram and SuspendProgram; the scripts around it name the folder.
if (Environment.GetEnvironmentVariable("ELASTIC_FOLDER") is { } elastic && ElasticProgram.TryRun(args, elastic))
{
    return 0;
}

// Makes a cluster of two nodes at the Slurm of SLURM_CONF, and removes it again. Tests kill this program at each of its commands. It is the agent of nodes, too.
if (await ScalewrightAgent.TryRunAsync(args, ServiceSet.Empty.Add<IVoice>(context => new Voice(context))))
{
    return 0;
}

await using SlurmProvider provider = new(new SlurmProviderOptions
{
    Slurm = new SlurmOptions { TimeLimit = TimeSpan.FromMinutes(10), LookInterval = TimeSpan.FromMilliseconds(50) },
});
Profile farm = Profile.Create("farm").WithCount(2).WithContainersPerNode(1).WithNode(node => node with { MemoryMiB = 50 }).Build();
await using Cluster cluster = await Cluster.Create(Topology.Create("killed").AddProfile(farm).Build()).UseProvider(provider).ProvisionAsync();
Console.WriteLine($"{cluster.Nodes.Count} nodes");
await cluster.DestroyAsync();
return 0;
