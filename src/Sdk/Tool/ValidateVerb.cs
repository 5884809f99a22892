using System.CommandLine;
using Scalewright.Experiments.Reading;
using Scalewright.Experiments.Runs;
using Scalewright.Tool.Output;

namespace Scalewright.Tool;

/// <summary><c>scalewright validate FILE… [--strict] [--plugins ASSEMBLY.dll]</c>.</summary>
internal static class ValidateVerb
{
    public static Command Create(VerbContext context)
    {
        Argument<string[]> files = new("FILE")
        {
            Description = "Profile file or definition of an experiment. Can be specified multiple times.",
            Arity = ArgumentArity.OneOrMore,
        };
        PathCompletion.AddFiles(files);
        Option<bool> strict = CommandLine.StrictOption();
        Option<string[]> assemblies = CommandLine.PluginsOption();
        Command verb = new("validate", "Check profile files and definitions of experiments. Changes nothing.")
        {
            files,
            strict,
            assemblies,
        };
        context.SetAction(verb, async (result, cancellationToken) =>
        {
            ProblemList problems = new();
            PluginAssemblies.Load(result.GetValue(assemblies) ?? [], new PluginTrace(), problems);
            if (problems.HasErrors)
            {
                return VerbReport.From(problems.ToValueList());
            }

            List<ValidatedFileOutput> validated = [];
            VerbReport all = VerbReport.From(problems.ToValueList());
            foreach (string file in result.GetRequiredValue(files))
            {
                VerbReport report = await VerbRun.GuardAsync(
                    () => Task.FromResult(Check(file, result.GetValue(strict))),
                    continues: false,
                    cancellationToken
                );
                validated.Add(Count(file, report));
                all = report with
                {
                    ExitCode = all.ExitCode == ExitCode.Done ? report.ExitCode : all.ExitCode,
                    Problems = [.. all.Problems, .. report.Problems],
                };
            }

            return (all with { Text = string.Concat(validated.Select(Describe)) }).With(
                new ValidateOutput([.. validated]),
                ToolJson.Default.ValidateOutput
            );
        });
        return verb;
    }

    private static VerbReport Check(string file, bool isStrict)
    {
        if (!ExperimentFile.IsDefinition(file))
        {
            _ = DirectPlan.Read(new PlanRequest(file, [], null, isStrict), out VerbReport report);
            return report;
        }

        IEnumerable<Problem> problems = ExperimentDefinition.Load(file, tools: new RunServices()).Problems;
        return VerbReport.From(isStrict ? problems.Select(problem => problem with { Severity = ProblemSeverity.Error }) : problems);
    }

    private static ValidatedFileOutput Count(string file, VerbReport report)
    {
        int errors = report.Problems.Count(problem => problem.Severity == "error");
        return new ValidatedFileOutput(file, report.ExitCode == ExitCode.Done, errors, report.Problems.Count - errors);
    }

    private static string Describe(ValidatedFileOutput file)
    {
        string errors = file.Errors == 0 ? "" : $", {Pluralizer.Format(file.Errors, "error")}";
        string warnings = file.Warnings == 0 ? "" : $", {Pluralizer.Format(file.Warnings, "warning")}";
        return $"{TextEscaping.Escape(file.File)}: {(file.IsValid ? "valid" : "invalid")}{errors}{warnings}\n";
    }
}
