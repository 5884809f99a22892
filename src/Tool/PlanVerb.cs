using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Scalewright.Tool;

/// <summary><c>scalewright plan FILE [--out DIR] [--strict] [--isolate] [--deadline SECONDS] [--plugins ASSEMBLY.dll]</c>.</summary>
internal static class PlanVerb
{
    private const double DeadlineSeconds = 10;
    private const double DeadlineSecondsMax = 3600;

    public static Command Create(TextWriter output, TextWriter errors)
    {
        Argument<string> file = new("FILE") { Description = "Profile file: YAML, JSON or INI by the end of its name." };
        Option<string[]> assemblies = CommandLine.PluginsOption();
        Option<bool> isolate = new("--isolate") { Description = "Run plugins in a child process: one that blocks, overflows the stack or ends the process is reported by name." };
        Option<double> deadline = new("--deadline")
        {
            Description = "Seconds that the code of one plugin may run before the child process is ended; with --isolate.",
            HelpName = "SECONDS",
            DefaultValueFactory = _ => DeadlineSeconds,
            CustomParser = ReadSeconds,
        };
        Option<string> folder = new("--out")
        {
            Description = "Write topology, pictures, scripts and configurations into this folder; files of an earlier topology are removed unless they were changed.",
            HelpName = "DIR",
        };
        Option<bool> strict = CommandLine.StrictOption();
        Option<string> report = new("--report") { Hidden = true };
        Command verb = new("plan", "Read a profile file, expand it, and print what would be made. No node is created.") { file, folder, strict, assemblies, isolate, deadline, report };
        verb.Validators.Add(result =>
        {
            if (result.GetResult(folder) is { Tokens: [{ Value.Length: 0 }] })
            {
                result.AddError("--out: '' is no folder; name one");
            }

            if (result.GetResult(deadline) is { Implicit: false } && !result.GetValue(isolate))
            {
                result.AddError("--deadline needs --isolate");
            }
        });
        verb.SetAction(result =>
        {
            PlanRequest request = new(result.GetRequiredValue(file), result.GetValue(assemblies) ?? [], result.GetValue(folder), result.GetValue(strict));
            return result.GetValue(report) is { } path
                ? (int)IsolatedPlan.Work(request, path)
                : Print(result.GetValue(isolate) ? IsolatedPlan.Make(request, TimeSpan.FromSeconds(result.GetValue(deadline))) : DirectPlan.Make(request, new PluginTrace()), output, errors);
        });
        return verb;
    }

    private static double ReadSeconds(ArgumentResult argument)
    {
        string text = argument.Tokens[0].Value;
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds) && seconds is > 0 and <= DeadlineSecondsMax)
        {
            return seconds;
        }

        argument.AddError($"--deadline takes more than 0 and at most {DeadlineSecondsMax} seconds, not '{text}'");
        return DeadlineSeconds;
    }

    private static int Print(PlanReport report, TextWriter output, TextWriter errors)
    {
        output.Write(report.Output);
        errors.Write(report.Errors);
        return (int)report.ExitCode;
    }
}
