using System.CommandLine;
using System.CommandLine.Parsing;
using Scalewright.Programs;
using Scalewright.Providers.Kubernetes;
using Scalewright.Providers.Slurm;
using Scalewright.Sweeps;

namespace Scalewright.Tool;

/// <summary>Option that selects the executor of an experiment's runs.</summary>
internal sealed class ExecutorOption
{
    private const string Threads = "threads";
    private const string Processes = "processes";
    private const string Slurm = "slurm";
    private const string Kubernetes = "kubernetes";

    // Command of the tool in the image.
    private const string Tool = "scalewright";

    private static readonly string[] Names = [Threads, Processes, Slurm, Kubernetes];

    // Ten years.
    private const int MaxHours = 87_600;

    // A Job has at most as many elements.
    private const int MaxPods = 10_000;
    private const int MaxLabelLength = 63;

    private readonly Option<string> _executor = new("--executor")
    {
        Description = $"Executor of the runs: {Threads} or {Processes} on this machine, {Slurm} for job arrays, or {Kubernetes} for pods.",
        HelpName = "EXECUTOR",
        DefaultValueFactory = _ => Threads,
    };

    private readonly Option<string> _partition = new("--partition")
    {
        Description = "Slurm partition of the job arrays; needs --executor slurm.",
        HelpName = "NAME",
    };
    private readonly Option<int> _hours = new("--hours")
    {
        Description = "Time limit of each task of a job array, in hours; needs --executor slurm.",
        HelpName = "NUMBER",
        DefaultValueFactory = _ => 1,
        CustomParser = argument => (int)IntegerArgument.Read(argument, 1, MaxHours, "hours"),
    };

    private readonly Option<string> _image = CreateOption(
        "--image",
        "IMAGE",
        "Container image with the tool; needs --executor kubernetes."
    );
    private readonly Option<string> _kubeconfig = CreateOption(
        "--kubeconfig",
        "FILE",
        "Path of the kubeconfig file; default that of kubectl; needs --executor kubernetes."
    );
    private readonly Option<string> _context = CreateOption(
        "--context",
        "NAME",
        "Context of the kubeconfig file; default its current context; needs --executor kubernetes."
    );
    private readonly Option<string> _namespace = CreateOption(
        "--namespace",
        "NAME",
        "Namespace of the pods; default that of the context; needs --executor kubernetes."
    );

    private readonly Option<int?> _concurrency = new("--concurrency")
    {
        Description = "Maximum number of concurrent pods; default 100; needs --executor kubernetes.",
        HelpName = "NUMBER",
        CustomParser = argument => (int)IntegerArgument.Read(argument, 1, MaxPods, "pods"),
    };

    private readonly Option<string> _queue = new("--queue")
    {
        Description = "Local queue of Kueue for the pods; default no queue; needs --executor kubernetes.",
        HelpName = "NAME",
        CustomParser = ReadQueue,
    };

    private readonly Option<PodResources?> _requests = new("--requests")
    {
        Description = "Requests of each pod, as in cpu=0.5,memory=512Mi; default cpu=1,memory=1024Mi; needs --executor kubernetes.",
        HelpName = "REQUESTS",
        CustomParser = PodResources.Read,
    };

    private readonly Option<bool> _restricted = new("--restricted")
    {
        Description = "Create pods that comply with the restricted Pod Security Standard; needs --executor kubernetes.",
    };

    private ExecutorOption() { }

    /// <summary>Adds the options and their validation to a verb.</summary>
    /// <param name="verb">The verb.</param>
    /// <param name="podOptions">Other options of the verb that need pods.</param>
    public static ExecutorOption AddTo(Command verb, params ReadOnlySpan<Option> podOptions)
    {
        ExecutorOption option = new();
        Option[] slurm = [option._partition, option._hours];
        Option[] pods =
        [
            option._image,
            option._kubeconfig,
            option._context,
            option._namespace,
            option._concurrency,
            option._queue,
            option._requests,
            option._restricted,
            .. podOptions,
        ];
        foreach (Option added in (Option[])[option._executor, .. slurm, .. pods])
        {
            verb.Options.Add(added);
        }

        verb.Validators.Add(result =>
        {
            if (
                result.GetResult(option._executor) is { Implicit: false, Tokens: [{ Value: var name }] }
                && !Names.Contains(name, StringComparer.Ordinal)
            )
            {
                result.AddError(
                    SpellingSuggestion.Find(name, Names) is { } meant
                        ? $"--executor: '{name}' does no runs; did you mean '{meant}'?"
                        : $"--executor: '{name}' does no runs; use {string.Join(", ", Names.SkipLast(1))} or {Names[^1]}"
                );
                return;
            }

            option.CheckOptions(result, slurm, Slurm);
            option.CheckOptions(result, pods, Kubernetes);
            if (result.GetValue(option._executor) == Kubernetes && result.GetResult(option._image) is null)
            {
                result.AddError($"--executor: {Kubernetes} needs an image; add {option._image.Name}");
            }
        });
        return option;
    }

    private static Option<string> CreateOption(string name, string help, string description) =>
        new(name) { HelpName = help, Description = description };

    private void CheckOptions(CommandResult result, Option[] options, string executor)
    {
        foreach (Option executorOption in options.Where(executorOption => result.GetResult(executorOption) is { Implicit: false }))
        {
            if (result.GetValue(_executor) != executor)
            {
                result.AddError($"{executorOption.Name}: only supported with --executor {executor}; omit it");
            }
        }
    }

    /// <summary>Returns whether the runs are pods, which have the files of their image.</summary>
    public bool IsPods(ParseResult result) => result.GetValue(_executor) == Kubernetes;

    /// <summary>Returns the executor; null: threads of this process.</summary>
    public ISweepEngine? CreateEngine(ParseResult result) =>
        result.GetValue(_executor) switch
        {
            Processes => new ProcessSweepEngine(FindSelf()),
            Slurm => new SlurmSweepEngine(
                new SlurmClientOptions
                {
                    Partition = result.GetValue(_partition) ?? "",
                    TimeLimit = TimeSpan.FromHours(result.GetValue(_hours)),
                },
                FindSelf()
            ),
            Kubernetes => CreatePodEngine(result),
            _ => null,
        };

    private KubernetesSweepEngine CreatePodEngine(ParseResult result)
    {
        KubernetesClientOptions access = ReadAccess(result);
        string image = result.GetValue(_image) ?? "";
        PodResources? requests = result.GetValue(_requests);
        KubernetesSweepEngine engine = new(access, image, [Tool]);
        return new KubernetesSweepEngine(access, image, [Tool])
        {
            MaxConcurrency = result.GetValue(_concurrency) ?? engine.MaxConcurrency,
            Queue = result.GetValue(_queue) ?? engine.Queue,
            Cpus = requests?.Cpus ?? engine.Cpus,
            MemoryMiB = requests?.MemoryMiB ?? engine.MemoryMiB,
            IsRestricted = result.GetValue(_restricted),
        };
    }

    private static string? ReadQueue(ArgumentResult argument)
    {
        // Kubernetes, "Labels and Selectors": the queue is the value of a label.
        string name = argument.Tokens[0].Value;
        bool isValid =
            name.Length is > 0 and <= MaxLabelLength
            && name.All(sign => char.IsAsciiLetterOrDigit(sign) || sign is '-' or '_' or '.')
            && char.IsAsciiLetterOrDigit(name[0])
            && char.IsAsciiLetterOrDigit(name[^1]);
        if (isValid)
        {
            return name;
        }

        argument.AddError(
            $"--queue: '{TextEscaping.Escape(name)}' is not a name of a queue; use up to {MaxLabelLength} "
                + "letters, digits, '-', '_' and '.', with a letter or a digit at both ends"
        );
        return null;
    }

    private KubernetesClientOptions ReadAccess(ParseResult result)
    {
        KubernetesClientOptions access = KubernetesClientOptions.FromKubeconfig(
            result.GetValue(_kubeconfig) ?? "",
            result.GetValue(_context) ?? ""
        );
        return result.GetValue(_namespace) is { Length: > 0 } name ? access with { Namespace = name } : access;
    }

    /// <summary>Returns the command that starts this program. With <c>dotnet</c>, the assembly is its first
    /// argument.</summary>
    private static ValueList<string> FindSelf() =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet"
            ? [Environment.ProcessPath!, Path.GetFullPath(Environment.GetCommandLineArgs()[0])]
            : [Environment.ProcessPath!];
}
