using System.Runtime.Versioning;
using Scalewright.Agents;
using Scalewright.Providers;
using Scalewright.Providers.Local;
using Scalewright.Providers.Ssh;

namespace Benchmarks.Fidelity;

/// <summary>Measures each provider and its calibrated simulation, and writes the fidelity page.</summary>
internal static class FidelityComparison
{
    public static async Task<int> RunAsync()
    {
        if (OperatingSystem.IsWindows() || SshMachines.Missing is not null)
        {
            Console.Error.WriteLine($"fidelity over SSH needs {SshMachines.Missing}; the page stays as it is");
            return 2;
        }

        List<ProviderMeasurements> places = [await LocalAsync(), await SshAsync()];
        string page = Path.Combine(Sources.Root, "docs", "reference", "provider-differences.md");
        FidelityPage.Write(page, places);
        Console.WriteLine($"written: {page}");
        return 0;
    }

    [UnsupportedOSPlatform("windows")]
    private static async Task<ProviderMeasurements> LocalAsync()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("scalewright-fidelity-");
        try
        {
            bool isRoot = Environment.IsPrivilegedProcess;
            AgentDeployerOptions agent = OwnAgent.Write(Path.Combine(folder.FullName, "agent"));
            LocalOptions options = new()
            {
                Isolation = isRoot ? LocalIsolation.Namespaces : LocalIsolation.Processes,
                Folder = Path.Combine(folder.FullName, "nodes"),
                Agent = agent,
            };
            return await ProviderMeasurements.MeasureAsync(isRoot ? "Local (namespaces)" : "Local (processes)", () =>
                MeasureAsync(new LocalProvider(options))
            );
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [UnsupportedOSPlatform("windows")]
    private static async Task<ProviderMeasurements> SshAsync()
    {
        using SshMachines machines = new();
        return await ProviderMeasurements.MeasureAsync("SSH (namespaces with servers of their own)", () =>
            MeasureAsync(new SshProvider(machines.Addresses, machines.Options))
        );
    }

    private static async Task<Figures> MeasureAsync(IProvider place)
    {
        await using IProvider provider = place;
        Figures? figures = null;
        await provider.RunAsync(async cancellationToken => figures = await new MeasuredProgram(provider).MeasureAsync(cancellationToken));
        return figures!;
    }
}
