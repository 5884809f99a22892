namespace Scalewright.Providers.Slurm;

/// <summary>Submits, looks at and cancels jobs by Slurm's own commands. Safe to call from several tasks at once.</summary>
/// <param name="options">Which Slurm, and how it is asked.</param>
public sealed class SlurmClient(SlurmOptions options)
{
    private const string IdsInvalid = "Invalid job id";
    private const string StateWord = "JobState=";
    private const string Separator = "|";
    private const string TaskFormat = $"%i{Separator}%T{Separator}%N{Separator}%r";

    // A hundred thousand jobs with marks of 600 bytes.
    private const int OutputBytesMax = 64 * 1024 * 1024;

    private readonly SlurmOptions _options = (options ?? throw new ArgumentNullException(nameof(options))).Check();

    /// <summary>Submits a job.</summary>
    /// <returns>Its number.</returns>
    /// <param name="request">The job.</param>
    /// <param name="cancellationToken">Ends the attempt; a job that was made by then stays, and is found by its name.</param>
    /// <exception cref="ProviderException">Slurm refuses it, or does not answer.</exception>
    public async Task<long> SubmitAsync(SlurmJobRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        CommandResult result = await AskAsync(["sbatch", "--parsable", .. Describe(request)], request.Script, cancellationToken);
        // With several clusters a name follows behind ';'.
        return long.TryParse(result.Output.Trim().Split(';')[0], NumberStyles.None, CultureInfo.InvariantCulture, out long id)
            ? id
            : throw SlurmProblems.Unreadable("sbatch", result.Output.Trim());
    }

    /// <summary>Asks whether Slurm would take a job, now or later; nothing is made.</summary>
    /// <param name="request">The job.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="ProviderException">Slurm would refuse it, or does not answer.</exception>
    public Task TestAsync(SlurmJobRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return AskAsync(["sbatch", "--test-only", .. Describe(request)], request.Script, cancellationToken);
    }

    /// <summary>What Slurm knows of a job; nothing when it has forgotten it, as it does some minutes after its end.</summary>
    /// <param name="job">Its number.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="ProviderException">Slurm does not answer.</exception>
    public async Task<ValueList<SlurmTask>> LookAsync(long job, CancellationToken cancellationToken = default)
    {
        try
        {
            return await ListAsync(string.Create(CultureInfo.InvariantCulture, $"--jobs={job}"), cancellationToken);
        }
        catch (ProviderException forgotten) when (forgotten.Message.Contains(IdsInvalid, StringComparison.Ordinal))
        {
            return [];
        }
    }

    /// <summary>Jobs with a name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="ProviderException">Slurm does not answer.</exception>
    public Task<ValueList<SlurmTask>> FindAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return ListAsync($"--name={name}", cancellationToken);
    }

    /// <summary>Jobs of this user whose names begin so.</summary>
    /// <exception cref="ProviderException">Slurm does not answer.</exception>
    internal async Task<ValueList<SlurmTask>> FindOwnAsync(string prefix, CancellationToken cancellationToken)
    {
        CommandResult result = await AskAsync(["squeue", "--noheader", "--all", "--states=all", "--me", $"--format=%j{Separator}{TaskFormat}"], "", cancellationToken);
        return [.. result.Output.Split('\n').Where(line => line.StartsWith(prefix, StringComparison.Ordinal)).Select(line => Read(line[(line.IndexOf(Separator, StringComparison.Ordinal) + 1)..]))];
    }

    /// <summary>Ends a job; done when it is over already.</summary>
    /// <param name="job">Its number.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="ProviderException">Slurm refuses, or does not answer.</exception>
    public async Task CancelAsync(long job, CancellationToken cancellationToken = default)
    {
        try
        {
            await AskAsync(["scancel", job.ToString(CultureInfo.InvariantCulture)], "", cancellationToken);
        }
        catch (ProviderException over) when (over.Message.Contains(IdsInvalid, StringComparison.Ordinal) || over.Message.Contains("already completing or completed", StringComparison.Ordinal))
        {
            // As it should be.
        }
    }

    /// <summary>Waits until nothing of a job runs or waits any more. A scheduler that does not answer is asked again for <see cref="SlurmOptions.OutageLimit"/>.</summary>
    /// <param name="job">Its number.</param>
    /// <param name="cancellationToken">Ends the wait; the job goes on.</param>
    /// <exception cref="ProviderException">Slurm does not answer for so long.</exception>
    public async Task WaitAsync(long job, CancellationToken cancellationToken = default)
    {
        long heard = _options.Clock.GetTimestamp();
        while (true)
        {
            try
            {
                ValueList<SlurmTask> tasks = await LookAsync(job, cancellationToken);
                if (tasks.Count > 0 ? tasks.All(task => task.IsOver) : await IsOverAsync(job.ToString(CultureInfo.InvariantCulture), cancellationToken))
                {
                    return;
                }

                heard = _options.Clock.GetTimestamp();
            }
            catch (ProviderException outage) when (outage.MayRetry && _options.Clock.GetElapsedTime(heard) < _options.OutageLimit)
            {
                // Jobs do not need the scheduler to run.
            }

            await Task.Delay(_options.LookInterval, _options.Clock, cancellationToken);
        }
    }

    /// <summary>Whether a job that no list shows is over: Slurm has forgotten it, or knows how it ended. A list alone may leave out what is there.</summary>
    /// <exception cref="ProviderException">Slurm does not answer.</exception>
    internal async Task<bool> IsOverAsync(string job, CancellationToken cancellationToken)
    {
        try
        {
            string said = (await AskAsync(["scontrol", "--all", "--oneliner", "show", "job", job], "", cancellationToken)).Output;
            return said.Split('\n', StringSplitOptions.RemoveEmptyEntries).All(line => new SlurmTask(job, StateIn(line), "", "").IsOver);
        }
        catch (ProviderException forgotten) when (forgotten.Message.Contains(IdsInvalid, StringComparison.Ordinal))
        {
            return true;
        }
    }

    private static string StateIn(string line) => line.Split(' ').FirstOrDefault(word => word.StartsWith(StateWord, StringComparison.Ordinal))?[StateWord.Length..] ?? "";

    private List<string> Describe(SlurmJobRequest request)
    {
        List<string> words =
        [
            $"--job-name={request.Name}", $"--output={request.Output}",
            _options.TimeLimit == Timeout.InfiniteTimeSpan ? "--time=UNLIMITED" : string.Create(CultureInfo.InvariantCulture, $"--time={Math.Ceiling(_options.TimeLimit.TotalMinutes)}"),
        ];
        words.AddRange(_options.Partition.Length > 0 ? [$"--partition={_options.Partition}"] : []);
        words.AddRange(_options.Account.Length > 0 ? [$"--account={_options.Account}"] : []);
        if (request.Tasks > 0)
        {
            words.Add(string.Create(CultureInfo.InvariantCulture, $"--array=0-{request.Tasks - 1}{(request.TasksMax > 0 ? $"%{request.TasksMax}" : "")}"));
        }

        words.AddRange(request.Arguments);
        return words;
    }

    private async Task<ValueList<SlurmTask>> ListAsync(string which, CancellationToken cancellationToken)
    {
        CommandResult result = await AskAsync(["squeue", "--noheader", "--all", "--states=all", which, $"--format={TaskFormat}"], "", cancellationToken);
        return [.. result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Read)];
    }

    private static SlurmTask Read(string line)
    {
        string[] fields = line.Trim().Split(Separator, 4);
        return fields is [var id, var state, var nodes, var reason]
            ? new SlurmTask(id, state, nodes, reason == "None" ? "" : reason)
            : throw SlurmProblems.Unreadable("squeue", line);
    }

    /// <summary>Runs a command of Slurm; what is not its answer is thrown.</summary>
    /// <exception cref="ProviderException">Slurm refuses, or does not answer.</exception>
    internal async Task<CommandResult> AskAsync(IEnumerable<string> words, string input, CancellationToken cancellationToken)
    {
        ValueList<string> all = words.ToValueList();
        ValueList<string> clean = SlurmCommand.Of(all, _options.Environment.Keys);
        CommandResult result;
        try
        {
            result = await _options.Run(new CommandRequest(clean) { Input = input, Environment = _options.Environment, Deadline = _options.Deadline, OutputBytesMax = OutputBytesMax }, cancellationToken);
        }
        catch (IOException missing)
        {
            throw SlurmProblems.NoCommand(all[0], missing.Message, missing);
        }

        return result.DroppedBytes > 0 ? throw SlurmProblems.Unreadable(all[0], $"more than {OutputBytesMax} bytes")
            : result.DeadlinePassed ? throw SlurmProblems.Late(all[0], _options.Deadline)
            : result.Succeeded ? result
            : result.ExitCode == SlurmCommand.MissingCode ? throw SlurmProblems.NoCommand(all[0], result.Error.Trim())
            : throw SlurmProblems.Failed(all[0], result);
    }
}
