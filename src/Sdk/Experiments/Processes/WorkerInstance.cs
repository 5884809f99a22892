using Scalewright.Agents;
using Scalewright.Providers.Simulation.Kernel;

namespace Scalewright.Experiments.Processes;

/// <summary>An instance of an operator. Fetches and processes records, commits outputs, and counts.</summary>
[SuppressMessage(
    "Usage",
    "CA2213",
    Justification = "The work is disposed where it ends; the token may be cancelled once more, and holds nothing."
)]
internal sealed class WorkerInstance : IAsyncDisposable
{
    private const double BatchSeconds = 0.05;
    private const int MaxBatch = 1_000;
    private readonly InstancePlan _plan;
    private readonly IStreamInbox _inbox;
    private readonly IRecordWork _work;
    private readonly StableRandom _random;
    private readonly WorkLaw _cost;
    private readonly CancellationTokenSource _ending = new();
    private readonly Dictionary<string, double> _owed;
    private readonly Task _running;
    private long _records;
    private string _failure = "";

    public WorkerInstance(InstancePlan plan, IStreamInbox inbox, TimeProvider clock)
    {
        (_plan, _inbox, _random) = (plan, inbox, new StableRandom(plan.Seed));
        _cost = new WorkLaw(plan.Cost.TotalSeconds, plan.CostSpread);
        _work = plan.IsBurning ? new ComputeWork(clock) : new SleepWork(clock);
        _owed = plan.Outputs.Keys.ToDictionary(name => name, _ => 0.0, StringComparer.Ordinal);
        _running = RunAsync();
    }

    public InstanceIdentity Ticket => _plan.Ticket;

    public InstanceCount Count => new(Ticket, Interlocked.Read(ref _records), !_running.IsCompleted, Volatile.Read(ref _failure));

    /// <summary>Stops the instance. A pending commit completes or is rejected first.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _running;
    }

    private async Task RunAsync()
    {
        try
        {
            while (await StepAsync(_ending.Token)) { }
        }
        catch (OperationCanceledException) when (_ending.IsCancellationRequested)
        {
            // The instance was disposed.
        }
        catch (AgentException exception)
        {
            Volatile.Write(ref _failure, exception.Message);
        }
        finally
        {
            _work.Dispose();
        }
    }

    private async Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        int max = (int)Math.Clamp(BatchSeconds / _plan.Cost.TotalSeconds, 1, MaxBatch);
        RecordBatch batch = await _inbox.FetchAsync(Ticket, max, cancellationToken);
        StreamRecord[] records = StreamRecord.Unpack(batch.Records);
        if (!batch.IsCurrent || records.Length == 0)
        {
            return batch.IsCurrent;
        }

        double busy = await _work.RunAsync(records.Sum(_ => _cost.Sample(_random)), records.Length == max, cancellationToken);
        BatchResult result = new(
            busy,
            _plan.Outputs.ToDictionary(entry => entry.Key, entry => Write(entry.Key, entry.Value, records), StringComparer.Ordinal)
        );

        // Canceling a commit could leave records that the broker counted but this instance did not. Outdated instances
        // are rejected immediately.
        if (!await _inbox.CommitAsync(Ticket, result, CancellationToken.None))
        {
            return false;
        }

        Interlocked.Add(ref _records, records.Length);
        return true;
    }

    private byte[] Write(string name, double ratio, StreamRecord[] records)
    {
        List<StreamRecord> written = [];
        foreach (StreamRecord record in records)
        {
            _owed[name] += ratio;
            for (ulong copy = 0; _owed[name] >= 1; copy++)
            {
                _owed[name]--;
                written.Add(copy == 0 ? record : record with { Draw = SplitMixRandom.Mix(record.Draw, copy) });
            }
        }

        return StreamRecord.Pack(written);
    }
}
