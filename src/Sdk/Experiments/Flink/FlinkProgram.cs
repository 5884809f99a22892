using System.Security.Cryptography;
using Scalewright.Experiments.Services;

namespace Scalewright.Experiments.Flink;

/// <summary>
/// The Flink program of a run: uploads, starts, stops and deletes it. IDs of its jobs and the name of its jar contain
/// a hash of the experiment's name, by which the next run finds what a killed one left.
/// </summary>
internal sealed class FlinkProgram(FlinkClient client, FlinkRunOptions options, Experiment experiment)
{
    private const string Service = "flink";
    private const int HashLength = 16;
    private readonly string _hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(experiment.Name)))[..HashLength];
    private readonly List<string> _jobs = [];
    private string _jar = "";
    private bool _isUploaded;

    /// <summary>ID of the last started job; empty before the first start.</summary>
    public string Job => _jobs.Count > 0 ? _jobs[^1] : "";

    /// <summary>Last complete savepoint; empty before the first one.</summary>
    public string Savepoint { get; private set; } = "";

    private TimeProvider Clock => options.Cluster.Clock;

    private string JarPrefix => $"scalewright-{_hash}-";

    /// <summary>Starts the program, from the last savepoint if there is one, and waits until it runs.</summary>
    public async Task<FlinkJob> StartAsync(StreamJob desired, Func<CancellationToken, Task> pause, CancellationToken cancellationToken)
    {
        await BringAsync(cancellationToken);
        string id = _hash + (Clock.GetUtcNow().Ticks + _jobs.Count).ToString("x16", CultureInfo.InvariantCulture);
        FlinkSubmission submission = new(id, desired.Operators.Max(jobOperator => jobOperator.Parallelism))
        {
            Savepoint = Savepoint,
            EntryClass = options.EntryClass,
            Arguments = GetArguments(desired),
        };
        _jobs.Add(id);
        try
        {
            _jobs[^1] = await client.RunJarAsync(_jar, submission, cancellationToken);
        }
        catch (HttpServiceException failure) when (failure.IsOutcomeUnknown)
        {
            // The job may have started although the response was lost.
            if ((await client.ListJobsAsync(cancellationToken)).All(job => job.Id != id))
            {
                throw;
            }
        }

        return await WaitAsync(flinkJob => flinkJob.State == FlinkJobState.Running, options.StartTimeout, "runs", pause, cancellationToken);
    }

    /// <summary>Stops the job with a savepoint.</summary>
    /// <returns>Reason for a failed savepoint, in which case the job continues; empty if the job is stopped.</returns>
    /// <exception cref="HttpServiceException">The outcome is still unknown after the timeout.</exception>
    public async Task<string> StopAsync(Func<CancellationToken, Task> pause, CancellationToken cancellationToken)
    {
        string trigger;
        try
        {
            trigger = await client.StopWithSavepointAsync(Job, options.SavepointDirectory, cancellationToken);
        }
        catch (HttpServiceException failure) when (failure.IsOutcomeUnknown)
        {
            return await PollForStopAsync(failure, pause, cancellationToken);
        }
        catch (HttpServiceException failure)
        {
            return failure.Message;
        }

        long started = Clock.GetTimestamp();
        FlinkSavepoint savepoint = await client.GetSavepointAsync(Job, trigger, cancellationToken);
        while (!savepoint.IsCompleted)
        {
            ThrowIfLate(started, options.SavepointTimeout, "the savepoint is not whole");
            await pause(cancellationToken);
            savepoint = await client.GetSavepointAsync(Job, trigger, cancellationToken);
        }

        if (savepoint.Failure.Length > 0)
        {
            return savepoint.Failure;
        }

        Savepoint = savepoint.Location;
        await WaitAsync(flinkJob => flinkJob.IsTerminal, options.StartTimeout, "ends after its savepoint", pause, cancellationToken);
        return "";
    }

    public async Task<FlinkJob> WaitAsync(
        Func<FlinkJob, bool> isSo,
        TimeSpan limit,
        string expectation,
        Func<CancellationToken, Task> pause,
        CancellationToken cancellationToken
    )
    {
        long started = Clock.GetTimestamp();
        FlinkJob flinkJob = await client.GetJobAsync(Job, cancellationToken);
        while (!isSo(flinkJob))
        {
            if (flinkJob.IsTerminal)
            {
                throw Fail(
                    ProblemCode.ResourceNotFound,
                    $"it is {GetName(flinkJob.State)} before it {expectation}",
                    "look at its exceptions in Flink"
                );
            }

            ThrowIfLate(started, limit, $"it is {GetName(flinkJob.State)}, and should be such that it {expectation},");
            await pause(cancellationToken);
            flinkJob = await client.GetJobAsync(Job, cancellationToken);
        }

        return flinkJob;
    }

    public async Task CancelAsync(string id, Func<CancellationToken, Task> pause, CancellationToken cancellationToken)
    {
        try
        {
            FlinkJob flinkJob = await client.GetJobAsync(id, cancellationToken);
            if (!flinkJob.IsTerminal)
            {
                await client.CancelAsync(id, cancellationToken);
            }

            long started = Clock.GetTimestamp();
            while (!flinkJob.IsTerminal)
            {
                ThrowIfLate(started, options.StartTimeout, $"it was cancelled and is {GetName(flinkJob.State)}");
                await pause(cancellationToken);
                flinkJob = await client.GetJobAsync(id, cancellationToken);
            }
        }
        catch (HttpServiceException failure) when (failure.Status is 404 or 409)
        {
            // Flink refuses to cancel ended jobs, and removes them after some time.
        }
    }

    /// <summary>Cancels the jobs and deletes the jars that killed runs of the same experiment left.</summary>
    public async Task RemoveLeftoversAsync(CancellationToken cancellationToken)
    {
        foreach (
            FlinkJob leftover in (await client.ListJobsAsync(cancellationToken)).Where(leftover =>
                !leftover.IsTerminal && leftover.Id.StartsWith(_hash, StringComparison.Ordinal)
            )
        )
        {
            await CancelAsync(leftover.Id, PauseAsync, cancellationToken);
        }

        foreach (
            string listedJar in (await client.ListJarsAsync(cancellationToken)).Where(listedJar =>
                listedJar.Contains($"_{JarPrefix}", StringComparison.Ordinal)
            )
        )
        {
            await client.DeleteJarAsync(listedJar, cancellationToken);
        }
    }

    /// <summary>Removes everything except savepoints from the cluster.</summary>
    /// <returns>Reasons why something may be left; empty if nothing is left.</returns>
    public async Task<ValueList<string>> EndAsync()
    {
        List<string> remaining = [];
        foreach (string id in _jobs)
        {
            await TryAsync(() => CancelAsync(id, PauseAsync, CancellationToken.None));
        }

        if (_isUploaded)
        {
            await TryAsync(() => client.DeleteJarAsync(_jar, CancellationToken.None));
        }

        return remaining.ToValueList();

        async Task TryAsync(Func<Task> end)
        {
            try
            {
                await end();
            }
            catch (HttpServiceException failure)
            {
                remaining.Add(failure.Message);
            }
        }
    }

    public static string GetName(FlinkJobState state) => state.ToString().ToUpperInvariant();

    private Task PauseAsync(CancellationToken cancellationToken) => Task.Delay(options.PollInterval, Clock, cancellationToken);

    private async Task BringAsync(CancellationToken cancellationToken)
    {
        if (_jar.Length > 0)
        {
            return;
        }

        if (!File.Exists(options.Jar))
        {
            _jar = options.Jar;
            return;
        }

        byte[] content = await File.ReadAllBytesAsync(options.Jar, cancellationToken);
        _jar = await client.UploadJarAsync(JarPrefix + Path.GetFileName(options.Jar), content, cancellationToken);
        _isUploaded = true;
    }

    /// <summary>Handles a lost response to a stop request. If the job has ended, Flink reports its savepoint.</summary>
    private async Task<string> PollForStopAsync(
        HttpServiceException failure,
        Func<CancellationToken, Task> pause,
        CancellationToken cancellationToken
    )
    {
        const int MaxPolls = 10;
        FlinkJob flinkJob = await client.GetJobAsync(Job, cancellationToken);
        long started = Clock.GetTimestamp();
        for (int poll = 0; !flinkJob.IsTerminal && (poll < MaxPolls || flinkJob.State != FlinkJobState.Running); poll++)
        {
            ThrowIfLate(started, options.SavepointTimeout, "it is not known whether it is being stopped");
            await pause(cancellationToken);
            flinkJob = await client.GetJobAsync(Job, cancellationToken);
        }

        if (!flinkJob.IsTerminal)
        {
            return failure.Message;
        }

        Savepoint = await client.FindSavepointAsync(Job, cancellationToken)
            ?? throw Fail(
                ProblemCode.CallOutcomeUnknown,
                "the job ended, and Flink has no savepoint of it",
                "look at its exceptions in Flink"
            );
        return "";
    }

    /// <summary>Replaces each <c>{NAME}</c> of an operator by its parallelism.</summary>
    private ValueList<string> GetArguments(StreamJob desired) =>
        [
            .. options.Arguments.Select(argument =>
                desired.Operators.Aggregate(argument, (text, jobOperator) =>
                    text.Replace(
                        $"{{{jobOperator.Name}}}",
                        jobOperator.Parallelism.ToString(CultureInfo.InvariantCulture),
                        StringComparison.Ordinal
                    )
                )
            ),
        ];

    private void ThrowIfLate(long started, TimeSpan limit, string found)
    {
        if (Clock.GetElapsedTime(started) >= limit)
        {
            throw Fail(ProblemCode.TimedOut, $"{found} after {limit}", "look at the cluster, or wait longer");
        }
    }

    private HttpServiceException Fail(ProblemCode code, string found, string advice) =>
        new(Service, new Problem(code, found, advice) { Source = $"job {experiment.Job.Name} {Job}" });
}
