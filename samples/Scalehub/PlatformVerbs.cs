using System.CommandLine;
using Scalewright;
using Scalewright.Experiments;
using Scalewright.Experiments.Deployments;
using Scalewright.Experiments.Inventories;
using Scalewright.Experiments.Platforms;
using Scalewright.Programs;

namespace ScalehubSample;

/// <summary><c>check</c>, <c>provision</c>, <c>destroy</c>.</summary>
internal static class PlatformVerbs
{
    public static void AddTo(RootCommand root, ScalehubOptions places)
    {
        root.Add(Program.Verb(
            "check",
            "Reports all problems and the number of instances.",
            (result, _) => Task.FromResult(Check(result, places))));
        Option<bool> keep = new("--keep") { Description = "Keeps the platforms when the playbook fails, for 'deploy infrastructure/setup' to retry." };
        Option<bool> dryRun = DryRunOption.Make();
        Command provision = Program.Verb("provision", "Sets the platforms up, saves their inventories, and runs the playbook infrastructure/setup. If a step fails, new platforms are destroyed.", (result, cancellationToken) =>
            result.GetValue(dryRun)
                ? Task.FromResult(DescribeProvisioning(result, places))
                : ProvisionAsync(result, places, result.GetValue(keep), cancellationToken));
        provision.Add(keep);
        provision.Add(dryRun);
        root.Add(provision);
        Option<bool> leave = new("--leave") { Description = "Does not delete deployments, for example if hosts are lost." };
        Command destroy = Program.Verb("destroy", "Deletes all deployments and destroys the platforms recorded in the folder.", async (result, cancellationToken) =>
        {
            if (result.GetValue(dryRun))
            {
                return DescribeTearDown(result, places, result.GetValue(leave));
            }

            await TearDownAsync(result, places, result.GetValue(leave), cancellationToken);
            return "destroyed";
        });
        destroy.Add(leave);
        destroy.Add(dryRun);
        root.Add(destroy);
    }

    /// <summary>Describes the actions of <c>provision</c>, and rejects the same invalid inputs.</summary>
    private static string DescribeProvisioning(ParseResult result, ScalehubOptions places)
    {
        PlatformConfiguration configuration = places.LoadChecked(result);
        ValueList<Problem> problems = places.Folder(result).Check(configuration);
        if (problems.Any(problem => problem.Severity == ProblemSeverity.Error))
        {
            throw new VerbException(problems);
        }

        string[] platforms = [.. configuration.Platforms.Select(section => $"would set up {Format(section)}")];
        string? infrastructure = DeploymentVerbs.DescribeSetUp(result, places, configuration);
        return string.Join('\n', infrastructure is null ? platforms : [.. platforms, infrastructure]);
    }

    /// <summary>Describes the actions of <c>destroy</c>, in their order.</summary>
    private static string DescribeTearDown(ParseResult result, ScalehubOptions places, bool isLeft)
    {
        IEnumerable<DeploymentRecord> records = isLeft ? [] : places.Deployment(result).GetRecords().Reverse();
        string[] lines =
        [
            .. records.Select(record => $"would delete {record.Name}"),
            .. places.Folder(result).ReadState().Reverse().Select(section => $"would destroy {section.Name}"),
        ];
        return lines.Length == 0 ? "nothing is there" : string.Join('\n', lines);
    }

    private static async Task<string> ProvisionAsync(ParseResult result, ScalehubOptions places, bool isKept, CancellationToken cancellationToken)
    {
        PlatformConfiguration configuration = places.LoadChecked(result, ProblemCode.UnknownPlatform);
        PlatformFolder folder = places.Folder(result);
        // Platforms of an earlier call are kept even if this call fails.
        bool isFirst = folder.ReadState().Count == 0;
        string[] failed = await SetUpPlatformsAsync(folder, configuration, cancellationToken);
        try
        {
            string report = await DeploymentVerbs.SetUpAsync(result, places, configuration, cancellationToken);
            if (failed.Length == 0)
            {
                return report;
            }

            Console.WriteLine(report.Length > 0 ? report : "nothing is deployed");
            await Console.Error.WriteLineAsync($"not set up: {string.Join(' ', failed)}; the other platforms stay set up, and 'shub provision' tries again");
            throw new VerbException();
        }
        catch (ExperimentException failure)
        {
            await Console.Error.WriteLineAsync($"{ScalehubOptions.Format(failure.Problems)}\n{await UndoAsync(result, places, isKept || !isFirst)}");
            throw new VerbException();
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync(await UndoAsync(result, places, isKept || !isFirst));
            throw;
        }
    }

    /// <summary>Sets up all platforms that can be set up, and reports the others.</summary>
    /// <returns>The platforms that failed.</returns>
    /// <exception cref="ExperimentException">No platform is set up.</exception>
    private static async Task<string[]> SetUpPlatformsAsync(PlatformFolder folder, PlatformConfiguration configuration, CancellationToken cancellationToken)
    {
        string[] before = [.. folder.ReadState().Select(section => section.Name)];
        try
        {
            Console.WriteLine(Format(await folder.ProvisionAsync(configuration, cancellationToken)));
            return [];
        }
        catch (ExperimentException failure)
        {
            (PlatformSection Section, Inventory Inventory)[] added =
            [
                .. folder.ReadState().Where(section => !before.Contains(section.Name))
                    .Select(section => (section, InventoryFile.Read(Path.Combine(folder.FullPath, section.InventoryFileName)).Inventory!)).Where(entry => entry.Item2 is not null),
            ];
            if (added.Length == 0)
            {
                throw;
            }

            await Console.Error.WriteLineAsync(ScalehubOptions.Format(failure.Problems));
            Console.WriteLine(Format(added.Aggregate(Inventory.Empty, (whole, entry) => whole.Merge(entry.Inventory))));
            return [.. configuration.Platforms.Select(section => section.Name).Except([.. before, .. added.Select(entry => entry.Section.Name)])];
        }
    }

    /// <returns>Outcome for the platforms whose hosts could not be set up.</returns>
    private static async Task<string> UndoAsync(ParseResult result, ScalehubOptions places, bool isKept)
    {
        if (isKept)
        {
            return "the platforms stay set up: 'shub deploy infrastructure/setup' tries again, 'shub destroy' gives them back ('--leave' when hosts are lost)";
        }

        try
        {
            await TearDownAsync(result, places, isLeft: false, CancellationToken.None);
            return "all platforms are destroyed again ('--keep' keeps them)";
        }
        catch (InvalidDataException left)
        {
            return ScalehubOptions.Error(left.Message);
        }
    }

    private static async Task TearDownAsync(ParseResult result, ScalehubOptions places, bool isLeft, CancellationToken cancellationToken)
    {
        string report = await new Cleanup(places.Folder(result), places.Deployment(result)).RunAsync(isLeft, cancellationToken);
        if (report.Length > 0)
        {
            await Console.Error.WriteLineAsync($"{report}\nits machines are gone, and all that was on them");
        }
    }

    private static string Check(ParseResult result, ScalehubOptions places)
    {
        try
        {
            return Format(places.LoadChecked(result).Platforms);
        }
        catch (VerbException)
        {
            // Report the problems of all platforms, not only of the first.
            if (places.FindUsable(result) is { Count: > 0 } usable)
            {
                Console.WriteLine(Format(usable));
            }

            throw;
        }
    }

    private static string Format(ValueList<PlatformSection> platforms) => string.Join('\n', platforms.Select(Format));

    private static string Format(PlatformSection section) =>
        $"{section.Name}: {Program.Platforms.Find(section.Type!)!.CountInstances(section)} instances";

    private static string Format(Inventory inventory)
    {
        ResolvedInventory resolved = inventory.Resolve();
        return string.Join('\n', resolved.Groups.Where(group => group.Hosts.Count > 0).Select(group => $"{group.Name}: {string.Join(' ', group.Hosts)}").Prepend($"provisioned {resolved.Hosts.Count} hosts"));
    }
}
