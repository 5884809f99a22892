namespace Scalewright.Providers.Slurm;

/// <summary>Client that submits, lists and cancels jobs with Slurm's commands. Thread-safe.</summary>
/// <param name="options">Slurm cluster and settings of its commands.</param>
internal sealed class SlurmClient(SlurmClientOptions options)
{
    private const string IdsInvalid = "Invalid job id";
    private const string StateKey = "JobState=";
    private const string Separator = "|";
    private const string TaskFormat = $"%i{Separator}%T{Separator}%N{Separator}%r";

    // Enough for 100,000 jobs with ownership tags of 600 bytes.
    private const int MaxOutputBytes = 64 * 1024 * 1024;

    private readonly SlurmClientOptions _options = (options ?? throw new ArgumentNullException(nameof(options))).Check();

    /// <summary>Submits a job.</summary>
    /// <returns>The job ID, also if a site's wrapper or plugin prints other lines.</returns>
    /// <param name="request">The job.</param>
    /// <param name="cancellationToken">Cancels the request. A job that was submitted remains and can be found by its
    /// name.</param>
    /// <exception cref="ProviderException">Slurm refuses the job, or does not respond. If
    /// <see cref="ProviderException.IsOutcomeUnknown"/> is true, the job may be queued: its ID was not received, or the
    /// output contains several.</exception>
    public async Task<long> SubmitAsync(SlurmJobRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        CommandResult result = await ExecuteAsync(["sbatch", "--parsable", .. Describe(request)], request.Script, cancellationToken);
        ProviderException? failure = FindFailure("sbatch", result);
        long[] ids = SlurmSubmission.FindJobs(result.Output);
        if (failure is null && ids is [long id])
        {
            return id;
        }

        bool isRefused =
            failure is { IsOutcomeUnknown: false }
            && ids.Length == 0
            && result.DroppedBytes == 0
            && result.ExitCode < SlurmCommand.SignalCode;
        throw isRefused ? failure! : SlurmProblems.MayBeQueued(request.Name, result.Output.Trim(), ids, failure);
    }

    /// <summary>Checks whether Slurm would accept a job, even if it cannot start now. Does not submit it.</summary>
    /// <param name="request">The job.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="ProviderException">Slurm would refuse the job, or does not respond.</exception>
    public Task TestOnlyAsync(SlurmJobRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return RunAsync(["sbatch", "--test-only", .. Describe(request)], request.Script, cancellationToken);
    }

    /// <summary>
    /// Lists a job and the tasks of its array. Returns an empty list if Slurm no longer has a record of the job, which
    /// is the case some minutes after it ends.
    /// </summary>
    /// <param name="job">The job ID.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="ProviderException">Slurm does not respond.</exception>
    public async Task<ValueList<SlurmTask>> GetTasksAsync(long job, CancellationToken cancellationToken = default)
    {
        try
        {
            return await ListAsync(string.Create(CultureInfo.InvariantCulture, $"--jobs={job}"), cancellationToken);
        }
        catch (ProviderException exception) when (exception.Message.Contains(IdsInvalid, StringComparison.Ordinal))
        {
            return [];
        }
    }

    /// <summary>Lists jobs, each task of an array in its own line. Jobs of which Slurm has no record are left out.
    /// </summary>
    /// <exception cref="ProviderException">Slurm does not respond.</exception>
    internal async Task<ValueList<SlurmTask>> GetArrayTasksAsync(ValueList<long> jobs, CancellationToken cancellationToken)
    {
        if (jobs.Count == 0)
        {
            return [];
        }

        try
        {
            return await ListAsync($"--jobs={string.Join(',', jobs)}", cancellationToken, "--array");
        }
        catch (ProviderException exception) when (exception.Message.Contains(IdsInvalid, StringComparison.Ordinal))
        {
            return [];
        }
    }

    /// <summary>Returns the maximum number of tasks of an array; null if Slurm does not report it.</summary>
    /// <exception cref="ProviderException">Slurm does not respond.</exception>
    internal async Task<int?> FindMaxArraySizeAsync(CancellationToken cancellationToken)
    {
        string config = (await RunAsync(["scontrol", "show", "config"], "", cancellationToken)).Output;
        return config
            .Split('\n')
            .Where(line => line.StartsWith("MaxArraySize", StringComparison.Ordinal))
            .Select(line =>
                int.TryParse(
                    line.AsSpan(line.IndexOf('=') + 1),
                    NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite,
                    CultureInfo.InvariantCulture,
                    out int size
                )
                    ? size
                    : (int?)null
            )
            .FirstOrDefault();
    }

    /// <summary>Finds jobs by name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="ProviderException">Slurm does not respond.</exception>
    public Task<ValueList<SlurmTask>> FindTasksAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return ListAsync($"--name={name}", cancellationToken);
    }

    /// <summary>Finds jobs of this user by a prefix of the name.</summary>
    /// <exception cref="ProviderException">Slurm does not respond.</exception>
    internal async Task<ValueList<SlurmTask>> FindOwnAsync(string prefix, CancellationToken cancellationToken)
    {
        CommandResult result = await RunAsync(
            ["squeue", "--noheader", "--all", "--states=all", "--me", $"--format=%j{Separator}{TaskFormat}"],
            "",
            cancellationToken
        );
        return
        [
            .. result
                .Output.Split('\n')
                .Where(line => line.StartsWith(prefix, StringComparison.Ordinal))
                .Select(line => Read(line[(line.IndexOf(Separator, StringComparison.Ordinal) + 1)..])),
        ];
    }

    /// <summary>Cancels a job. Idempotent: does nothing if the job has ended.</summary>
    /// <param name="job">The job ID.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="ProviderException">Slurm refuses, or does not respond.</exception>
    public async Task CancelAsync(long job, CancellationToken cancellationToken = default)
    {
        try
        {
            await RunAsync(["scancel", job.ToString(CultureInfo.InvariantCulture)], "", cancellationToken);
        }
        catch (ProviderException exception)
            when (exception.Message.Contains(IdsInvalid, StringComparison.Ordinal)
                || exception.Message.Contains("already completing or completed", StringComparison.Ordinal)
            )
        {
            // The job is over, as requested.
        }
    }

    /// <summary>
    /// Waits until no task of a job is running or pending. If the scheduler does not respond, retries for up to
    /// <see cref="SlurmClientOptions.OutageTimeout"/>.
    /// </summary>
    /// <param name="job">The job ID.</param>
    /// <param name="cancellationToken">Cancels the wait. The job continues.</param>
    /// <exception cref="ProviderException">Slurm did not respond within the outage timeout.</exception>
    public async Task WaitAsync(long job, CancellationToken cancellationToken = default)
    {
        long lastResponse = _options.Clock.GetTimestamp();
        while (true)
        {
            try
            {
                ValueList<SlurmTask> tasks = await GetTasksAsync(job, cancellationToken);
                if (
                    tasks.Count > 0
                        ? tasks.All(task => task.IsCompleted)
                        : await IsOverAsync(job.ToString(CultureInfo.InvariantCulture), name: null, cancellationToken)
                )
                {
                    return;
                }

                lastResponse = _options.Clock.GetTimestamp();
            }
            catch (ProviderException exception)
                when (exception.IsTransient && _options.Clock.GetElapsedTime(lastResponse) < _options.OutageTimeout)
            {
                // Jobs continue to run while the scheduler does not respond.
            }

            await Task.Delay(_options.PollInterval, _options.Clock, cancellationToken);
        }
    }

    /// <summary>
    /// Returns true if a job that is not listed has ended: Slurm has no record of it, or reports a final state. The
    /// list alone may be incomplete.
    /// </summary>
    /// <param name="name">Name of the job, if Slurm may have given its ID to another job since; null if not.</param>
    /// <exception cref="ProviderException">Slurm does not respond.</exception>
    internal async Task<bool> IsOverAsync(string job, string? name, CancellationToken cancellationToken)
    {
        try
        {
            string output = (await RunAsync(["scontrol", "--all", "--oneliner", "show", "job", job], "", cancellationToken)).Output;
            return output
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Where(line => name is null || line.Contains($" JobName={name} ", StringComparison.Ordinal))
                .All(line => new SlurmTask(Id: job, State: StateIn(line), Nodes: "", Reason: "").IsCompleted);
        }
        catch (ProviderException exception) when (exception.Message.Contains(IdsInvalid, StringComparison.Ordinal))
        {
            return true;
        }
    }

    private static string StateIn(string line) =>
        line.Split(' ').FirstOrDefault(word => word.StartsWith(StateKey, StringComparison.Ordinal))?[StateKey.Length..] ?? "";

    private List<string> Describe(SlurmJobRequest request)
    {
        List<string> arguments =
        [
            $"--job-name={request.Name}",
            $"--output={request.Output}",
            _options.TimeLimit == Timeout.InfiniteTimeSpan
                ? "--time=UNLIMITED"
                : string.Create(CultureInfo.InvariantCulture, $"--time={Math.Ceiling(_options.TimeLimit.TotalMinutes)}"),
        ];
        arguments.AddRange(_options.Partition.Length > 0 ? [$"--partition={_options.Partition}"] : []);
        arguments.AddRange(_options.Account.Length > 0 ? [$"--account={_options.Account}"] : []);
        if (request.ArraySize > 0)
        {
            arguments.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"--array=0-{request.ArraySize - 1}{(request.MaxRunningTasks > 0 ? $"%{request.MaxRunningTasks}" : "")}"
                )
            );
        }

        arguments.AddRange(request.Arguments);
        return arguments;
    }

    private async Task<ValueList<SlurmTask>> ListAsync(string filter, CancellationToken cancellationToken, params string[] more)
    {
        CommandResult result = await RunAsync(
            ["squeue", "--noheader", "--all", "--states=all", filter, .. more, $"--format={TaskFormat}"],
            "",
            cancellationToken
        );
        return [.. result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Read)];
    }

    private static SlurmTask Read(string line)
    {
        string[] fields = line.Trim().Split(Separator, 4);
        return fields is [var id, var state, var nodes, var reason]
            ? new SlurmTask(Id: id, State: state, Nodes: nodes, Reason: SlurmTask.ParseReason(reason))
            : throw SlurmProblems.Unreadable("squeue", line);
    }

    /// <summary>Runs a Slurm command and returns its result. Throws if the command fails.</summary>
    /// <exception cref="ProviderException">Slurm refuses, or does not respond.</exception>
    internal async Task<CommandResult> RunAsync(IEnumerable<string> arguments, string input, CancellationToken cancellationToken)
    {
        ValueList<string> all = arguments.ToValueList();
        CommandResult result = await ExecuteAsync(all, input, cancellationToken);
        return FindFailure(all[0], result) is { } failure ? throw failure : result;
    }

    private async Task<CommandResult> ExecuteAsync(ValueList<string> all, string input, CancellationToken cancellationToken)
    {
        try
        {
            return await _options.RunCommand(
                new CommandRequest(SlurmCommand.Create(all, _options.Environment.Keys))
                {
                    Input = input,
                    Environment = _options.Environment,
                    Timeout = _options.CommandTimeout,
                    MaxOutputBytes = MaxOutputBytes,
                },
                cancellationToken
            );
        }
        catch (IOException exception)
        {
            throw SlurmProblems.NoCommand(all[0], exception.Message, exception);
        }
    }

    private ProviderException? FindFailure(string command, CommandResult result) =>
        result switch
        {
            { DroppedBytes: > 0 } => SlurmProblems.Unreadable(command, $"more than {MaxOutputBytes} bytes"),
            { HasTimedOut: true } => SlurmProblems.Late(command, _options.CommandTimeout),
            { Succeeded: true } => null,
            { ExitCode: SlurmCommand.MissingCode } => SlurmProblems.NoCommand(command, result.Error.Trim()),
            _ => SlurmProblems.Failed(command, result),
        };
}
