using Scalewright.Providers.Slurm;
using Scalewright.Providers.Slurm.Elastic;

namespace TestPrograms;

/// <summary>Uses the Slurm cluster of <c>SLURM_CONF</c>.</summary>
internal static class SlurmRole
{
    /// <summary>Tests kill the program at each of its commands.</summary>
    public static async Task<int> RunAsync()
    {
        await using SlurmProvider provider = new(
            new SlurmOptions
            {
                Client = new SlurmClientOptions { TimeLimit = TimeSpan.FromMinutes(10), PollInterval = TimeSpan.FromMilliseconds(50) },
            }
        );
        Profile farm = Profile.Create("farm").WithCount(2).WithContainersPerNode(1).WithNode(node => node with { MemoryMiB = 50 }).Build();
        await using Cluster cluster = await Cluster
            .Create(Topology.Create("killed").AddProfile(farm).Build())
            .UseProvider(provider)
            .ProvisionAsync();
        Console.WriteLine($"{cluster.Nodes.Count} nodes");
        await cluster.DestroyAsync();
        return 0;
    }

    /// <summary>ResumeProgram and SuspendProgram of Slurm.</summary>
    public static async Task<int> RunElasticAsync(string[] args) =>
        Environment.GetEnvironmentVariable("ELASTIC_FOLDER") is { } folder && SlurmPowerSavingProgram.TryRun(args, folder)
            ? 0
            : await Usage.ReportArgumentsAsync($"ELASTIC_FOLDER=FOLDER {args[0]} HOSTLIST");
}
