using System.CommandLine;
using System.CommandLine.Parsing;
using Scalewright.Programs;
using Scalewright.Tool.Providers;

namespace Scalewright.Tool;

/// <summary><c>scalewright apply FILE --provider PROVIDER [--state DIR] [--yes] [--dry-run] [--strict]
/// [--accept-warnings] [--plugins ASSEMBLY.dll]</c>.</summary>
internal static class ApplyVerb
{
    public static Command Create(VerbContext context)
    {
        Argument<string> file = new("FILE") { Description = "Profile file in YAML, JSON or INI format." };
        PathCompletion.AddFiles(file);
        Option<string> state = StateFolderOption.OfProfile();
        Option<bool> yes = Confirmation.YesOption();
        Option<bool> dryRun = DryRunOption.Make();
        Option<bool> strict = CommandLine.StrictOption();
        Option<bool> accept = RemovalGuard.AcceptOption();
        Option<string[]> assemblies = CommandLine.PluginsOption();
        Command verb = new("apply", "Create the cluster of a profile file, or change the existing cluster to match the file.")
        {
            file,
            state,
            yes,
            dryRun,
            strict,
            accept,
            assemblies,
        };
        Option<string> name = ClusterName.AddTo(verb);
        ProviderCommandOptions providerOptions = ProviderCommandOptions.AddTo(
            verb,
            context,
            isLasting: false,
            isMaking: true,
            findState: result => StateReference.From(result, file, name, state)
        );
        verb.Validators.Add(result => CheckState(result, providerOptions, state));
        context.SetAction(
            verb,
            async (result, cancellationToken) =>
            {
                PlanRequest request = new(result.GetRequiredValue(file), result.GetValue(assemblies) ?? [], null, result.GetValue(strict))
                {
                    Name = result.GetValue(name),
                };
                if (DirectPlan.Read(request, out VerbReport read) is not { } desired)
                {
                    return read;
                }

                read = context.Announce(result, read);
                ProviderSelection choice = providerOptions.Select(result) with { ProfileFile = Path.GetFullPath(request.File) };
                RemovalGuard guard = new(request.File, desired, read, result.GetValue(accept));
                AppliedChange change = new(
                    desired.Topology,
                    change: null,
                    choice,
                    result.GetValue(state),
                    result.GetValue(dryRun),
                    guard.Check,
                    progress => progress.Complete("Applied", context.Colors),
                    Confirmation.From(context, result, yes),
                    context
                );
                return (await VerbRun.RunAsync(choice, change.RunAsync, cancellationToken)).After(read);
            },
            continues: true
        );
        return verb;
    }

    /// <summary>Rejects a state folder for the simulation.</summary>
    private static void CheckState(CommandResult result, ProviderCommandOptions providerOptions, Option<string> state)
    {
        if (result.GetResult(state) is { Implicit: false } && providerOptions.TryChoose(result) is { IsEphemeral: true } choice)
        {
            result.AddError($"--state: resources of '{choice.Name}' exist only while the command runs; omit it");
        }
    }
}
