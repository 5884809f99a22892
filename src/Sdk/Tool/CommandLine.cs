using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using Scalewright.Experiments.Histories;
using Scalewright.Experiments.Reports;
using Scalewright.Programs;
using Scalewright.Tool.Output;
using Scalewright.Tool.Providers;

namespace Scalewright.Tool;

internal static class CommandLine
{
    // End of the usage in a help text.
    private const string Options = " [options]";

    // Verbs of earlier versions, for people and scripts that still use them.
    private static readonly Dictionary<string, string> Former = new(StringComparer.Ordinal)
    {
        ["run"] =
            "'run' is now 'apply' (make or change a cluster), 'exec' (run a command on its nodes) and "
            + "'experiment' (run an experiment)",
        ["--place"] = "'--place' is now '--provider'",
    };

    /// <summary>Runs a command line and returns its completion.</summary>
    public static async Task<VerbCompletion> RunAsync(string[] arguments, ToolEnvironment environment, CancellationToken cancellationToken)
    {
        (string[] own, string[]? operands) = StrictCommandLine.Split(arguments);
        using ProgressLine progress = new(environment.Terminal, environment.Clock);
        VerbContext context = new(operands, environment, progress);
        Command root = CreateRoot(context);
        StrictCommandLine line = StrictCommandLine.Parse(root, own, Former);
        string found = "";
        HelpAction? help = line.Result.Action as HelpAction;
        if (help is null && RejectWithoutSeparator(own, line.Result, context) is { } unseparated)
        {
            return unseparated;
        }

        ProviderCommandOptions? options = context.ProviderOptions.GetValueOrDefault(line.Result.CommandResult.Command);
        if (help is null && options is not null)
        {
            ImpliedArgumentsResult implied = new();
            VerbReport read = await VerbRun.GuardAsync(
                () =>
                {
                    implied = options.ReadImpliedArguments(line.Result.CommandResult);
                    return Task.FromResult(implied.Problem is { } problem ? VerbReport.From(problem) : new VerbReport(ExitCode.Done));
                },
                continues: false,
                cancellationToken
            );
            if (read.ExitCode != ExitCode.Done)
            {
                return new VerbCompletion(GetName(line.Result.CommandResult), line.Result.GetValue(context.Json), AnsiColors.None, read);
            }

            found = implied.FoundFolder;
            line = StrictCommandLine.Parse(root, [.. own, .. implied.Arguments], Former);
        }

        Command verb = line.Result.CommandResult.Command;
        string name = GetName(line.Result.CommandResult);
        line = line.WithUnlistedOptions(options?.FindUnlisted(line.Result.CommandResult) ?? []);
        List<string> errors = [.. line.Errors];
        if (help is null)
        {
            errors.AddRange(EmptyValues.FindErrors(line.Result.CommandResult, errors));
        }

        if (context.HasSeparator && verb != root && !context.CommandVerbs.Contains(verb))
        {
            errors.Add($"--: '{name}' runs no command; leave out what follows, or use 'scalewright exec'");
        }

        if (errors.Count > 0)
        {
            options?.ShowRequired();
            errors.AddRange(line.HasUnexpected ? [] : FileArgument.FindMissing(line.Result.CommandResult));
            return Reject(name, errors, line);
        }

        // The other verbs begin with a line that names the state.
        if (found.Length > 0 && name is ("exec" or "cp" or "logs") && !line.Result.GetValue(context.Json))
        {
            TextWriter errorWriter = environment.Errors();
            await errorWriter.WriteLineAsync($"state {TextEscaping.Escape(found)}");
            await errorWriter.FlushAsync(cancellationToken);
        }

        if (help is not null && verb == root)
        {
            return new VerbCompletion(name, false, AnsiColors.None, new VerbReport(ExitCode.Done) { Text = Overview.Write(root) });
        }

        string providerHelp = help is not null && options is not null ? options.SplitHelp(line.Result.CommandResult, help.MaxWidth) : "";
        string output = await InvokeAsync(line.Result, cancellationToken);
        return new VerbCompletion(
            name,
            context.Report is not null && line.Result.GetValue(context.Json),
            context.ErrorColors,
            context.Report ?? new VerbReport(ExitCode.Done) { Text = CompleteUsage(output, verb, context) + providerHelp }
        );
    }

    /// <summary>Returns the completion of a verb whose command does not follow a separator; else null.</summary>
    private static VerbCompletion? RejectWithoutSeparator(string[] arguments, ParseResult result, VerbContext context)
    {
        bool needsSeparator = !context.HasSeparator && context.CommandVerbs.Contains(result.CommandResult.Command);
        if (!needsSeparator || CommandSeparator.FindProblem(arguments, result) is not { } fault)
        {
            return null;
        }

        string name = GetName(result.CommandResult);
        return new VerbCompletion(
            name,
            false,
            AnsiColors.None,
            new VerbReport(ExitCode.Usage) { Note = $"{fault}\nSee 'scalewright {name} --help'.\n" }
        );
    }

    private static VerbCompletion Reject(string name, List<string> errors, StrictCommandLine line)
    {
        bool isIncomplete = errors.Exists(error => error.Contains(StrictCommandLine.Missing, StringComparison.Ordinal));
        string usage = isIncomplete ? $"Usage: scalewright {line.Usage}   " : "";
        return new VerbCompletion(
            name,
            false,
            AnsiColors.None,
            new VerbReport(ExitCode.Usage)
            {
                Note =
                    string.Concat(errors.Select(error => $"{error}\n"))
                    + usage
                    + $"See 'scalewright{(name.Length > 0 ? " " : "")}{name} --help'.\n",
            }
        );
    }

    /// <summary>Runs the verb, which reports to the context. Returns what the parser itself prints, for example a help.</summary>
    private static async Task<string> InvokeAsync(ParseResult result, CancellationToken cancellationToken)
    {
        await using StringWriter output = new(CultureInfo.InvariantCulture);
        InvocationConfiguration invocation = new()
        {
            Output = output,
            Error = output,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        };
        await result.InvokeAsync(invocation, cancellationToken);
        return output.ToString();
    }

    /// <summary>Removes the first row with a name, which may have several lines. Rows of outer verbs come first.
    /// </summary>
    private static string RemoveRow(string text, string name)
    {
        List<string> lines = [.. text.Split('\n')];
        int row = lines.FindIndex(line => line.StartsWith(name, StringComparison.Ordinal));
        if (row < 0)
        {
            return text;
        }

        string indent = new(' ', name.Length);
        int next = lines.FindIndex(row + 1, line => !line.StartsWith(indent, StringComparison.Ordinal));
        lines.RemoveRange(row, next - row);
        return string.Join('\n', lines);
    }

    /// <summary>Returns the verb with those that contain it, for example <c>trace serve</c>; empty without a
    /// verb.</summary>
    private static string GetName(CommandResult command) =>
        command.Parent is CommandResult parent ? $"{GetName(parent)} {command.Command.Name}".TrimStart() : "";

    /// <summary>Adds the command of another program to the usage of a verb that takes one. Removes the arguments of
    /// verbs that contain the verb.</summary>
    private static string CompleteUsage(string help, Command verb, VerbContext context)
    {
        string text = help;
        foreach (Command parent in verb.Parents.OfType<Command>())
        {
            string arguments = string.Concat(parent.Arguments.Select(argument => $" <{argument.HelpName}>"));
            text = text.Replace($"{parent.Name}{arguments} {verb.Name}", $"{parent.Name} {verb.Name}", StringComparison.Ordinal);
            foreach (Argument argument in parent.Arguments)
            {
                text = RemoveRow(text, $"  <{argument.HelpName}>");
            }
        }

        return context.CommandVerbs.Contains(verb)
            ? text.Replace(Options, $"{Options} -- <PROGRAM> [<ARGUMENT>...]", StringComparison.Ordinal)
            : text;
    }

    /// <summary>Creates the option that makes a verb fail on each warning.</summary>
    public static Option<bool> StrictOption() => new("--strict") { Description = "Treat warnings as errors." };

    /// <summary>Creates the option for plugins of the user.</summary>
    public static Option<string[]> PluginsOption() =>
        new("--plugins")
        {
            Description = "Plugin assembly to load and run, built against the package Scalewright. Can be specified multiple times.",
            HelpName = "ASSEMBLY.dll",
        };

    // A RootCommand would take its name from the assembly.
    private static Command CreateRoot(VerbContext context)
    {
        Command root = new("scalewright")
        {
            new HelpOption { Description = "Show this help." },
            new VersionOption(),
            context.Json,
            context.Verbose,
            context.NoColor,
            PlanVerb.Create(context),
            ValidateVerb.Create(context),
            ApplyVerb.Create(context),
            ScaleVerb.Create(context),
            StatusVerb.Create(context),
            WatchVerb.Create(context),
            ListVerb.Create(context),
            ExecVerb.Create(context),
            CopyVerb.Create(context),
            LogsVerb.Create(context),
            DecisionsVerb.Create(context),
            DestroyVerb.Create(context),
            AdoptVerb.Create(context),
            RepairVerb.Create(context),
            ReapVerb.Create(context),
            ExperimentVerb.Create(context),
            ReportVerb.Create(context),
            ExportVerb.Create(context),
            ReplayVerb.Create(context),
            ExploreVerb.Create(context),
            TraceVerb.Create(context),
            SchemaVerb.Create(context),
            ProvidersVerb.Create(context),
            CompletionVerb.Create(context),
        };
        root.Add(CompleteVerb.Create(context, root));
        return root;
    }
}

/// <summary>Completion of a run of the tool.</summary>
/// <param name="Verb">Name of the verb; empty without a verb.</param>
/// <param name="IsJson">True to print the report as one JSON document.</param>
/// <param name="Colors">Colours of standard error.</param>
/// <param name="Report">Report of the verb.</param>
internal sealed record VerbCompletion(string Verb, bool IsJson, AnsiColors Colors, VerbReport Report)
{
    /// <summary>Returns the texts for standard output and standard error.</summary>
    public (string Output, string Errors) Print(ExitCode exitCode) =>
        IsJson && !Report.IsStreamed ? (Tool.Output.VerbDocument.Write(Verb, exitCode, Report), "") : (Report.Text, Report.Errors(Colors));
}

/// <summary><c>scalewright experiment DEFINITION [--data DIR] [--new] [--executor EXECUTOR [--partition NAME] [--hours
/// NUMBER]] [--dry-run]</c>.</summary>
internal static class ExperimentVerb
{
    public static Command Create(VerbContext context)
    {
        Argument<string> file = new("DEFINITION") { Description = "YAML file that defines the experiment." };
        PathCompletion.AddFiles(file);
        Option<string> data = new("--data")
        {
            Description = "Folder in which the folder of the experiment is created.",
            HelpName = "DIR",
            DefaultValueFactory = _ => "data",
        };
        Option<bool> startsNew = new("--new")
        {
            Description = "Start a new folder, instead of continuing an unfinished one of the same definition.",
        };
        Option<bool> dryRun = DryRunOption.Make();
        Command verb = new(
            "experiment",
            "Execute all runs of an experiment, or those that an interrupted command left, and print the results."
        )
        {
            file,
            data,
            startsNew,
            dryRun,
        };
        ExecutorOption executor = ExecutorOption.AddTo(verb);
        context.SetAction(
            verb,
            (result, cancellationToken) =>
            {
                string path = result.GetRequiredValue(file);
                return result.GetValue(dryRun)
                    ? Task.FromResult(ExperimentFile.Describe(path))
                    : ExperimentFile.RunAsync(
                        path,
                        result.GetRequiredValue(data),
                        result.GetValue(startsNew),
                        executor.CreateEngine(result),
                        context,
                        cancellationToken
                    );
            },
            continues: true
        );
        return verb;
    }
}

/// <summary><c>scalewright providers</c>.</summary>
internal static class ProvidersVerb
{
    public static Command Create(VerbContext context)
    {
        Command verb = new("providers", "List the providers with their options and capabilities.");
        context.SetAction(verb, _ =>
            new VerbReport(ExitCode.Done) { Text = string.Concat(ProviderCatalog.All.Select(Describe)) }.With(
                new ProvidersOutput([.. ProviderCatalog.All.Select(Output)]),
                ToolJson.Default.ProvidersOutput
            )
        );
        return verb;
    }

    private static ProviderOutput Output(ProviderEntry entry)
    {
        IEnumerable<ProviderOptionOutput> options = entry.Options.Select(option =>
            entry.Needs.FirstOrDefault(need => need.Option == option) is { } need
                ? new ProviderOptionOutput(option, !need.IsToMake, GetVariables(need))
                : new ProviderOptionOutput(option, IsRequired: false, [])
        );
        IEnumerable<ProviderOptionOutput> secrets = entry
            .Needs.Where(need => need.Option.Length == 0)
            .Select(need => new ProviderOptionOutput("", IsRequired: true, GetVariables(need)));
        return new ProviderOutput(entry.Name, entry.About, [.. options, .. secrets], [.. entry.Capabilities]);
    }

    private static string[] GetVariables(ProviderRequirement need) => [.. need.Variables.Select(variable => variable.Name)];

    private static string Describe(ProviderEntry entry)
    {
        IEnumerable<string> secrets = entry.Needs.Where(need => need.Option.Length == 0).Select(need => need.Sources);
        string options = string.Join(
            ", ",
            entry
                .Options.Select(option => entry.Needs.FirstOrDefault(need => need.Option == option)?.Sources ?? $"[{option}]")
                .Concat(secrets)
        );
        string capabilities = entry.Capabilities.Count == 0 ? "" : $"  {string.Join(", ", entry.Capabilities)}\n";
        return $"{entry.Name} {options}\n  {entry.About}\n{capabilities}";
    }
}

/// <summary><c>scalewright report DIR [--compare DIR] [--out FILE]</c>.</summary>
internal static class ReportVerb
{
    public static Command Create(VerbContext context)
    {
        Argument<string> folder = new("DIR") { Description = "Folder of a completed or running experiment." };
        PathCompletion.AddExperiments(folder);
        Option<string> compare = new("--compare")
        {
            Description = "Folder of an earlier experiment to compare with in the page; needs --out.",
            HelpName = "DIR",
        };
        PathCompletion.AddExperiments(compare);
        Option<string> file = new("--out") { Description = "HTML file to write the page with charts to.", HelpName = "FILE" };
        Command verb = new("report", "Print the results of an experiment; with --out, also write a page with charts.")
        {
            folder,
            compare,
            file,
        };
        verb.Validators.Add(result =>
        {
            if (result.GetResult(compare) is { Implicit: false } && result.GetResult(file) is null or { Implicit: true })
            {
                result.AddError("--compare needs --out: the page has the comparison");
            }
        });
        context.SetAction(verb, (result, cancellationToken) =>
            ReportAsync(result.GetRequiredValue(folder), result.GetValue(compare), result.GetValue(file), context.Colors, cancellationToken)
        );
        return verb;
    }

    private static async Task<VerbReport> ReportAsync(
        string folder,
        string? compare,
        string? page,
        AnsiColors colors,
        CancellationToken cancellationToken
    )
    {
        ExperimentData data = ExperimentFolder.Open(folder).ReadData();
        VerbReport warnings = VerbReport.From(data.Check(folder));
        if (ExperimentTable.CheckNotEmpty(data) is { } empty)
        {
            return VerbReport.From(empty with { Source = folder }).After(warnings);
        }

        ExperimentVerdict verdict = ExperimentVerdict.Create(data);
        string text = ExperimentTable.Write(verdict, colors);
        if (page is not null)
        {
            ExperimentData? before = compare is null ? null : ExperimentFolder.Open(compare).ReadData();
            warnings = VerbReport.From(before?.Check(compare!) ?? []).After(warnings);
            await ExperimentPage.Create(data, before).WriteAsync(page, cancellationToken);
            text = $"{text}wrote {TextEscaping.Escape(page)}\n";
        }

        return new VerbReport(ExitCode.Done) { Text = text }
            .With(
                new ReportOutput(verdict.Sentence, PointOutput.From(data, verdict), ThresholdOutput.From(verdict), page),
                ToolJson.Default.ReportOutput
            )
            .After(warnings);
    }
}
