using System.CommandLine;
using System.CommandLine.Parsing;
using Scalewright.Providers.Slurm;
using Scalewright.Sweeps;

namespace Scalewright.Tool;

/// <summary>The option that says what does the runs of an experiment.</summary>
internal sealed class SweepOption
{
    private const string Threads = "threads";
    private const string Processes = "processes";
    private const string Slurm = "slurm";

    private readonly Option<string> _sweep = new("--sweep")
    {
        Description = $"What does the runs of an experiment: {Threads} or {Processes} of this machine, or {Slurm}, as job arrays of --partition.",
        HelpName = "HOW",
        DefaultValueFactory = _ => Threads,
    };

    private SweepOption()
    {
    }

    /// <summary>Adds the option to a verb, and the check that its value is one.</summary>
    public static SweepOption AddTo(Command verb)
    {
        SweepOption option = new();
        verb.Options.Add(option._sweep);
        verb.Validators.Add(result =>
        {
            if (result.GetResult(option._sweep) is { Implicit: false, Tokens: [{ Value: var how }] } && how is not (Threads or Processes or Slurm))
            {
                result.AddError($"--sweep: '{how}' does no runs; use {Threads}, {Processes} or {Slurm}");
            }
        });
        return option;
    }

    /// <summary>Whether a command line has it.</summary>
    public bool IsSaid(CommandResult result) => result.GetResult(_sweep) is { Implicit: false };

    /// <summary>Whether it is the one that takes a partition of Slurm and hours.</summary>
    public bool IsSlurm(CommandResult result) => result.GetValue(_sweep) == Slurm;

    /// <summary>What does the runs; null: threads of this process.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="partition">The partition of Slurm; empty: Slurm's own.</param>
    /// <param name="hours">How long an element may take there.</param>
    public ISweepEngine? EngineOf(ParseResult result, string partition, int hours) => result.GetValue(_sweep) switch
    {
        Processes => new ProcessSweep(OwnWords()),
        Slurm => new SlurmSweep(new SlurmOptions { Partition = partition, TimeLimit = TimeSpan.FromHours(hours) }, OwnWords()),
        _ => null,
    };

    /// <summary>The words that start this program again. As an assembly it is the first argument of its runtime.</summary>
    private static ValueList<string> OwnWords() => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet"
        ? [Environment.ProcessPath!, Path.GetFullPath(Environment.GetCommandLineArgs()[0])]
        : [Environment.ProcessPath!];
}
