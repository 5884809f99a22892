using System.CommandLine;
using Scalewright.Providers.Slurm;
using Scalewright.Sweeps;

namespace Scalewright.Tool;

/// <summary>Option that selects the executor of an experiment's runs.</summary>
internal sealed class ExecutorOption
{
    private const string MaxDegreeOfParallelism = "threads";
    private const string Processes = "processes";
    private const string Slurm = "slurm";

    // Ten years.
    private const int MaxHours = 87_600;

    private readonly Option<string> _executor = new("--executor")
    {
        Description =
            $"Executor of the runs: {MaxDegreeOfParallelism} or {Processes} on this machine, or {Slurm} for job "
            + "arrays.",
        HelpName = "EXECUTOR",
        DefaultValueFactory = _ => MaxDegreeOfParallelism,
    };

    private readonly Option<string> _partition = new("--partition")
    {
        Description = "Slurm partition of the job arrays; needs --executor slurm.",
        HelpName = "NAME"
    };
    private readonly Option<int> _hours = new("--hours")
    {
        Description = "Time limit of each task of a job array, in hours; needs --executor slurm.",
        HelpName = "NUMBER",
        DefaultValueFactory = _ => 1,
        CustomParser = argument => (int)IntegerArgument.Read(argument, 1, MaxHours, "hours"),
    };

    private ExecutorOption()
    {
    }

    /// <summary>Adds the option and its validation to a verb.</summary>
    public static ExecutorOption AddTo(Command verb)
    {
        ExecutorOption option = new();
        verb.Options.Add(option._executor);
        verb.Options.Add(option._partition);
        verb.Options.Add(option._hours);
        verb.Validators.Add(result =>
        {
            if (result.GetResult(option._executor) is { Implicit: false, Tokens: [{ Value: var name }] }
                && name is not (MaxDegreeOfParallelism or Processes or Slurm))
            {
                result.AddError(
                    $"--executor: '{name}' does no runs; use {MaxDegreeOfParallelism}, {Processes} or {Slurm}");
            }

            foreach (Option one in (Option[])[option._partition, option._hours])
            {
                if (result.GetResult(one) is { Implicit: false } && result.GetValue(option._executor) != Slurm)
                {
                    result.AddError($"{one.Name}: only supported with --executor {Slurm}; omit it");
                }
            }
        });
        return option;
    }

    /// <summary>Returns the executor; null: threads of this process.</summary>
    public ISweepEngine? CreateEngine(ParseResult result) => result.GetValue(_executor) switch
    {
        Processes => new ProcessSweepEngine(FindSelf()),
        Slurm => new SlurmSweepEngine(new SlurmClientOptions { Partition = result.GetValue(_partition)
            ?? "", TimeLimit = TimeSpan.FromHours(result.GetValue(_hours)) }, FindSelf()),
        _ => null,
    };

    /// <summary>Returns the command that starts this program. With <c>dotnet</c>, the assembly is its first
    /// argument.</summary>
    private static ValueList<string> FindSelf() => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet"
        ? [Environment.ProcessPath!, Path.GetFullPath(Environment.GetCommandLineArgs()[0])]
        : [Environment.ProcessPath!];
}
