using System.CommandLine;
using System.CommandLine.Parsing;
using Scalewright.Clusters;
using Scalewright.Programs;
using Scalewright.Tool.Providers;

namespace Scalewright.Tool;

/// <summary><c>scalewright cp SOURCE TARGET [--provider PROVIDER] [--state DIR] [--node NAME] [--group NAME]
/// [--timeout SECONDS] [--dry-run]</c>.</summary>
internal static class CopyVerb
{
    public static Command Create(VerbContext context)
    {
        Argument<string> source = new("SOURCE")
        {
            Description = "File or folder to copy: a path on this machine, or NAME:PATH with a node, a group or 'all'.",
        };
        Argument<string> target = new("TARGET") { Description = "File or folder to copy to: a path on this machine, or NAME:PATH." };
        StateFolderOption state = StateFolderOption.OfCluster();
        Option<double?> timeout = new("--timeout")
        {
            Description = "Timeout of the copy on each node, in seconds.",
            HelpName = "SECONDS",
            CustomParser = static argument => NodeTimeout.Read(argument),
        };
        Option<bool> dryRun = DryRunOption.Make();
        Command verb = new("cp", "Copy a file or a folder to nodes, or from nodes. Takes no lock.")
        {
            source,
            target,
            state.Option,
            timeout,
            dryRun,
        };
        ProviderCommandOptions options = ProviderCommandOptions.AddTo(
            verb,
            context,
            isLasting: true,
            isMaking: false,
            findState: state.Find
        );
        verb.Validators.Add(state.Require);
        NodeFilter filter = NodeFilter.AddTo(verb, state.Find);
        verb.Validators.Add(result => Check(result, source, target));
        AddCompletions(source, target, state.Find);
        context.SetAction(verb, (result, cancellationToken) =>
        {
            ProviderSelection choice = options.Select(result);
            string path = state.GetFolder(result);
            string? sharedBy = choice.Entry.HasSharedFileSystem ? choice.Entry.Name : null;
            CopyRequest request = CopyRequest.Parse(result.GetRequiredValue(source), result.GetRequiredValue(target))! with
            {
                IsDryRun = result.GetValue(dryRun),
                SharedBy = sharedBy,
                Timeout = result.GetValue(timeout) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            };
            return VerbRun.RunAsync(choice, RunAsync, cancellationToken);

            async Task<VerbReport> RunAsync(GuardedProvider provider, CancellationToken token)
            {
                CopyTree? content = null;
                if (
                    (
                        VerbRun.FindMissing(path, "name the folder of a state")
                        ?? ProviderFile.Check(path, choice)
                        ?? (request.IsUpload ? LocalTree.Read(request.LocalPath, out content) : null)
                    ) is
                    { } refused
                )
                {
                    return VerbReport.From(refused);
                }

                context.Progress.Show($"observing the resources of {choice.Entry.Name}");
                await using Cluster cluster = await Cluster.OpenReadOnlyAsync(path, provider, choice.Entry.Settings, token);
                NodeSet nodes = filter.Select(result, cluster, request.Name, out ValueList<Problem> unknown);
                VerbReport report =
                    unknown.Count > 0 ? VerbReport.From(unknown) : await new CopyRun(request, content, nodes, context).RunAsync(token);
                return report.After(VerbReport.From(cluster.Warnings));
            }
        });
        return verb;
    }

    // The parser combines the completions of both arguments, so those of the first one are for both. No provider is
    // queried for paths on nodes.
    private static void AddCompletions(Argument<string> source, Argument<string> target, Func<CommandResult, StateReference?> findState)
    {
        source.HelpName = source.Name;
        source.CompletionSources.Add(context =>
        {
            string[] paths =
            [
                .. ((Argument[])[source, target])
                    .SelectMany(argument => context.ParseResult.GetResult(argument)?.Tokens ?? [])
                    .Select(token => token.Value),
            ];
            string start = context.WordToComplete;
            string[] files = PathCompletion.Find(start, _ => true);
            IEnumerable<string> prefixes = NodeFilter.FindPrefixes(context.ParseResult, findState);
            string[] completed = [.. paths.SkipLast(start.Length > 0 ? 1 : 0)];
            return completed switch
            {
                [] => [.. files, .. prefixes],
                [var first] when CopyRequest.IsRemote(first) => files,
                [_] => prefixes,
                _ => [],
            };
        });
    }

    private static void Check(CommandResult result, Argument<string> source, Argument<string> target)
    {
        if (result.GetValue(source) is not { } first || result.GetValue(target) is not { } second)
        {
            return;
        }

        if (CopyRequest.Parse(first, second) is not { } request)
        {
            if ((DescribeRelative(target, second, first) ?? DescribeRelative(source, first, second)) is { } relative)
            {
                result.AddError(relative);
                return;
            }

            result.AddError(
                "SOURCE and TARGET: exactly one of them is NAME:PATH, for example 'web-1:/tmp/data.bin'; "
                    + "the path on the node is absolute; write './a:b' for a local file with a colon"
            );
        }
        else if (!request.HasValidPath)
        {
            result.AddError(
                $"{(request.IsUpload ? target : source).Name}: "
                    + $"'{TextEscaping.Escape(request.RemotePath)}' is not a path of a file or folder; "
                    + "name one, for example /tmp/data.bin"
            );
        }
    }

    /// <summary>Returns the error of a path on nodes that is not absolute, or that has two names; null for other
    /// arguments.</summary>
    /// <param name="otherValue">The other argument.</param>
    private static string? DescribeRelative(Argument<string> argument, string value, string otherValue)
    {
        if (CopyRequest.IsRemote(otherValue) || CopyRequest.SuggestAbsolute(value) is not { } absolute)
        {
            return null;
        }

        string path = TextEscaping.Escape(absolute);
        string fault = CopyRequest.FindFirstName(value) is { } first
            ? $"has two names before the path; use '{path}', and --state {TextEscaping.Escape(first)} if that is the state"
            : $"has no absolute path on the nodes; use one, for example '{path}'";
        string text = TextEscaping.Escape(value);
        return $"{argument.Name}: '{text}' {fault}, or './{text}' for a file of this machine";
    }
}

/// <summary>A copy to or from nodes.</summary>
/// <param name="IsUpload">True to copy to the nodes.</param>
/// <param name="Name">Node, group, or <c>all</c>; empty if options select the nodes.</param>
/// <param name="RemotePath">Absolute path on the nodes. Only that of an upload can end with a slash.</param>
/// <param name="LocalPath">Path on this machine.</param>
internal sealed record CopyRequest(bool IsUpload, string Name, string RemotePath, string LocalPath)
{
    /// <summary>True to copy nothing. Default false.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>Name of the provider if all nodes have the file system of this machine; null, the default, if each node
    /// has its own.</summary>
    public string? SharedBy { get; init; }

    /// <summary>Timeout of the copy on each node; null, the default: no timeout.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>True if the path on the nodes can be that of a file or folder. The root folder is only a
    /// target.</summary>
    public bool HasValidPath => Agents.NodePath.IsValid(RemotePath.TrimEnd('/')) || (IsUpload && RemotePath.Trim('/').Length == 0);

    /// <summary>Reads the arguments.</summary>
    /// <returns>Null if not exactly one of them is on nodes.</returns>
    public static CopyRequest? Parse(string source, string target) =>
        (ReadRemote(source), ReadRemote(target)) switch
        {
            ({ } remote, null) => new CopyRequest(IsUpload: false, remote.Name, $"/{remote.Path.Trim('/')}", target),
            (null, { } remote) => new CopyRequest(IsUpload: true, remote.Name, remote.Path, source),
            _ => null,
        };

    /// <summary>Returns the path of an upload on a node: in a folder, with the name of the source. Empty for the root
    /// folder.</summary>
    public string GetRemotePath() => (RemotePath.EndsWith('/') ? RemotePath + GetLocalName() : RemotePath).TrimEnd('/');

    /// <summary>Returns the local path of a download.</summary>
    /// <param name="node">Name of the node.</param>
    /// <param name="isSingle">True if there is only this node; otherwise each node has a folder.</param>
    public string GetLocalPath(string node, bool isSingle)
    {
        string name = RemotePath[(RemotePath.LastIndexOf('/') + 1)..];
        if (!isSingle)
        {
            return Path.Combine(LocalPath, node, name);
        }

        return Path.EndsInDirectorySeparator(LocalPath) || Directory.Exists(LocalPath) ? Path.Combine(LocalPath, name) : LocalPath;
    }

    /// <summary>Returns a path on nodes that is absolute, for an argument <c>NAME:PATH</c> with another path; null for
    /// other arguments.</summary>
    public static string? SuggestAbsolute(string argument)
    {
        if (FindFirstName(argument) is { } first)
        {
            string rest = argument[(first.Length + 1)..];
            return IsRemote(rest) ? rest : SuggestAbsolute(rest);
        }

        int colon = argument.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 || IsRemote(argument) || argument[..colon].Contains('/', StringComparison.Ordinal)
            ? null
            : $"{argument[..colon]}:/tmp/{argument[(colon + 1)..].TrimStart('.', '/')}";
    }

    /// <summary>Returns the first of two names, for an argument <c>NAME:NAME:PATH</c>, as that of a state before that
    /// of a node; null for other arguments.</summary>
    public static string? FindFirstName(string argument) =>
        argument.Split(':', 3) is [{ Length: > 0 } first, { Length: > 0 } second, _]
        && !first.Contains('/', StringComparison.Ordinal)
        && !second.Contains('/', StringComparison.Ordinal)
            ? first
            : null;

    /// <summary>Returns true if an argument is a path on nodes.</summary>
    public static bool IsRemote(string argument) => ReadRemote(argument) is not null;

    // As with cp -r, '.' stands for the content of the folder.
    private string GetLocalName()
    {
        string path = Path.TrimEndingDirectorySeparator(LocalPath);
        return Path.GetFileName(path) == "." ? "" : Path.GetFileName(Path.GetFullPath(path));
    }

    private static (string Name, string Path)? ReadRemote(string text)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon >= 0 && !text[..colon].Contains('/', StringComparison.Ordinal) && text.AsSpan(colon + 1) is ['/', ..]
            ? (text[..colon], text[(colon + 1)..])
            : null;
    }
}
