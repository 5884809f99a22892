using System.CommandLine;
using System.CommandLine.Parsing;
using Scalewright.Clusters;
using Scalewright.Planning;
using Scalewright.Tool.Output;
using Scalewright.Tool.Providers;

namespace Scalewright.Tool;

/// <summary><c>scalewright plan FILE [--provider PROVIDER [--state DIR]] [--out DIR] [--strict] [--isolate]
/// [--plugin-timeout SECONDS] [--plugins ASSEMBLY.dll]</c>.</summary>
internal static class PlanVerb
{
    private const double PluginTimeoutSeconds = 10;
    private const double MaxPluginTimeoutSeconds = 3600;

    public static Command Create(VerbContext context)
    {
        Argument<string> file = new("FILE") { Description = "Profile file in YAML, JSON or INI format." };
        PathCompletion.AddFiles(file);
        Option<string> state = StateFolderOption.OfProfile();
        Option<string[]> assemblies = CommandLine.PluginsOption();
        Option<bool> isolate = new("--isolate")
        {
            Description = "Run plugins in a child process, so that a plugin that hangs or crashes is reported by name.",
        };
        Option<double> pluginTimeout = new("--plugin-timeout")
        {
            Description = "Timeout in seconds for the code of one plugin; needs --isolate.",
            HelpName = "SECONDS",
            DefaultValueFactory = _ => PluginTimeoutSeconds,
            CustomParser = ReadSeconds,
        };
        Option<string> folder = new("--out")
        {
            Description =
                "Folder to write the topology, diagrams, scripts and configuration files to. Unmodified files of an "
                + "earlier topology are removed.",
            HelpName = "DIR",
        };
        Option<bool> strict = CommandLine.StrictOption();
        Option<string> report = new("--report") { Hidden = true };
        const string About =
            "Show the topology of a profile file; with --provider, show the changes that 'apply' would make. Changes no resources.";
        Command verb = new("plan", About) { file, state, folder, strict, assemblies, isolate, pluginTimeout, report };
        Option<string> name = ClusterName.AddTo(verb);
        ProviderCommandOptions providerOptions = ProviderCommandOptions.AddTo(
            verb,
            context,
            isLasting: false,
            isMaking: true,
            isRequired: false,
            result =>
                result.GetResult(isolate) is null or { Implicit: true }
                && result.GetResult(report) is null or { Implicit: true }
                && StateReference.From(result, file, name, state) is { HasState: true } existing
                    ? existing
                    : null
        );
        verb.Validators.Add(result => Check(result, providerOptions, isolate, pluginTimeout, state));
        context.SetAction(verb, async (result, cancellationToken) =>
        {
            PlanRequest request = new(
                result.GetRequiredValue(file),
                result.GetValue(assemblies) ?? [],
                result.GetValue(folder),
                result.GetValue(strict)
            )
            {
                Name = result.GetValue(name),
            };
            if (result.GetValue(report) is { } path)
            {
                return new VerbReport(IsolatedPlan.Work(request, path));
            }

            VerbReport noted = WarnOfOtherName(
                StateReference.From(result.CommandResult, file, name, state),
                providerOptions.TryChoose(result.CommandResult)
            );
            if (providerOptions.HasProviderOption(result.CommandResult))
            {
                VerbReport compared = await CompareAsync(
                    request,
                    providerOptions.Select(result),
                    result.GetValue(state),
                    context,
                    cancellationToken
                );
                return compared.After(noted);
            }

            VerbReport made = result.GetValue(isolate)
                ? IsolatedPlan.Make(request, TimeSpan.FromSeconds(result.GetValue(pluginTimeout)))
                : DirectPlan.Make(request, new PluginTrace());
            return made.After(noted);
        });
        return verb;
    }

    private static void Check(
        CommandResult result,
        ProviderCommandOptions providerOptions,
        Option<bool> isolate,
        Option<double> pluginTimeout,
        Option<string> state
    )
    {
        if (result.GetResult(pluginTimeout) is { Implicit: false } && !result.GetValue(isolate))
        {
            result.AddError("--plugin-timeout needs --isolate");
        }

        if (result.GetValue(isolate) && providerOptions.HasProviderOption(result))
        {
            result.AddError("--isolate: not supported with --provider; omit one of them");
        }

        bool hasState =
            result.GetResult(state) is { Implicit: false, Tokens: [{ Value: var name }] }
            && !name.StartsWith("--", StringComparison.Ordinal);
        if (hasState && !providerOptions.HasProviderOption(result))
        {
            result.AddError($"--state: it needs --provider; use {ProviderCatalog.Names}");
        }
        else if (hasState && providerOptions.TryChoose(result) is { IsEphemeral: true } choice)
        {
            result.AddError($"--state: resources of '{choice.Name}' exist only while the command runs; omit it");
        }
    }

    /// <summary>Warns if the cluster of the file exists under another name, so that 'apply' would be an
    /// error.</summary>
    /// <param name="choice">The provider; null for the one of the state.</param>
    private static VerbReport WarnOfOtherName(StateReference? state, ProviderEntry? choice) =>
        choice is not { IsEphemeral: true } && state?.FindOtherName() is { } otherName
            ? VerbReport.From(otherName with { Severity = ProblemSeverity.Warning })
            : new VerbReport(ExitCode.Done);

    /// <summary>Compares a file with existing resources.</summary>
    private static async Task<VerbReport> CompareAsync(
        PlanRequest request,
        ProviderSelection choice,
        string? state,
        VerbContext context,
        CancellationToken cancellationToken
    )
    {
        if (DirectPlan.Read(request, out VerbReport read, out FilesOutput? files) is not { } desired)
        {
            return read;
        }

        VerbReport compared = await VerbRun.RunAsync(
            choice,
            async (provider, token) =>
            {
                if (
                    state is not null
                    && (ProviderFile.Check(state, choice) ?? ClusterName.Check(state, desired.Topology.Name)) is { } refused
                )
                {
                    return VerbReport.From(refused);
                }

                context.Progress.Show($"observing the resources of {choice.Entry.Name}");
                await VerbRun.ObserveAsync(provider, token);
                ClusterBuilder builder = Cluster.Create(desired.Topology).UseProvider(provider).WithOptions(_ => choice.Entry.Settings);
                Plan plan = await (state is null ? builder : builder.WithState(state)).PlanAsync(token);
                ValueList<Problem> found = new RemovalGuard(request.File, desired, read, isAccepted: false).Check(plan);
                VerbReport planned = VerbReport.From(found.Select(problem => problem with { Severity = ProblemSeverity.Warning }));
                string headline = plan.IsEmpty
                    ? ""
                    : PlanText.Headline(plan.Name, choice.Entry.Name, state, state is null || !Cluster.HasState(state), context.Colors);
                string text = $"{headline}{PlanText.Write(plan, context.Colors)}{read.Text}";
                return (planned with { Text = text }).With(
                    new PlanVerbOutput(PlanOutput.From(plan), files),
                    ToolJson.Default.PlanVerbOutput
                );
            },
            cancellationToken
        );
        return compared.After(read);
    }

    private static double ReadSeconds(ArgumentResult argument)
    {
        string text = argument.Tokens[0].Value;
        if (
            double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds)
            && seconds is > 0 and <= MaxPluginTimeoutSeconds
        )
        {
            return seconds;
        }

        argument.AddError(
            string.Create(
                CultureInfo.InvariantCulture,
                $"--plugin-timeout takes more than 0 and at most {MaxPluginTimeoutSeconds} seconds, not '{text}'"
            )
        );
        return PluginTimeoutSeconds;
    }
}
