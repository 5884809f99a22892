using System.CommandLine;
using System.Text;
using Scalewright;
using Scalewright.Documents;
using Scalewright.Experiments;
using Scalewright.Experiments.Deployments;
using Scalewright.Experiments.Platforms;
using Scalewright.Programs;

namespace ScalehubSample;

/// <summary><c>deploy</c>, <c>delete</c> and <c>reload</c> of a playbook, and details of the hosts.</summary>
internal static class DeploymentVerbs
{
    private static readonly Option<string[]> Vars = new("--var", "-e") { Description = "KEY=VALUE for the playbook; may be repeated. A value that begins with [ or { is JSON." };

    private static readonly Option<bool> DryRun = DryRunOption.Make();

    public static void AddTo(RootCommand root, ScalehubOptions places)
    {
        Add(root, places, "deploy", "Deploys a playbook on the hosts: orchestration/setup, application/setup, application/NAME.", (deployment, name, vars, cancellationToken) => deployment.DeployAsync(name, vars, cancellationToken), "deployed");
        Add(root, places, "delete", "Deletes what a playbook deployed.", (deployment, name, vars, cancellationToken) => deployment.DeleteAsync(name, vars, cancellationToken), "deleted");
        Add(root, places, "reload", "Deletes what a playbook deployed, and deploys it again.", (deployment, name, vars, cancellationToken) => deployment.ReloadAsync(name, vars, cancellationToken), "reloaded");
    }

    /// <summary>
    /// Runs the last provisioning steps: the playbook of the first stage unless <c>[scalehub] provision_infrastructure</c>
    /// is false, and those of all stages if <c>lazy_setup</c> is true.
    /// </summary>
    /// <returns>Text for the user; empty if the steps are disabled.</returns>
    public static async Task<string> SetUpAsync(ParseResult result, ScalehubOptions places, PlatformConfiguration configuration, CancellationToken cancellationToken)
    {
        List<string> reports = [];
        foreach (string name in SetUpsOf(configuration))
        {
            reports.Add(Format(await places.Deployment(result).DeployAsync(name, WithKinds(name, VarsOf(configuration, []), places.Folder(result)), cancellationToken), "deployed"));
        }

        return string.Join('\n', reports);
    }

    /// <summary>Describes the last steps of provisioning, one on each line; null if they are disabled.</summary>
    /// <exception cref="ExperimentException">A playbook does not exist.</exception>
    public static string? DescribeSetUp(ParseResult result, ScalehubOptions places, PlatformConfiguration configuration)
    {
        string[] names = [.. SetUpsOf(configuration)];
        foreach (string name in names)
        {
            _ = places.PlaybookFolder(result).Find(name);
        }

        return names.Length == 0 ? null : string.Join('\n', names.Select(name => $"would deploy {name}"));
    }

    private static IEnumerable<string> SetUpsOf(PlatformConfiguration configuration)
    {
        int count = ConfigurationCheck.WantsAll(configuration) ? PlaybookFolder.Stages.Count : 1;
        return ConfigurationCheck.WantsInfrastructure(configuration) == false ? [] : PlaybookFolder.Stages.Take(count).Select(stage => $"{stage}/setup");
    }

    /// <summary>Variables of <c>[deployment]</c>, <c>[scalehub]</c> (version) and the command line (last).</summary>
    public static DocumentMap VarsOf(PlatformConfiguration configuration, string[] words)
    {
        IEnumerable<DocumentEntry> version = configuration.Sections["scalehub"] is DocumentMap map && map.TryGetEntry("k3s_version", out DocumentEntry entry) ? [entry] : [];
        IEnumerable<DocumentEntry> all = [.. version, .. configuration.Sections["deployment"] as DocumentMap ?? DocumentMap.Empty, .. words.Select(VarOf)];
        return new DocumentMap(all.GroupBy(known => known.Key, StringComparer.Ordinal).Select(group => group.Last()));
    }

    /// <summary>Adds the kinds of machines by platform to the variables of a playbook that labels nodes.</summary>
    public static DocumentMap WithKinds(string playbook, DocumentMap vars, PlatformFolder folder)
    {
        const string Kinds = "platform_kinds";
        if (!playbook.StartsWith("orchestration/", StringComparison.Ordinal) || vars[Kinds] is not null)
        {
            return vars;
        }

        DocumentMap kinds = new(folder.ReadState().Select(section => new DocumentEntry(section.Name, default, new DocumentScalar(ScalarKind.Text, Machines.KindOf(section)))));
        return new DocumentMap([.. vars, new DocumentEntry(Kinds, default, kinds)]);
    }

    private static void Add(RootCommand root, ScalehubOptions places, string word, string description, Func<PlaybookDeployer, string, DocumentMap, CancellationToken, Task<DeploymentReport>> run, string done)
    {
        Argument<string> name = new("playbook") { Description = "STAGE/NAME: a file below the folder of playbooks." };
        Command verb = Program.Verb(word, description, async (result, cancellationToken) =>
        {
            string playbook = result.GetValue(name)!;
            DocumentMap vars = WithKinds(playbook, VarsOf(places.LoadIfThere(result), result.GetValue(Vars) ?? []), places.Folder(result));
            return result.GetValue(DryRun)
                ? Describe(result, places, word, playbook)
                : Format(await run(places.Deployment(result), playbook, vars, cancellationToken), done);
        });
        verb.Add(name);
        verb.Add(Vars);
        verb.Add(DryRun);
        root.Add(verb);
    }

    /// <summary>Describes the actions of a verb, and rejects the same invalid inputs before a playbook runs.</summary>
    private static string Describe(ParseResult result, ScalehubOptions places, string word, string playbook)
    {
        PlatformFolder folder = places.Folder(result);
        ValueList<PlatformSection> sections = folder.ReadState();
        bool isSimulated = sections.Count > 0 && sections.All(folder.IsSimulated);
        _ = places.PlaybookFolder(result).Find(playbook);
        if (!isSimulated && places.Deployment(result).Check(playbook) is { Count: > 0 } problems)
        {
            throw new InvalidDataException(ScalehubOptions.Format(problems));
        }

        string report = $"would {word} {playbook} on {string.Join(' ', sections.Select(section => section.Name))}";
        return isSimulated ? $"{report}: all hosts are simulated, so no playbook would run" : report;
    }

    private static DocumentEntry VarOf(string word)
    {
        string[] parts = word.Split('=', 2);
        if (parts.Length != 2 || parts[0].Length == 0)
        {
            throw new InvalidDataException($"-e {word}: write KEY=VALUE");
        }

        if (parts[1] is not ['[' or '{', ..])
        {
            return new DocumentEntry(parts[0], default, new DocumentScalar(ScalarKind.Text, parts[1]));
        }

        Document document = DocumentReader.Read(Encoding.UTF8.GetBytes(parts[1]), Dialect.Json, source: $"-e {parts[0]}");
        return new DocumentEntry(parts[0], default, document.Root ?? throw new VerbException(document.Problems));
    }

    private static string Format(DeploymentReport report, string done) => report.Result is { } result
        ? $"{done} {report.Name} on {Pluralizer.Format(result.Hosts.Count, "host")}, {Pluralizer.Format(result.Changed, "change")}"
        : $"noted that {report.Name} is {done}: all hosts are simulated, so no playbook ran";
}
