using System.CommandLine;
using System.CommandLine.Parsing;
using Scalewright.Clusters;

namespace Scalewright.Tool.Providers;

/// <summary>State folder of a command line, named or found.</summary>
/// <param name="Folder">The folder, which need not exist.</param>
/// <param name="Omitted">Arguments that name the folder if the command line does not.</param>
internal sealed record StateReference(string Folder, params ValueList<string> Omitted)
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
            catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or ScalewrightException)
            {
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
        FindAll() is [var only] ? new StateReference(only, $"{state.Name}={only}") { IsFound = true } : null;

    /// <summary>Returns the state of a verb that reads a profile file: the named one, or <c>NAME-state</c>; null
    /// without a file.</summary>
    public static StateReference? From(CommandResult result, Argument<string> file, Option<string> name, Option<string> state)
    {
        if (result.GetResult(state) is { Implicit: false } named)
        {
            return named is { Tokens: [{ Value: { Length: > 0 } folder }] } ? new StateReference(folder) : null;
        }

        if (result.GetResult(file) is not { Tokens: [{ Value: var profile }] })
        {
            return null;
        }

        bool isNamed = result.GetResult(name) is { Tokens: [_] };
        string cluster = isNamed ? result.GetResult(name)!.Tokens[0].Value : ClusterName.From(profile);
        string usual = $"{cluster}{Suffix}";
        return new StateReference(usual, $"{state.Name}={usual}") { ProfileFile = isNamed ? null : profile };
    }

    /// <summary>Returns why the working folder does not supply the state of a command line; null if it does.</summary>
    public static string? FindFault() =>
        FindAll() switch
        {
            [_] => null,
            [] => "missing, and the working folder has no state; name the folder of a state",
            var folders => $"missing, and the working folder has {folders.Length} states; name one of "
                + string.Join(", ", folders.Select(path => TextEscaping.Escape(path) + (IsEmpty(path) ? " (empty)" : ""))),
        };

    /// <summary>Returns the problem of a named folder that does not exist or has no state, unless a provider is given;
    /// else null.</summary>
    /// <param name="acceptsFile">True if the verb takes a profile file with the simulation.</param>
    public Problem? FindMissing(bool hasProvider, bool acceptsFile)
    {
        string advice =
            acceptsFile && File.Exists(Folder)
                ? "name the folder of a state, or give --provider simulation for a profile file"
                : "name the folder of a state; 'scalewright list' finds them";
        if (!MustExist || hasProvider)
        {
            return null;
        }

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

        string path = Path.GetFullPath(ProfileFile);
        (string Cluster, string Folder)[] others =
        [
            .. FindAll()
                .Where(folder => ProviderFile.Read(folder, out RememberedProvider? noted) is null && noted?.ProfileFile == path)
                .Select(folder => (Cluster.ReadRecord(folder), folder))
                .Where(state => state.Item1.Desired.Nodes.Any())
                .Select(state => (state.Item1.Owner.Cluster, state.folder)),
        ];
        string existing = string.Join(
            " and ",
            others.Select(other => $"as '{TextEscaping.Escape(other.Cluster)}' in {TextEscaping.Escape(other.Folder)}")
        );
        string choices = string.Join(" or ", others.Select(Choose));
        return others.Length == 0
            ? null
            : new Problem(
                ProblemCode.ClusterExists,
                $"its cluster exists {existing}",
                $"use {choices} for this cluster, or another {ClusterName.Option} for a second one"
            )
            {
                Source = ProfileFile,
            };

        static string Choose((string Cluster, string Folder) other) =>
            other.Folder == $"{other.Cluster}{Suffix}"
                ? $"{ClusterName.Option} {TextEscaping.Escape(other.Cluster)}"
                : $"--state {TextEscaping.Escape(other.Folder)}";
    }

    /// <summary>Returns the states of the working folder and its direct subfolders, in ordinal order.</summary>
    public static string[] FindAll()
    {
        try
        {
            return
            [
                .. ((string[])[".", .. Directory.EnumerateDirectories(".").Order(StringComparer.Ordinal)])
                    .Where(IsState)
                    .Select(path => Path.GetRelativePath(".", path)),
            ];
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>Returns true if the cluster of a state is to have no nodes.</summary>
    private static bool IsEmpty(string folder)
    {
        try
        {
            return !Cluster.ReadRecord(folder).Desired.Nodes.Any();
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or ScalewrightException)
        {
            return false;
        }
    }

    private static bool IsState(string folder)
    {
        try
        {
            if (!Cluster.HasState(folder))
            {
                return false;
            }

            Cluster.ReadRecord(folder);
            return true;
        }
        catch (ScalewrightException wrong)
        {
            // The folder may contain the state of other software. The verb reports a damaged state.
            return wrong is not ClusterException { Code: var code } || code != ProblemCode.ClusterNotFound;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}

/// <summary>Arguments that the state of a command line supplies.</summary>
internal sealed record Recollection
{
    /// <summary>Arguments to add to the command line.</summary>
    public ValueList<string> Arguments { get; init; } = [];

    /// <summary>State folder that was found; empty if the command line names it.</summary>
    public string FoundFolder { get; init; } = "";

    /// <summary>Problem of the state; null if it is readable.</summary>
    public Problem? Problem { get; init; }
}
