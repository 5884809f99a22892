using System.CommandLine;
using Scalewright.Clusters;
using Scalewright.Tool.Providers;

namespace Scalewright.Tool;

/// <summary><c>scalewright logs [DIR] [--provider PROVIDER] [--node NAME] [--group NAME] [--file PATH]
/// [--follow]</c>.</summary>
internal static class LogsVerb
{
    public static Command Create(VerbContext context)
    {
        StateFolderOption state = StateFolderOption.OfCluster();
        Option<bool> follow = new("--follow") { Description = "Print new lines as they are written, until the command is stopped." };
        Option<string> file = new("--file")
        {
            Description = "Absolute path of a file on the nodes to print instead of the agent logs.",
            HelpName = "PATH",
        };
        Command verb = new(
            "logs",
            "Print the agent logs of nodes, or with --file a file of the nodes. With --json, print one object per line. Takes no lock."
        )
        {
            state.Argument,
            state.Option,
            file,
            follow,
        };
        ProviderCommandOptions options = ProviderCommandOptions.AddTo(
            verb,
            context,
            isLasting: true,
            isMaking: false,
            findState: state.Find
        );
        verb.Validators.Add(state.Require);
        NodeFilter choice = NodeFilter.AddTo(verb, state.Find);
        verb.Validators.Add(result =>
        {
            if (result.GetResult(file) is { Tokens: [{ Value: string path }] } && FindProblem(path) is { } fault)
            {
                result.AddError($"--file: '{path}' {fault}");
            }
        });
        context.SetAction(verb, (result, cancellationToken) =>
        {
            ProviderSelection chosen = options.Select(result);
            string path = state.GetFolder(result);
            return VerbRun.RunAsync(
                chosen,
                async (provider, token) =>
                {
                    if ((VerbRun.FindMissing(path, "name the folder of a state") ?? ProviderFile.Check(path, chosen)) is { } refused)
                    {
                        return VerbReport.From(refused);
                    }

                    context.Progress.Show($"observing the resources of {chosen.Entry.Name}");
                    await using Cluster cluster = await Cluster.OpenReadOnlyAsync(path, provider, chosen.Entry.Settings, token);
                    NodeSet nodes = choice.Select(result, cluster, out ValueList<Problem> unknown);
                    if (unknown.Count > 0)
                    {
                        return VerbReport.From(unknown);
                    }

                    context.Progress.Dispose();
                    LogPrinter printer = new(context.Environment.Output(), result.GetValue(context.Json));
                    NodeLogReader reader = new(printer.Print, result.GetValue(file), result.GetValue(follow));
                    IReadOnlyList<Problem> problems = await reader.ReadAsync(nodes, token);
                    return VerbReport.From([.. problems, .. cluster.Warnings]) with
                    {
                        IsStreamed = true,
                        Nodes = [.. nodes.Select(node => node.Name)],
                        Note =
                            problems.Count == 0 && !printer.HasLines ? $"No log lines on {Pluralizer.Format(nodes.Count, "node")}.\n" : "",
                    };
                },
                cancellationToken
            );
        });
        return verb;
    }

    /// <summary>Returns the error in a file path; null if the path is valid.</summary>
    internal static string? FindProblem(string path)
    {
        if (!path.StartsWith('/'))
        {
            return "is not an absolute path; use one, for example /var/log/syslog";
        }

        bool isFolder = path.Split('/') is [.., "" or "." or ".."];
        return isFolder ? "is a path of a folder; name a file in it, as /var/log/syslog" : null;
    }
}
