namespace Scalewright.Providers.Slurm.Allocations;

/// <summary>
/// Reads the jobs with ownership tags from Slurm, without caching. Retries if the scheduler does not respond.
/// </summary>
internal sealed class SlurmAllocations(SlurmClientOptions options, ILogger logger)
{
    private const int MaxRetryAttempts = 3;
    private const string NoSuchJob = "Invalid job id";

    private readonly SlurmClient _client = new(
        options with
        {
            Environment = options.Environment.With(SlurmAllocation.TimeVariable, SlurmAllocation.TimeFormat),
        }
    );
    private readonly Retry _retry = new(
        new RetryOptions
        {
            MaxRetryAttempts = MaxRetryAttempts,
            Delay = options.PollInterval,
            MaxDelay = options.PollInterval,
        },
        options.Clock
    );
    private readonly Lock _gate = new();
    private readonly Dictionary<string, string> _addresses = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _machines = new(StringComparer.Ordinal);
    private readonly HashSet<string> _loggedJobs = new(StringComparer.Ordinal);

    /// <summary>Lists the jobs of this user that have an ownership tag, including recently ended ones.</summary>
    /// <exception cref="ProviderException">Slurm does not respond.</exception>
    public async Task<ValueList<SlurmAllocation>> ReadAsync(CancellationToken cancellationToken)
    {
        ValueList<SlurmAllocation> all = await QueryAsync("--me", cancellationToken);
        ValueList<SlurmAllocation> ours = all.Where(job => job.Tag is not null).ToValueList();
        await StoreAddressesAsync(ours, cancellationToken);
        LogEnded(ours);
        return ours;
    }

    /// <summary>Finds a job by ID, regardless of its owner; null if Slurm has no record of it.</summary>
    /// <exception cref="ProviderException">Slurm does not respond.</exception>
    public async Task<SlurmAllocation?> FindAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            SlurmAllocation? allocation = (await QueryAsync($"--jobs={id}", cancellationToken)).FirstOrDefault(job => job.Id == id);
            return allocation is not null || await _client.IsOverAsync(id, name: null, cancellationToken)
                ? allocation
                : throw SlurmProblems.Hidden(id);
        }
        catch (ProviderException exception) when (exception.Message.Contains(NoSuchJob, StringComparison.Ordinal))
        {
            return null;
        }
    }

    /// <summary>Returns the address of the machine of a job; empty if the job was not observed as running.</summary>
    public string GetAddress(string id)
    {
        lock (_gate)
        {
            return _machines.TryGetValue(id, out string? machine) ? _addresses.GetValueOrDefault(machine, machine) : "";
        }
    }

    private Task<ValueList<SlurmAllocation>> QueryAsync(string filter, CancellationToken cancellationToken) =>
        _retry.CallAsync(
            token => QueryOnceAsync(filter, token),
            static failure => new RetryDecision(failure is ProviderException { IsTransient: true }),
            onRetry: null,
            cancellationToken
        );

    private async Task<ValueList<SlurmAllocation>> QueryOnceAsync(string filter, CancellationToken cancellationToken)
    {
        CommandResult result = await _client.RunAsync(
            ["squeue", "--noheader", "--all", "--states=all", filter, $"--format={SlurmAllocation.Format}"],
            "",
            cancellationToken
        );
        return SlurmAllocation.ReadAll(result.Output);
    }

    // The names of machines may not be resolvable here, so their addresses are read from Slurm.
    private async Task StoreAddressesAsync(ValueList<SlurmAllocation> jobs, CancellationToken cancellationToken)
    {
        string[] unknown;
        lock (_gate)
        {
            _machines.Clear();
            foreach (SlurmAllocation job in jobs.Where(job => job.IsRunning))
            {
                _machines[job.Id] = job.Machine;
            }

            unknown = [.. _machines.Values.Where(machine => !_addresses.ContainsKey(machine)).Distinct(StringComparer.Ordinal)];
        }

        if (unknown.Length == 0)
        {
            return;
        }

        CommandResult result = await _client.RunAsync(
            ["sinfo", "--Node", "--noheader", $"--nodes={string.Join(',', unknown)}", "--format=%N %o"],
            "",
            cancellationToken
        );
        lock (_gate)
        {
            foreach (
                string[] words in result
                    .Output.Split('\n')
                    .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                    .Where(words => words.Length == 2)
            )
            {
                _addresses[words[0]] = words[1];
            }
        }
    }

    private void LogEnded(ValueList<SlurmAllocation> jobs)
    {
        foreach (SlurmAllocation job in jobs)
        {
            if (job is { IsCompleted: true, State: not ("CANCELLED" or "COMPLETED") } && IsNew(job.Id))
            {
                SlurmLog.JobEnded(logger, job: job.Id, node: job.Tag!.Name, state: job.State, reason: job.Reason);
            }
            else if (job is { State: "PENDING", Reason.Length: > 0 })
            {
                SlurmLog.JobPending(logger, job.Id, job.Tag!.Name, job.Reason);
            }
        }
    }

    private bool IsNew(string id)
    {
        lock (_gate)
        {
            return _loggedJobs.Add(id);
        }
    }
}
