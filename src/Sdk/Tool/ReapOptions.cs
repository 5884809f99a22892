using System.CommandLine;
using System.CommandLine.Parsing;
using Scalewright.Clusters.Reaping;
using Scalewright.Journals;
using Scalewright.Programs;

namespace Scalewright.Tool;

/// <summary>Argument and options of <c>scalewright reap</c>.</summary>
internal sealed class ReapOptions
{
    public Argument<string> Name { get; } =
        new("CLUSTER")
        {
            Description = "Remove the resources of clusters with this name, except those created within the last second.",
            Arity = ArgumentArity.ZeroOrOne,
        };

    public Option<string> Cluster { get; } = new("--cluster") { Description = "The same as CLUSTER.", HelpName = "NAME" };

    public Option<Lineage?> Lineage { get; } =
        new("--lineage")
        {
            Description = "Remove the resources of this lineage, even if they are not expired.",
            HelpName = "LINEAGE",
            CustomParser = ReadLineage,
        };

    public Option<bool> Expired { get; } = new("--expired") { Description = "Remove expired resources of all clusters." };

    public Option<double?> OlderThan { get; } =
        new("--older-than")
        {
            Description = "Minimum age of the resources to list or remove, in seconds.",
            HelpName = "SECONDS",
            CustomParser = ReadSeconds,
        };

    public Option<bool> IncludeDamaged { get; } =
        new("--include-damaged")
        {
            Description = "Also remove nodes with a damaged record, whose owner is unknown; needs --provider local or processes.",
        };

    public Option<bool> Images { get; } =
        new("--images")
        {
            Description =
                "Remove the images that were built of folders and that no container uses; needs --provider "
                + "containers, and no cluster.",
        };

    public Option<bool> Yes { get; } = Confirmation.YesOption();

    public Option<bool> DryRun { get; } = DryRunOption.Make();

    public ReapRequest GetRequest(ParseResult result) =>
        new()
        {
            Lineage = result.GetValue(Lineage),
            Cluster = result.GetValue(Name) ?? result.GetValue(Cluster),
            OlderThan = result.GetValue(OlderThan) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            IsDryRun = result.GetValue(DryRun),
        };

    /// <summary>Reports options that exclude each other, or that a provider does not support.</summary>
    /// <param name="provider">Name of the provider; null if none is selected.</param>
    public void Check(CommandResult result, string? provider)
    {
        if (result.GetValue(IncludeDamaged) && provider is not (null or "local" or "processes"))
        {
            result.AddError($"--include-damaged: '{provider}' has no such records; omit it");
        }

        CheckImages(result, provider);
        CheckCluster(result);
        if (
            result.GetValue(Expired)
            && (
                result.GetResult(Cluster) is { Implicit: false }
                || result.GetResult(Name) is { Tokens.Count: > 0 }
                || result.GetResult(Lineage) is { Implicit: false }
            )
        )
        {
            result.AddError("--expired: removes expired resources of all clusters; omit it, or the cluster and the lineage");
        }
    }

    private void CheckCluster(CommandResult result)
    {
        if (result.GetResult(Cluster) is { Implicit: false } && result.GetResult(Name) is { Tokens.Count: > 0 })
        {
            result.AddError("--cluster: the cluster is already named; omit one of both");
        }
    }

    private void CheckImages(CommandResult result, string? provider)
    {
        if (!result.GetValue(Images))
        {
            return;
        }

        if (provider is not (null or "containers"))
        {
            result.AddError($"--images: '{provider}' builds no images; omit it");
        }

        Symbol[] incompatible = [Name, Cluster, Lineage, Expired, OlderThan, IncludeDamaged];
        if (incompatible.Any(symbol => result.Children.Any(child => IsGiven(child, symbol))))
        {
            result.AddError("--images: removes only images; omit it, or the cluster and the other selections");
        }
    }

    private static bool IsGiven(SymbolResult child, Symbol symbol) =>
        child switch
        {
            OptionResult option => option.Option == symbol && !option.Implicit,
            ArgumentResult argument => argument.Argument == symbol && argument.Tokens.Count > 0,
            _ => false,
        };

    private static Lineage? ReadLineage(ArgumentResult argument)
    {
        string text = argument.Tokens[0].Value;
        if (Journals.Lineage.TryParse(text, out Lineage lineage))
        {
            return lineage;
        }

        argument.AddError(
            $"--lineage: '{text}' is not a lineage; use the digits behind 'scalewright:' in a tag, as 'reap --dry-run "
                + "--verbose' shows them"
        );
        return null;
    }

    private static double? ReadSeconds(ArgumentResult argument)
    {
        string text = argument.Tokens[0].Value;
        if (
            double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds)
            && seconds < TimeSpan.MaxValue.TotalSeconds
        )
        {
            return seconds;
        }

        argument.AddError($"--older-than takes 0 or more seconds, not '{text}'");
        return null;
    }
}
