namespace Loopback.Services.Flink;

internal sealed class FlinkJobModel(string id, StreamJob job, DateTimeOffset at)
{
    public string Id { get; } = id;
    public StreamJob Job { get; set; } = job;

    public string State { get; set; } = "INITIALIZING";

    /// <summary>Time of the last change of state.</summary>
    public DateTimeOffset Since { get; private set; } = at;

    /// <summary>The savepoint to start from, empty for none.</summary>
    public string Savepoint { get; init; } = "";

    /// <summary>Whether the adaptive scheduler restarts the job with another parallelism, for which it waits for slots again.</summary>
    public bool IsRescaling { get; set; }

    /// <summary>Null without slots.</summary>
    public StreamFlow? Flow { get; set; }

    public FlowReading? Reading { get; set; }

    /// <summary>Whether a response has reported processed records.</summary>
    public bool HasShownRecords { get; set; }

    public string? LastSavepoint { get; set; }

    public bool IsOver => State is "FINISHED" or "CANCELED" or "FAILED";

    public int Slots => Job.Operators.Max(item => item.Parallelism);

    public void Become(string state, DateTimeOffset now)
    {
        if (state != State)
        {
            (State, Since) = (state, now);
        }
    }
}
