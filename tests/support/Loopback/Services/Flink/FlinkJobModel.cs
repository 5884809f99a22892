using Scalewright.Experiments.Streams;

namespace Loopback.Services.Flink;

/// <summary>A job of the cluster: its state, as the REST API tells it, and the model of what flows through it.</summary>
internal sealed class FlinkJobModel(string id, StreamJob job, DateTimeOffset at)
{
    public string Id { get; } = id;

    /// <summary>The job with its numbers of instances.</summary>
    public StreamJob Job { get; set; } = job;

    public string State { get; set; } = "INITIALIZING";

    /// <summary>When it came into its state.</summary>
    public DateTimeOffset Since { get; private set; } = at;

    /// <summary>The savepoint that it starts from; empty for none.</summary>
    public string Savepoint { get; init; } = "";

    public StreamFlow? Flow { get; set; }

    public FlowReading? Reading { get; set; }

    /// <summary>Whether somebody was told of records that passed.</summary>
    public bool HasShownRecords { get; set; }

    public List<FlinkTrigger> Triggers { get; } = [];

    /// <summary>Where its last savepoint is.</summary>
    public string? LastSavepoint { get; set; }

    public bool IsOver => State is "FINISHED" or "CANCELED" or "FAILED";

    public bool UsesSlots => State is "RUNNING" or "RESTARTING" or "CANCELLING" or "FAILING";

    public int Slots => Job.Operators.Max(item => item.Parallelism);

    public void Become(string state, DateTimeOffset now)
    {
        if (state != State)
        {
            (State, Since) = (state, now);
        }
    }
}
