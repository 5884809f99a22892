using System.CommandLine;
using Scalewright.Providers.Simulation.HighAvailability;
using Scalewright.Storage.Importing;

namespace StorageSample;

/// <summary>The command that imports the cluster of a reference simulator.</summary>
internal static class ImportCommand
{
    /// <param name="options">Options of the new cluster.</param>
    /// <param name="dryRun">The option to change nothing.</param>
    public static Command Build(Func<ParseResult, StorageClusterOptions> options, Option<bool> dryRun)
    {
        Argument<string> folder = new("folder") { Description = "Folder of a reference simulator; it is only read." };
        Option<bool> compat = new("--compat") { Description = "Keep the rules of the reference simulator, oddities included." };
        Command command = new("import", "Makes the cluster of another simulator's folder.") { folder, compat, dryRun };
        command.SetAction((parsed, token) => CommandTree.GuardAsync(async () =>
        {
            // Servers without keys must be registered again.
            ValueMap<string> files = ClusterSimFolder.Read(parsed.GetValue(folder)!).Where(file => !file.Key.Contains('/', StringComparison.Ordinal)).ToValueMap();
            await using StorageCluster cluster = await StorageCluster.ImportAsync(files, parsed.GetValue(compat) ? HaRuleSet.Compat : HaRuleSet.Strict, options(parsed), token);
            Console.WriteLine($"{(parsed.GetValue(dryRun) ? "would import " : "")}{parsed.GetValue(folder)}: {Pluralizer.Format(cluster.Spec.ServerCount, "server")}, {Pluralizer.Format(cluster.Spec.WorkerCount, "worker")}, {Pluralizer.Format(cluster.Spec.EffectiveVolumeCount, "volume")}");
        }));
        return command;
    }
}
