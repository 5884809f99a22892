namespace Loopback.Grid5000.Scheduler;

/// <summary>Allocations of the machines of a site over time. It advances with each query.</summary>
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
            if (machines.Count(machine => !job.Resources.Avoided.Contains(machine.Name, StringComparer.Ordinal) && (cluster.Length == 0 || machine.Cluster.Name == cluster)) < count)
            {
                throw new Refusal(400, "There are not enough resources for your request");
            }
        }

        job.Walltime = job.Resources.Walltime;
        job.Enter("waiting", job.SubmittedAt);
        _jobs.Add(job);
        if (job.Reservation is { } wanted)
        {
            (job.ScheduledAt, job.Machines) = (wanted, Free(job, wanted, job) ?? []);
            if (job.Machines.Count == 0 || wanted < job.SubmittedAt)
            {
                job.Message = "This reservation cannot be scheduled";
                job.ScheduledAt = null;
                job.Enter("error", job.SubmittedAt);
            }
        }
        else
        {
            Plan(job, job.SubmittedAt);
        }
    }

    public void MoveOn(DateTimeOffset now)
    {
        while (NextEvent() is { } next && next.At <= now)
        {
            Happen(next.Job, next.At);
        }

        foreach (GanttJob job in _jobs.Where(job => job.PendingTime > TimeSpan.Zero))
        {
            Decide(job);
        }
    }

    public void Delete(GanttJob job, DateTimeOffset now)
    {
        if (job.IsOver || job.State == "finishing")
        {
            throw new Refusal(400, $"Cannot delete job {job.Uid}: it was already killed or is over");
        }

        job.Enter("finishing", now);
        if (options.EndDelay == TimeSpan.Zero)
        {
            End(job, "terminated", now);
        }
    }

    /// <summary>Ends a job at once, as after a failure of its machines.</summary>
    public void Break(GanttJob job, DateTimeOffset now) => End(job, "terminated", now);

    private static DateTimeOffset? EventOf(GanttJob job, Grid5000ServerOptions options) => job.State switch
    {
        "waiting" => job.ScheduledAt,
        "launching" => job.ScheduledAt + options.LaunchDelay,
        "running" => job.StartedAt + job.Duration,
        "finishing" => job.StateSince + options.EndDelay,
        _ => null,
    };

    private (GanttJob Job, DateTimeOffset At)? NextEvent() => _jobs.Where(job => !job.IsOver).Select(job => (Job: job, At: EventOf(job, options))).Where(entry => entry.At is not null)
        .OrderBy(entry => entry.At).ThenBy(entry => entry.Job.IsWaiting).ThenBy(entry => entry.Job.Uid).Select(entry => ((GanttJob, DateTimeOffset)?)(entry.Job, entry.At!.Value)).FirstOrDefault();

    private void Happen(GanttJob job, DateTimeOffset at)
    {
        switch (job.State)
        {
            case "waiting":
                Start(job, at);
                break;
            case "launching":
                job.StartedAt = at;
                job.Enter("running", at);
                break;
            default:
                End(job, "terminated", at);
                break;
        }
    }

    private void Start(GanttJob job, DateTimeOffset at)
    {
        // Best-effort jobs are terminated. A reservation starts with those of its machines that are available.
        foreach (GanttJob other in _jobs.Where(other => other != job && !other.IsOver && !other.IsWaiting && other.IsBestEffort && !job.IsBestEffort && other.Machines.Intersect(job.Machines).Any()).ToArray())
        {
            other.Message = "BESTEFFORT_KILL";
            End(other, "error", at);
        }

        job.Machines = [.. job.Machines.Where(machine => machine.IsUsable)];
        job.Enter("launching", at);
        if (options.LaunchDelay == TimeSpan.Zero)
        {
            Happen(job, at);
        }
    }

    private void End(GanttJob job, string state, DateTimeOffset at)
    {
        job.Enter(state, at);
        foreach (GanttJob waiting in _jobs.Where(waiting => waiting is { IsWaiting: true, Reservation: null }))
        {
            (waiting.ScheduledAt, waiting.Machines) = (null, []);
        }

        foreach (GanttJob waiting in _jobs.Where(waiting => waiting is { IsWaiting: true, Reservation: null }).OrderBy(waiting => waiting.IsBestEffort))
        {
            Plan(waiting, at);
        }
    }

    private void Plan(GanttJob job, DateTimeOffset from)
    {
        foreach (DateTimeOffset start in _jobs.Where(other => other != job).Select(other => other.EndsAt).OfType<DateTimeOffset>().Where(end => end > from).Prepend(from).Order())
        {
            if (Free(job, start, job) is { } found)
            {
                (job.ScheduledAt, job.Machines) = (start, found);
                return;
            }
        }
    }

    /// <summary>Finds machines that are free for a job from a start time on; null if there are too few.</summary>
    private List<Machine>? Free(GanttJob job, DateTimeOffset start, GanttJob self)
    {
        DateTimeOffset end = start + job.Walltime;
        HashSet<Machine> taken = [.. _jobs.Where(other => other != self && !other.IsOver && (job.IsBestEffort || !other.IsBestEffort) && other.ScheduledAt < end && other.EndsAt > start).SelectMany(other => other.Machines)];
        List<Machine> found = [];
        foreach ((string cluster, int count) in job.Resources.Classes.OrderByDescending(one => one.Cluster.Length))
        {
            Machine[] chosen = [.. machines.Where(machine => machine.IsUsable && !taken.Contains(machine) && !job.Resources.Avoided.Contains(machine.Name, StringComparer.Ordinal) && (cluster.Length == 0 || machine.Cluster.Name == cluster)).Take(count)];
            if (chosen.Length < count)
            {
                return null;
            }

            found.AddRange(chosen);
            taken.UnionWith(chosen);
        }

        return found;
    }

    private void Decide(GanttJob job)
    {
        TimeSpan wanted = job.PendingTime;
        job.PendingTime = TimeSpan.Zero;
        DateTimeOffset end = job.EndsAt ?? default;
        bool isTaken = _jobs.Any(other => other != job && !other.IsOver && !other.IsBestEffort && other.ScheduledAt < end + wanted && other.EndsAt > end && other.Machines.Intersect(job.Machines).Any());
        if (!isTaken)
        {
            job.GrantedTime += wanted;
            job.Walltime += wanted;
        }
    }
}
