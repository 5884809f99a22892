using System.CommandLine;
using System.CommandLine.Help;
using Scalewright.Clusters.Reaping;
using Scalewright.Experiments.Histories;
using Scalewright.Experiments.Reports;
using Scalewright.Files;
using Scalewright.Programs;
using Scalewright.Tool.Output;
using Scalewright.Tool.Providers;

namespace Scalewright.Tool;

internal static class CommandLine
{
    private const string About =
        "Plan, create, change and remove clusters, and run commands and experiments on them.\n\n"
        + "Exit codes: 0 success, 1 failure, 2 wrong usage, 130 ended by SIGINT (Ctrl+C), 143 ended by SIGTERM.";

    // Verbs of earlier versions, for people and scripts that still use them.
    private static readonly Dictionary<string, string> Former = new(StringComparer.Ordinal)
    {
        ["run"] = "'run' is now 'apply' (make or change a cluster), 'exec' (run a command on its nodes) and "
            + "'experiment' (run an experiment)",
        ["--place"] = "'--place' is now '--provider'",
    };

    /// <summary>Runs a command line and returns its completion.</summary>
    public static async Task<VerbCompletion> RunAsync(
        string[] arguments, ToolEnvironment environment, CancellationToken cancellationToken)
    {
        (string[] own, string[]? operands) = StrictCommandLine.Split(arguments);
        using ProgressLine progress = new(environment.Terminal, environment.Clock);
        VerbContext context = new(operands, environment, progress);
        Command root = CreateRoot(context);
        StrictCommandLine line = StrictCommandLine.Parse(root, own, Former);
        Command verb = line.Result.CommandResult.Command;
        string name = verb == root ? "" : verb.Name;
        List<string> errors = [.. line.Errors];
        if (context.HasSeparator && verb != root && !context.CommandVerbs.Contains(verb))
        {
            errors.Add($"--: '{name}' runs no command; leave out what follows, or use 'scalewright exec'");
        }

        if (errors.Count > 0)
        {
            string usage = string.Concat(errors.Select(error => $"{error}\n"));
            return new VerbCompletion(name, false, new VerbReport(ExitCode.Usage)
            {
                Note = $"{usage}See 'scalewright{(name.Length > 0 ? " " : "")}{name} --help'.\n"
            });
        }

        await using StringWriter output = new(CultureInfo.InvariantCulture);
        InvocationConfiguration invocation = new()
        {
            Output = output,
            Error = output,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null
        };
        await line.Result.InvokeAsync(invocation, cancellationToken);
        return new VerbCompletion(name, context.Report is not null && line.Result.GetValue(context.Json),
            context.Report ?? new VerbReport(ExitCode.Done) { Text = output.ToString() });
    }

    /// <summary>Creates the option that makes a verb fail on each warning.</summary>
    public static Option<bool> StrictOption() => new("--strict") { Description = "Treat warnings as errors." };

    /// <summary>Creates the option for plugins of the user.</summary>
    public static Option<string[]> PluginsOption() => new("--plugins")
    {
        Description =
            "Plugin assembly to load and run, built against the package Scalewright. Can be specified multiple times.",
        HelpName = "ASSEMBLY.dll",
    };

    // A RootCommand would take its name from the assembly.
    private static Command CreateRoot(VerbContext context) => new("scalewright", About.ReplaceLineEndings("\n"))
    {
        new HelpOption(),
        new VersionOption(),
        context.Json,
        PlanVerb.Create(context),
        ApplyVerb.Create(context),
        StatusVerb.Create(context),
        ListVerb.Create(context),
        ExecVerb.Create(context),
        LogsVerb.Create(context),
        DestroyVerb.Create(context),
        AdoptVerb.Create(context),
        RepairVerb.Create(context),
        ReapVerb.Create(context),
        ExperimentVerb.Create(context),
        ReportVerb.Create(context),
        ReplayVerb.Create(context),
        SchemaVerb.Create(context),
        ProvidersVerb.Create(context),
    };
}

/// <summary>Completion of a run of the tool.</summary>
/// <param name="Verb">Name of the verb; empty without a verb.</param>
/// <param name="IsJson">True to print the report as one JSON document.</param>
/// <param name="Report">Report of the verb.</param>
internal sealed record VerbCompletion(string Verb, bool IsJson, VerbReport Report)
{
    /// <summary>Returns the texts for standard output and standard error.</summary>
    public (string Output, string Errors) Print(ExitCode exitCode) => IsJson && !Report.IsStreamed
        ? (Tool.Output.VerbDocument.Write(Verb, exitCode, Report), "")
        : (Report.Text, Report.Errors());
}

/// <summary><c>scalewright experiment DEFINITION [--data DIR] [--executor EXECUTOR [--partition NAME] [--hours NUMBER]]
/// [--dry-run]</c>.</summary>
internal static class ExperimentVerb
{
    public static Command Create(VerbContext context)
    {
        Argument<string> file = new("DEFINITION") { Description = "YAML file that defines the experiment." };
        Option<string> data = new("--data")
        {
            Description = "Folder in which the folder of the experiment is created.",
            HelpName = "DIR",
            DefaultValueFactory = _ => "data",
        };
        Option<bool> dryRun = DryRunOption.Make();
        Command verb =
            new("experiment", "Execute all runs of an experiment and print the results.") { file, data, dryRun };
        ExecutorOption executor = ExecutorOption.AddTo(verb);
        context.SetAction(verb, (result, cancellationToken) =>
        {
            string path = result.GetRequiredValue(file);
            return result.GetValue(dryRun)
                ? Task.FromResult(ExperimentFile.Describe(path))
                : ExperimentFile.RunAsync(
                    path, result.GetRequiredValue(data), executor.CreateEngine(result), context, cancellationToken);
        });
        return verb;
    }
}

/// <summary><c>scalewright providers</c>.</summary>
internal static class ProvidersVerb
{
    public static Command Create(VerbContext context)
    {
        Command verb = new("providers", "List the providers with their options and capabilities.");
        context.SetAction(
            verb, _ => new VerbReport(ExitCode.Done) { Text = string.Concat(ProviderCatalog.All.Select(Describe)) }
                .With(new ProvidersOutput([.. ProviderCatalog.All.Select(Output)]), ToolJson.Default.ProvidersOutput));
        return verb;
    }

    private static ProviderOutput Output(ProviderEntry entry)
    {
        IEnumerable<ProviderOptionOutput> options =
            entry.Options.Select(option => entry.Needs.FirstOrDefault(need => need.Option == option) is { } need
                ? new ProviderOptionOutput(option, !need.IsToMake, GetVariables(need))
                : new ProviderOptionOutput(option, IsRequired: false, []));
        IEnumerable<ProviderOptionOutput> secrets = entry.Needs.Where(need => need.Option.Length == 0)
            .Select(need => new ProviderOptionOutput("", IsRequired: true, GetVariables(need)));
        return new ProviderOutput(entry.Name, entry.About, [.. options, .. secrets], [.. entry.Capabilities]);
    }

    private static string[] GetVariables(ProviderRequirement need) =>
        [.. need.Variables.Select(variable => variable.Name)];

    private static string Describe(ProviderEntry entry)
    {
        IEnumerable<string> secrets = entry.Needs.Where(need => need.Option.Length == 0).Select(need => need.Sources);
        string options = string.Join(", ", entry.Options.Select(option =>
            entry.Needs.FirstOrDefault(need => need.Option == option)?.Sources ?? $"[{option}]").Concat(secrets));
        string capabilities = entry.Capabilities.Count == 0 ? "" : $"  {string.Join(", ", entry.Capabilities)}\n";
        return $"{entry.Name} {options}\n  {entry.About}\n{capabilities}";
    }
}

/// <summary><c>scalewright destroy DIR --provider PROVIDER [--dry-run]</c>.</summary>
internal static class DestroyVerb
{
    public static Command Create(VerbContext context)
    {
        Argument<string> folder = VerbRun.StateArgument();
        Option<bool> dryRun = DryRunOption.Make();
        Command verb =
            new("destroy", "Remove all resources of the cluster whose state is in a folder.") { folder, dryRun };
        ProviderCommandOptions options =
            ProviderCommandOptions.AddTo(verb, context.Environment, isLasting: true, isMaking: false);
        context.SetAction(verb, (result, cancellationToken) =>
        {
            ProviderSelection choice = options.Select(result);
            string path = result.GetRequiredValue(folder);
            ReapRequest request = new() { IsDryRun = result.GetValue(dryRun) };
            return VerbRun.RunAsync(
                choice,
                async (provider, token) =>
                {
                    if ((VerbRun.FindMissing(path, "name the folder of a state, or use 'scalewright reap' without one")
                        ?? ProviderFile.Check(path, choice)) is { } refused)
                    {
                        return VerbReport.From(refused);
                    }

                    context.Progress.Show($"observing the resources of {choice.Entry.Name}");
                    await VerbRun.ObserveAsync(provider, token);
                    context.Progress.Show(request.IsDryRun ? "choosing" : "removing");
                    return RemovalReport.Create(
                        await Reaper.ReapStateAsync(path, provider, request, token), request.IsDryRun, []);
                },
                cancellationToken);
        }, continues: true);
        return verb;
    }
}

/// <summary><c>scalewright report DIR [--compare DIR] [--out FILE]</c>.</summary>
internal static class ReportVerb
{
    public static Command Create(VerbContext context)
    {
        Argument<string> folder = new("DIR") { Description = "Folder of a completed or running experiment." };
        Option<string> compare = new("--compare")
        {
            Description = "Folder of an earlier experiment to compare with in the page; needs --out.",
            HelpName = "DIR"
        };
        Option<string> file =
            new("--out") { Description = "HTML file to write the page with charts to.", HelpName = "FILE" };
        Command verb = new("report",
            "Print the results of an experiment; with --out, also write a page with charts.") { folder, compare, file };
        verb.Validators.Add(result =>
        {
            if (result.GetResult(compare) is { Implicit: false }
                && result.GetResult(file) is null or { Implicit: true })
            {
                result.AddError("--compare needs --out: the page has the comparison");
            }

            if (result.GetResult(file) is { Tokens: [{ Value.Length: 0 }] })
            {
                result.AddError("--out: '' is no file; name one");
            }
        });
        context.SetAction(
            verb, result => Report(result.GetRequiredValue(folder), result.GetValue(compare), result.GetValue(file)));
        return verb;
    }

    private static VerbReport Report(string folder, string? compare, string? page)
    {
        ExperimentData data = ExperimentFolder.Open(folder).ReadData();
        VerbReport warnings = VerbReport.From(data.Check(folder));
        if (ExperimentTable.IsEmpty(data) is { } empty)
        {
            return VerbReport.From(empty with { Source = folder }).After(warnings);
        }

        string text = ExperimentTable.Write(data);
        if (page is not null)
        {
            ExperimentData? before = compare is null ? null : ExperimentFolder.Open(compare).ReadData();
            warnings = VerbReport.From(before?.Check(compare!) ?? []).After(warnings);
            OutputFolder.WriteFile(page, Encoding.UTF8.GetBytes(ExperimentPage.Create(data, before).ToHtml()));
            text = $"{text}wrote {TextEscaping.Escape(page)}\n";
        }

        return new VerbReport(ExitCode.Done) { Text = text }
            .With(new ReportOutput(
                ExperimentHeadline.Create(data), PointOutput.From(data), page), ToolJson.Default.ReportOutput)
            .After(warnings);
    }
}
