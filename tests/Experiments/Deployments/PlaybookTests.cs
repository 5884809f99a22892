namespace Deployments.Tests;

/// <summary>The playbooks of the sample, run by the real Ansible on machines behind SSH servers.</summary>
public class PlaybookTests
{
    private static readonly string[] All =
    [
        "orchestration/setup", "application/setup", "application/theodolite", "application/chaos_mesh", "application/transscale",
    ];

    [MachineFact("ansible", "ssh-machines")]
    public async Task The_sample_playbooks_deploy_services_idempotently_and_delete_everything_they_created()
    {
        using DeploymentLab lab = await DeploymentLab.MakeAsync();
        await lab.Deployment.DeployAsync("infrastructure/setup");

        PlaybookResult first = await lab.RunAsync("create", All);

        first.GetProblems().ShouldBeEmpty();
        foreach (int machine in new[] { 1, 2 })
        {
            lab.ProcessesOf(machine).ShouldContain(line => line.Contains("consul agent", StringComparison.Ordinal));
            lab.ProcessesOf(machine).ShouldContain(line => line.Contains(machine == 1 ? "k3s server" : "k3s agent", StringComparison.Ordinal));
            lab.ProcessesOf(machine).ShouldContain(line => line.Contains("containerd-shim", StringComparison.Ordinal));
        }

        lab.ProcessesOf(1).ShouldContain(line => line.Contains("http.server", StringComparison.Ordinal) && line.Contains("data/minio", StringComparison.Ordinal));
        // The size of a host follows from its hardware. Scalehub: 16 cores times 32 GiB are 512, which is large.
        lab.Read(1, "data/k3s/server/state.json").ShouldContain($$$"""
            "nodes": {"control-1": {"node-role.kubernetes.io/node-size": "{{{SizeOfThisMachine()}}}"}, "agent-1": {"node-role.kubernetes.io/node-size": "large", "node-role.kubernetes.io/worker": "consumer", "node-role.kubernetes.io/tnode": "lab"}}
            """);

        string token = await lab.FetchTokenAsync();

        token.ShouldBe("a-token-of-admin-user");
        lab.Lines.ShouldNotContain(line => line.Contains(token, StringComparison.Ordinal));

        PlaybookResult again = await lab.RunAsync("create", All);

        again.GetProblems().ShouldBeEmpty();
        again.Changed.ShouldBe(0, string.Join('\n', lab.Lines.TakeLast(400)));

        DeploymentReport reloaded = await lab.Deployment.ReloadAsync("application/minio");

        reloaded.Result!.Changed.ShouldBeGreaterThan(0);
        lab.Deployment.GetRecords().Select(record => (record.Name, record.State)).ShouldBe([("infrastructure/setup", DeploymentState.Deployed), ("application/minio", DeploymentState.Deployed)]);

        PlaybookResult deleted = await lab.RunAsync("delete", [.. All.Reverse()]);

        deleted.GetProblems().ShouldBeEmpty();
        lab.Remaining().ShouldBeEmpty();

        await lab.Deployment.DeleteAsync("infrastructure/setup");

        lab.Leftovers().ShouldBeEmpty();
    }

    // All test machines run on this machine, so their kernel reports its values.
    private static string SizeOfThisMachine()
    {
        int cores = File.ReadLines("/proc/cpuinfo").Count(line => line.StartsWith("processor", StringComparison.Ordinal));
        string memory = File.ReadLines("/proc/meminfo").First(line => line.StartsWith("MemTotal:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
        double gib = long.Parse(memory, CultureInfo.InvariantCulture) / 1024.0 / 1024.0;
        return (cores * gib) switch { <= 32 => "small", <= 256 => "medium", <= 1024 => "large", _ => "x-large" };
    }
}
