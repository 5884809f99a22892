using System.CommandLine;
using Scalewright.CommandLines;

namespace Scalewright.Tool;

/// <summary><c>scalewright experiment DEFINITION [--data DIR] [--sweep HOW [--partition NAME] [--hours NUMBER]] [--dry-run]</c>.</summary>
internal static class ExperimentVerb
{
    public static Command Create(VerbContext context)
    {
        Argument<string> file = new("DEFINITION") { Description = "Definition of an experiment, YAML." };
        Option<string> data = new("--data") { Description = "Folder of all experiments.", HelpName = "DIR", DefaultValueFactory = _ => "data" };
        Option<bool> dryRun = DryRunOption.Make();
        Command verb = new("experiment", "Do all runs of an experiment and print its figures.") { file, data, dryRun };
        SweepOption sweep = SweepOption.AddTo(verb);
        context.SetAction(verb, (result, cancellationToken) =>
        {
            string path = result.GetRequiredValue(file);
            return result.GetValue(dryRun)
                ? Task.FromResult(ExperimentFile.Describe(path))
                : ExperimentFile.RunAsync(path, result.GetRequiredValue(data), sweep.EngineOf(result), context, cancellationToken);
        });
        return verb;
    }
}
