using Scalewright.Providers.Slurm;

namespace Sweeps.Tests;

/// <summary>Slurm's commands over a list of jobs in memory. A job runs when a test runs it.</summary>
internal sealed class FakeSlurm
{
    private const string Unknown = "slurm_load_jobs error: Invalid job id specified";
    private static readonly string[] Commands = ["sbatch", "squeue", "scontrol", "scancel"];
    private readonly Lock _gate = new();
    private readonly List<Job> _jobs = [];
    private readonly TaskCompletionSource _polled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _lastId = 100;

    /// <summary>Returns the answer to a command, which is usually that of the function.</summary>
    public Func<string[], Func<CommandResult>, Task<CommandResult>> Intercept { get; set; } = Usual;

    /// <summary>Maximum number of tasks of an array, as <c>scontrol show config</c> prints it.</summary>
    public int MaxArraySize { get; set; } = 1001;

    /// <summary>Runs a job as soon as it is submitted.</summary>
    public bool RunsAtOnce { get; set; }

    public Job[] Jobs
    {
        get
        {
            lock (_gate)
            {
                return [.. _jobs];
            }
        }
    }

    /// <summary>Completes when a controller waits for a job.</summary>
    public Task Polled => _polled.Task;

    public SlurmClientOptions Options =>
        new()
        {
            RunCommand = RunAsync,
            PollInterval = TimeSpan.FromMilliseconds(5),
            OutageTimeout = TimeSpan.Zero,
        };

    /// <summary>Answers never, as for a controller that was killed.</summary>
    public static Task<CommandResult> Hang() => new TaskCompletionSource<CommandResult>().Task;

    public static Task<CommandResult> Usual(string[] words, Func<CommandResult> answer) => Task.FromResult(answer());

    public Job Add(string name, string state, long id)
    {
        Job job = new(id, name, 1, "") { State = state };
        lock (_gate)
        {
            _jobs.Add(job);
        }

        return job;
    }

    private Task<CommandResult> RunAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        string[] words = [.. request.Command.SkipWhile(word => !Commands.Contains(word))];
        CommandResult Answer()
        {
            lock (_gate)
            {
                return words[0] switch
                {
                    "sbatch" => Submit(words, request.Input),
                    "squeue" => List(words),
                    "scontrol" => Show(words[^1]),
                    _ => Cancel(words[^1]),
                };
            }
        }

        return Intercept(words, Answer);
    }

    private CommandResult Submit(string[] words, string script)
    {
        int size = int.Parse(Find(words, "--array=")!.Split('%')[0].Split('-')[1], CultureInfo.InvariantCulture) + 1;
        Job job = new(++_lastId, Find(words, "--job-name=")!, size, script);
        _jobs.Add(job);
        if (RunsAtOnce)
        {
            job.Run();
        }

        return new CommandResult(0, $"{job.Id}\n", "");
    }

    private CommandResult List(string[] words)
    {
        (string? name, string? id, bool isOwn) = (Find(words, "--name="), Find(words, "--jobs="), words.Contains("--me"));
        Job[] found = [.. _jobs.Where(job => (name is null || job.Name == name) && (id is null || id.Split(',').Contains($"{job.Id}")))];
        if (id is not null)
        {
            _polled.TrySetResult();
            if (found.Length == 0)
            {
                return new CommandResult(1, "", Unknown);
            }
        }

        return new CommandResult(
            0,
            string.Concat(
                found
                    .Where(job => !job.IsHidden)
                    .Select(job =>
                        words.Contains("--array")
                            ? string.Concat(
                                Enumerable
                                    .Range(0, job.Size)
                                    .Select(task => $"{job.Id}_{task}|{(task < job.EndedTasks ? "COMPLETED" : job.State)}||None\n")
                            )
                            : $"{(isOwn ? $"{job.Name}|" : "")}{job.Id}_[0-{job.Size - 1}]|{job.State}||None\n"
                    )
            ),
            ""
        );
    }

    private CommandResult Show(string id)
    {
        if (id == "config")
        {
            return new CommandResult(0, $"Configuration data as of 2026-01-01T00:00:00\nMaxArraySize            = {MaxArraySize}\n", "");
        }

        _polled.TrySetResult();
        return _jobs.Find(job => $"{job.Id}" == id) is { } job
            ? new CommandResult(0, $"JobId={id} ArrayJobId={id} JobName={job.Name} UserId=u(1) JobState={job.State} Reason=None\n", "")
            : new CommandResult(1, "", Unknown);
    }

    private CommandResult Cancel(string id)
    {
        _jobs.Where(job => $"{job.Id}" == id).ToList().ForEach(job => job.State = "CANCELLED");
        return new CommandResult(0, "", "");
    }

    private static string? Find(string[] words, string option) =>
        Array.Find(words, word => word.StartsWith(option, StringComparison.Ordinal))?[option.Length..];

    internal sealed class Job(long id, string name, int size, string script)
    {
        public long Id => id;

        public string Name => name;

        public int Size => size;

        public string Script => script;

        public string State { get; set; } = "PENDING";

        /// <summary>True if only scontrol shows the job.</summary>
        public bool IsHidden { get; set; }

        /// <summary>Number of tasks that have ended; the others are in the state of the job.</summary>
        public int EndedTasks { get; private set; }

        /// <summary>Runs all tasks.</summary>
        public void Run()
        {
            Run(size);
            State = "COMPLETED";
        }

        /// <summary>Runs the first tasks.</summary>
        public void Run(int tasks)
        {
            foreach (int task in Enumerable.Range(EndedTasks, tasks - EndedTasks))
            {
                Command.Run("sh", "/", new Dictionary<string, string> { ["SLURM_ARRAY_TASK_ID"] = $"{task}" }, "-c", script);
            }

            EndedTasks = tasks;
        }
    }
}
