namespace Scalewright.Providers.Slurm;

/// <summary>Waits for the tasks of job arrays with one query for all of them.</summary>
internal sealed class SlurmArrayWatch(SlurmClient client, SlurmClientOptions options)
{
    // An end is seen after at most this share of the time that has passed, and a site with few requests per minute
    // gets few of them.
    private const int PauseShare = 10;

    private readonly SortedDictionary<long, SortedSet<int>> _open = [];
    private readonly long _start = options.Clock.GetTimestamp();
    private long _lastResponse = options.Clock.GetTimestamp();

    /// <summary>Number of tasks that have not ended. A job whose tasks are unknown counts as one.</summary>
    public int OpenCount => _open.Values.Sum(tasks => Math.Max(1, tasks.Count));

    /// <summary>Returns whether a job has not ended.</summary>
    public bool IsOpen(long job) => _open.ContainsKey(job);

    /// <param name="job">ID of the job.</param>
    /// <param name="count">Number of its tasks; 0 if unknown.</param>
    public void Add(long job, int count) => _open[job] = [.. Enumerable.Range(0, count)];

    /// <summary>Returns the tasks that have ended since the last call; none if Slurm does not respond.</summary>
    /// <exception cref="ProviderException">Slurm did not respond within the outage timeout.</exception>
    public async Task<ValueList<(long Job, int Task)>> PollAsync(CancellationToken cancellationToken)
    {
        List<(long, int)> ended = [];
        try
        {
            ILookup<long, SlurmTask> listed = (await client.GetArrayTasksAsync([.. _open.Keys], cancellationToken)).ToLookup(task =>
                task.Job
            );
            foreach ((long job, SortedSet<int> open) in _open.ToArray())
            {
                bool isOver = listed[job].Any()
                    ? listed[job].All(task => task.IsCompleted)
                    : await client.IsOverAsync(job.ToString(CultureInfo.InvariantCulture), name: null, cancellationToken);
                int[] tasks = isOver
                    ? [.. open]
                    : [.. listed[job].Where(task => task.IsCompleted).Select(task => task.Index).OfType<int>().Where(open.Contains)];
                ended.AddRange(tasks.Select(task => (job, task)));
                open.ExceptWith(tasks);
                if (isOver)
                {
                    _open.Remove(job);
                }
            }

            _lastResponse = options.Clock.GetTimestamp();
        }
        catch (ProviderException exception)
            when (exception.IsTransient && options.Clock.GetElapsedTime(_lastResponse) < options.OutageTimeout)
        {
            // Jobs continue to run while the scheduler does not respond.
        }

        return [.. ended];
    }

    /// <summary>Waits before the next query: longer, the longer the jobs have been running.</summary>
    public Task PauseAsync(CancellationToken cancellationToken)
    {
        TimeSpan pause = options.Clock.GetElapsedTime(_start) / PauseShare;
        TimeSpan max = options.MaxPollInterval > options.PollInterval ? options.MaxPollInterval : options.PollInterval;
        return Task.Delay(
            TimeSpan.FromTicks(Math.Clamp(pause.Ticks, options.PollInterval.Ticks, max.Ticks)),
            options.Clock,
            cancellationToken
        );
    }

    /// <summary>Waits until all jobs have ended.</summary>
    /// <exception cref="ProviderException">Slurm did not respond within the outage timeout.</exception>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await PollAsync(cancellationToken);
            if (_open.Count == 0)
            {
                return;
            }

            await PauseAsync(cancellationToken);
        }
    }
}
