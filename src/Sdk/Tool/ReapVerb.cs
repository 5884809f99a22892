using System.CommandLine;
using System.CommandLine.Parsing;
using Scalewright.Clusters.Reaping;
using Scalewright.Journals;
using Scalewright.Programs;
using Scalewright.Providers.Local;
using Scalewright.Tool.Providers;

namespace Scalewright.Tool;

/// <summary><c>scalewright reap --provider PROVIDER [--lineage LINEAGE] [--cluster NAME] [--older-than SECONDS]
/// [--include-damaged] [--dry-run]</c>.</summary>
internal static class ReapVerb
{
    public static Command Create(VerbContext context)
    {
        Option<Lineage?> lineage = new("--lineage")
        {
            Description = "Remove the resources of this lineage, even if they are not expired.",
            HelpName = "LINEAGE",
            CustomParser = ReadLineage
        };
        Option<string> cluster = new("--cluster")
        {
            Description =
                "Remove the resources of clusters with this name, except those created within the last second.",
            HelpName = "NAME"
        };
        Option<double?> older = new("--older-than")
        {
            Description = "Minimum age of the resources to remove, in seconds.",
            HelpName = "SECONDS",
            CustomParser = ReadSeconds
        };
        Option<bool> includeDamaged = new("--include-damaged")
        {
            Description =
                "Also remove nodes with a damaged record, whose owner is unknown; needs --provider local or processes."
        };
        Option<bool> dryRun = DryRunOption.Make();
        Command verb = new("reap",
            "Remove abandoned resources; unless --lineage or --cluster is set, only expired ones. Without --lineage, "
            + "resources created within the last second are skipped (exit code 1).")
        {
            lineage, cluster, older, includeDamaged, dryRun
        };
        ProviderCommandOptions providerOptions =
            ProviderCommandOptions.AddTo(verb, context.Environment, isLasting: true, isMaking: false);
        verb.Validators.Add(result =>
        {
            if (result.GetValue(includeDamaged)
                && providerOptions.TryChoose(result) is { Name: not ("local" or "processes") } other)
            {
                result.AddError($"--include-damaged: '{other.Name}' has no such records; omit it");
            }

            if (result.GetResult(cluster) is { Tokens: [{ Value.Length: 0 }] })
            {
                result.AddError("--cluster: '' is no name; name a cluster");
            }
        });
        context.SetAction(verb, (result, cancellationToken) => VerbRun.RunAsync(
            providerOptions.Select(result),
            async (provider, token) =>
            {
                ReapRequest request = new()
                {
                    Lineage = result.GetValue(lineage),
                    Cluster = result.GetValue(cluster),
                    OlderThan = result.GetValue(older) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
                    IsDryRun = result.GetValue(dryRun),
                };
                context.Progress.Show("observing what exists");
                await VerbRun.ObserveAsync(provider, token);
                ReapReport report = await Reaper.ReapAsync(provider, request, token);
                ValueList<DamagedNode> nodes = result.GetValue(includeDamaged) && provider is LocalProvider local
                    ? await RemoveDamagedAsync(local, request.IsDryRun, token)
                    : [];
                return RemovalReport.Create(report, request.IsDryRun, nodes);
            },
            cancellationToken), continues: true);
        return verb;
    }

    private static async Task<ValueList<DamagedNode>> RemoveDamagedAsync(
        LocalProvider local, bool isDryRun, CancellationToken cancellationToken) =>
        isDryRun ? local.FindDamagedNodes() : await local.RemoveDamagedNodesAsync(cancellationToken);

    private static Lineage? ReadLineage(ArgumentResult argument)
    {
        string text = argument.Tokens[0].Value;
        if (Lineage.TryParse(text, out Lineage lineage))
        {
            return lineage;
        }

        argument.AddError(
            $"--lineage: '{text}' is no lineage; use the digits behind 'scalewright:' in a tag, as 'reap --dry-run' "
            + "shows them");
        return null;
    }

    private static double? ReadSeconds(ArgumentResult argument)
    {
        string text = argument.Tokens[0].Value;
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds)
            && seconds < TimeSpan.MaxValue.TotalSeconds)
        {
            return seconds;
        }

        argument.AddError($"--older-than takes 0 or more seconds, not '{text}'");
        return null;
    }
}
