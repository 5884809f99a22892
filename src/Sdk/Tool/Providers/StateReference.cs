using System.CommandLine;
using System.CommandLine.Parsing;
using Scalewright.Clusters;

namespace Scalewright.Tool.Providers;

/// <summary>State folder of a command line, named or found.</summary>
/// <param name="Folder">The folder, which need not exist.</param>
/// <param name="ImpliedArguments">Arguments that name the folder if the command line does not.</param>
internal sealed record StateReference(string Folder, params ValueList<string> ImpliedArguments)
{
    // Follows the name of a cluster in the name of its folder.
    private const string Suffix = "-state";

    /// <summary>True if the folder is the only state of the working folder.</summary>
    public bool IsFound { get; private init; }

    /// <summary>True if the folder contains the state of a cluster, even an unreadable one: the verb reports
    /// why.</summary>
    public bool HasState
    {
        get
        {
            try
            {
                return Cluster.HasState(Folder);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ScalewrightException)
            {
                // The verb opens the state and reports the failure.
                return true;
            }
        }
    }

    /// <summary>True if the verb creates no state.</summary>
    private bool MustExist { get; init; }

    /// <summary>Profile file whose name determines the folder; null if the command line names the cluster or the
    /// folder.</summary>
    private string? ProfileFile { get; init; }

    /// <summary>Returns a named state; null for what looks like an option, which is reported as one.</summary>
    public static StateReference? FromNamed(string folder) =>
        folder is [not '-', ..] ? new StateReference(folder) { MustExist = true } : null;

    /// <summary>Returns the only state of the working folder; null if it has no state, or more than one.</summary>
    /// <param name="state">Option that names a state.</param>
    public static StateReference? FindOnly(Option<string> state) =>
        StateFolders.FindAll() is [var folder] ? new StateReference(folder, $"{state.Name}={folder}") { IsFound = true } : null;

    /// <summary>Returns the state of a verb that reads a profile file: the named one, or <c>NAME-state</c>; null
    /// without a file.</summary>
    public static StateReference? From(CommandResult result, Argument<string> file, Option<string> name, Option<string> state)
    {
        if (result.GetResult(state) is { Implicit: false } stateResult)
        {
            return stateResult is { Tokens: [{ Value: { Length: > 0 } folder }] } ? new StateReference(folder) : null;
        }

        if (result.GetResult(file) is not { Tokens: [{ Value: var profile }] })
        {
            return null;
        }

        bool isNamed = result.GetResult(name) is { Tokens: [_] };
        string cluster = isNamed ? result.GetResult(name)!.Tokens[0].Value : ClusterName.From(profile);
        string defaultFolder = $"{cluster}{Suffix}";
        return new StateReference(defaultFolder, $"{state.Name}={defaultFolder}") { ProfileFile = isNamed ? null : profile };
    }

    /// <summary>Returns why the working folder does not supply the state of a command line; null if it does.</summary>
    public static string? DescribeAmbiguity() =>
        StateFolders.FindAll() switch
        {
            [_] => null,
            [] => "missing, and the working folder has no state; name the folder of a state",
            var folders => $"missing, and the working folder has {folders.Length} states; name one of "
                + string.Join(", ", folders.Select(path => TextEscaping.Escape(path) + (StateFolders.IsEmpty(path) ? " (empty)" : ""))),
        };

    /// <summary>Returns the problem of a named folder that does not exist or has no state, unless a provider is given;
    /// else null.</summary>
    /// <param name="acceptsFile">True if the verb takes a profile file with the simulation.</param>
    public Problem? FindMissing(bool hasProvider, bool acceptsFile)
    {
        if (!MustExist || hasProvider)
        {
            return null;
        }

        string advice =
            acceptsFile && File.Exists(Folder)
                ? "name the folder of a state, or give --provider simulation for a profile file"
                : "name the folder of a state; 'scalewright list' finds them";
        Problem? missing = VerbRun.FindMissing(Folder, advice);
        return missing is not null || HasState
            ? missing
            : new Problem(ProblemCode.ClusterNotFound, "there is no cluster in this folder", advice) { Source = Folder };
    }

    /// <summary>Returns the problem of a profile file whose cluster exists only under other names than that of the
    /// file; else null.</summary>
    public Problem? FindOtherName()
    {
        if (ProfileFile is not { Length: > 0 } || HasState)
        {
            return null;
        }

        ExistingState[] states = [.. FindStatesOf(Path.GetFullPath(ProfileFile))];
        if (states.Length == 0)
        {
            return null;
        }

        string existing = string.Join(
            " and ",
            states.Select(state => $"as '{TextEscaping.Escape(state.Cluster)}' in {TextEscaping.Escape(state.Folder)}")
        );
        string options = string.Join(" or ", states.Select(FormatOption));
        return new Problem(
            ProblemCode.ClusterExists,
            $"its cluster exists {existing}",
            $"use {options} for this cluster, or another {ClusterName.Option} for a second one"
        )
        {
            Source = ProfileFile,
        };
    }

    /// <summary>Returns the states of clusters with nodes that were created from a profile file.</summary>
    private static IEnumerable<ExistingState> FindStatesOf(string profilePath)
    {
        foreach (string folder in StateFolders.FindAll())
        {
            if (ProviderFile.Read(folder, out RememberedProvider? provider) is not null || provider?.ProfileFile != profilePath)
            {
                continue;
            }

            ClusterRecord record = Cluster.ReadRecord(folder);
            if (record.Desired.Nodes.Any())
            {
                yield return new ExistingState(record.Owner.Cluster, folder);
            }
        }
    }

    private static string FormatOption(ExistingState state) =>
        state.Folder == $"{state.Cluster}{Suffix}"
            ? $"{ClusterName.Option} {TextEscaping.Escape(state.Cluster)}"
            : $"--state {TextEscaping.Escape(state.Folder)}";

    private sealed record ExistingState(string Cluster, string Folder);
}
