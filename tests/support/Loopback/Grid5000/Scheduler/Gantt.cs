namespace Loopback.Grid5000.Scheduler;

/// <summary>Schedule that allocates the machines of a site to jobs. The server advances it before each query.</summary>
internal sealed class Gantt(IReadOnlyList<Machine> machines, Grid5000ServerOptions options)
{
    private readonly List<GanttJob> _jobs = [];

    public IReadOnlyList<Machine> Machines => machines;

    /// <summary>All jobs, including completed ones, ordered by number.</summary>
    public IReadOnlyList<GanttJob> Jobs => _jobs;

    public void Submit(GanttJob job)
    {
        foreach ((string cluster, int count) in job.Resources.Classes)
        {
            if (
                machines.Count(machine =>
                    !job.Resources.Avoided.Contains(machine.Name, StringComparer.Ordinal)
                    && (cluster.Length == 0 || machine.Cluster.Name == cluster)
                ) < count
            )
            {
                throw Testbed.RefusalOf(job.Site, "There are not enough resources for your request");
            }
        }

        job.Walltime = job.Resources.Walltime;
        job.Enter(job.Reservation is null || options.LaunchDelay == TimeSpan.Zero ? "waiting" : "toackreservation", job.SubmittedAt);
        _jobs.Add(job);
        if (job.Reservation is { } requestedStart)
        {
            (job.ScheduledAt, job.Machines) = (requestedStart, FindFreeMachines(job, requestedStart) ?? []);
            if (job.Machines.Count == 0 || requestedStart < job.SubmittedAt)
            {
                job.Message = "This reservation cannot be scheduled";
                job.ScheduledAt = null;
                job.Enter("error", job.SubmittedAt);
                throw Testbed.RefusalOf(
                    job.Site,
                    $"# Advance reservation request: waiting for validation...\n# Reservation not valid --> KO ({job.Message})"
                );
            }
        }
        else
        {
            Plan(job, job.SubmittedAt);
        }
    }

    public void AdvanceTo(DateTimeOffset now)
    {
        while (FindNextEvent() is { } next && next.At <= now)
        {
            ApplyEvent(next.Job, next.At);
        }

        foreach (GanttJob job in _jobs.Where(job => job.PendingTime > TimeSpan.Zero))
        {
            DecideExtension(job);
        }
    }

    /// <summary>Kills a job. Without effect if it is over, or was already killed.</summary>
    public void Delete(GanttJob job, DateTimeOffset now)
    {
        if (job.IsOver || job.KilledAt is not null)
        {
            return;
        }

        job.Events.Add((now, "FRAG_JOB_REQUEST"));
        if (!job.IsWaiting)
        {
            job.Events.Add((now, "SEND_KILL_JOB"));
        }

        AdvanceTo(now);
    }

    /// <summary>Ends a job immediately, for example after a failure of its machines.</summary>
    public void FailJob(GanttJob job, DateTimeOffset now) => End(job, "terminated", now);

    // A killed job keeps its state until its processes have ended.
    private static DateTimeOffset? GetNextEventAt(GanttJob job, Grid5000ServerOptions options) =>
        job.State switch
        {
            "finishing" => job.KilledAt + options.EndDelay,
            _ when job.KilledAt is { } killed => killed + (options.EndDelay / 2),
            "toackreservation" => job.SubmittedAt + options.LaunchDelay,
            "waiting" => job.ScheduledAt,
            "tolaunch" => job.ScheduledAt + (options.LaunchDelay / 2),
            "launching" => job.ScheduledAt + options.LaunchDelay,
            "running" => job.StartedAt + job.Duration,
            _ => null,
        };

    private (GanttJob Job, DateTimeOffset At)? FindNextEvent() =>
        _jobs
            .Where(job => !job.IsOver)
            .Select(job => (Job: job, At: GetNextEventAt(job, options)))
            .Where(entry => entry.At is not null)
            .OrderBy(entry => entry.At)
            .ThenBy(entry => entry.Job.IsWaiting)
            .ThenBy(entry => entry.Job.Uid)
            .Select(entry => ((GanttJob, DateTimeOffset)?)(entry.Job, entry.At!.Value))
            .FirstOrDefault();

    private void ApplyEvent(GanttJob job, DateTimeOffset at)
    {
        switch (job.State)
        {
            case "finishing":
                End(job, "error", at);
                break;
            case not null when job.KilledAt is not null && job.IsWaiting:
                (job.Message, job.Machines) = ("Job killed by Leon directly", []);
                End(job, "error", at);
                break;
            case not null when job.KilledAt is not null:
                job.Enter("finishing", at);
                break;
            case "toackreservation":
                job.Enter("waiting", at);
                break;
            case "waiting":
                Start(job, at);
                break;
            case "tolaunch":
                job.Enter("launching", at);
                break;
            case "launching":
                job.StartedAt = at;
                job.Enter("running", at);
                break;
            case "running" when job.ExceedsWalltime:
                job.Events.AddRange([(at, "FRAG_JOB_REQUEST"), (at, "WALLTIME")]);
                End(job, "error", at);
                break;
            default:
                End(job, "terminated", at);
                break;
        }
    }

    private void Start(GanttJob job, DateTimeOffset at)
    {
        // Best-effort jobs on the same machines are terminated. A reservation starts on its usable machines only.
        foreach (
            GanttJob other in _jobs
                .Where(other =>
                    other != job
                    && !other.IsOver
                    && !other.IsWaiting
                    && other.IsBestEffort
                    && !job.IsBestEffort
                    && other.Machines.Intersect(job.Machines).Any()
                )
                .ToArray()
        )
        {
            other.Events.AddRange([(at, "BESTEFFORT_KILL"), (at, "FRAG_JOB_REQUEST")]);
            End(other, "error", at);
        }

        job.Machines = [.. job.Machines.Where(machine => machine.IsUsable)];
        job.Enter(options.LaunchDelay == TimeSpan.Zero ? "launching" : "tolaunch", at);
        if (options.LaunchDelay == TimeSpan.Zero)
        {
            ApplyEvent(job, at);
        }
    }

    private void End(GanttJob job, string state, DateTimeOffset at)
    {
        job.Enter(state, at);
        foreach (GanttJob waiting in _jobs.Where(waiting => waiting is { IsWaiting: true, Reservation: null }))
        {
            (waiting.ScheduledAt, waiting.Machines) = (null, []);
        }

        foreach (
            GanttJob waiting in _jobs
                .Where(waiting => waiting is { IsWaiting: true, Reservation: null })
                .OrderBy(waiting => waiting.IsBestEffort)
        )
        {
            Plan(waiting, at);
        }
    }

    private void Plan(GanttJob job, DateTimeOffset from)
    {
        foreach (
            DateTimeOffset start in _jobs
                .Where(other => other != job)
                .Select(other => other.EndsAt)
                .OfType<DateTimeOffset>()
                .Where(end => end > from)
                .Prepend(from)
                .Order()
        )
        {
            if (FindFreeMachines(job, start) is { } found)
            {
                (job.ScheduledAt, job.Machines) = (start, found);
                return;
            }
        }
    }

    /// <summary>Returns machines that are free for the walltime of a job; null if there are too few.</summary>
    private List<Machine>? FindFreeMachines(GanttJob job, DateTimeOffset start)
    {
        DateTimeOffset end = start + job.Walltime;
        HashSet<Machine> allocated =
        [
            .. _jobs
                .Where(other =>
                    other != job
                    && !other.IsOver
                    && (job.IsBestEffort || !other.IsBestEffort)
                    && other.ScheduledAt < end
                    && other.EndsAt > start
                )
                .SelectMany(other => other.Machines),
        ];
        List<Machine> found = [];
        foreach ((string cluster, int count) in job.Resources.Classes.OrderByDescending(resource => resource.Cluster.Length))
        {
            Machine[] selected =
            [
                .. machines
                    .Where(machine =>
                        machine.IsUsable
                        && !allocated.Contains(machine)
                        && !job.Resources.Avoided.Contains(machine.Name, StringComparer.Ordinal)
                        && (cluster.Length == 0 || machine.Cluster.Name == cluster)
                    )
                    .Take(count),
            ];
            if (selected.Length < count)
            {
                return null;
            }

            found.AddRange(selected);
            allocated.UnionWith(selected);
        }

        return found;
    }

    private void DecideExtension(GanttJob job)
    {
        TimeSpan extension = job.PendingTime;
        job.PendingTime = TimeSpan.Zero;
        DateTimeOffset end = job.EndsAt ?? default;
        bool isAllocated = _jobs.Any(other =>
            other != job
            && !other.IsOver
            && !other.IsBestEffort
            && other.ScheduledAt < end + extension
            && other.EndsAt > end
            && other.Machines.Intersect(job.Machines).Any()
        );
        if (!isAllocated)
        {
            job.GrantedTime += extension;
            job.Walltime += extension;
        }
    }
}
