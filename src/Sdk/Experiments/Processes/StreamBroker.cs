namespace Scalewright.Experiments.Processes;

/// <summary>Queues of all records. Uncommitted records of outdated instances are delivered again.</summary>
internal sealed class StreamBroker : IStreamInbox
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(1);
    private readonly TimeProvider _clock;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Inbox> _inboxes;
    private readonly Inbox[] _order;
    private readonly ulong _seed;
    private TaskCompletionSource _change = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _generation;
    private long _arrived;
    private double _latencySeconds;
    private long _completed;
    private bool _isClosed;

    public StreamBroker(BrokerPlan plan, TimeProvider clock)
    {
        (_clock, _seed) = (clock, (ulong)plan.Seed);
        _order = [.. plan.Operators.Select(inboxPlan => new Inbox(inboxPlan))];
        _inboxes = _order.ToDictionary(inbox => inbox.Plan.Operator, StringComparer.Ordinal);
    }

    /// <summary>Implements <see cref="IStreamBroker.AssignAsync"/>.</summary>
    /// <exception cref="ArgumentException">An operator does not exist, or has less than one instance.</exception>
    public long Assign(IReadOnlyDictionary<string, int> instances)
    {
        lock (_gate)
        {
            if (instances.FirstOrDefault(entry => entry.Value < 1 || !_inboxes.ContainsKey(entry.Key)) is { Key: { } name })
            {
                throw new ArgumentException($"'{name}' is not an operator of the job, or has less than one instance.", nameof(instances));
            }

            _generation++;
            foreach ((string operatorName, int count) in instances)
            {
                _inboxes[operatorName].Assign(_generation, count);
            }

            SignalChange();
            return _generation;
        }
    }

    public void Add(string topic, long count)
    {
        if (count <= 0)
        {
            return;
        }

        lock (_gate)
        {
            Inbox[] readers = [.. _order.Where(inbox => inbox.Plan.Topic == topic)];
            long now = _clock.GetTimestamp();
            for (long index = 0; index < count; index++)
            {
                StreamRecord record = new(++_arrived, SplitMixRandom.Mix(_seed, (ulong)_arrived), now);
                Array.ForEach(readers, reader => reader.Add(record));
            }

            SignalChange();
        }
    }

    /// <summary>Rejects all further commits, so that the counters are final.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            SignalChange();
        }
    }

    public BrokerCounters Read()
    {
        lock (_gate)
        {
            return new BrokerCounters(_arrived, _latencySeconds, _completed, [.. _order.Select(inbox => inbox.Read(isLast: _isClosed))]);
        }
    }

    public async Task<RecordBatch> FetchAsync(InstanceIdentity ticket, int max, CancellationToken cancellationToken)
    {
        long start = _clock.GetTimestamp();
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (!IsCurrent(ticket))
                {
                    return new RecordBatch(false, []);
                }

                StreamRecord[] batch = _inboxes[ticket.Operator].Dequeue(ticket.Index, Math.Max(1, max));
                if (batch.Length > 0 || _clock.GetElapsedTime(start) >= MaxWait)
                {
                    return new RecordBatch(true, StreamRecord.Pack(batch));
                }

                changed = _change.Task;
            }

            await WaitAsync(changed, MaxWait - _clock.GetElapsedTime(start), cancellationToken);
        }
    }

    public async Task<bool> CommitAsync(InstanceIdentity ticket, BatchResult result, CancellationToken cancellationToken)
    {
        Dictionary<string, StreamRecord[]> outputs = result.Outputs.ToDictionary(
            entry => entry.Key,
            entry => StreamRecord.Unpack(entry.Value),
            StringComparer.Ordinal
        );
        long since = _clock.GetTimestamp();
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (!IsCurrent(ticket) || !_inboxes[ticket.Operator].HasBatch(ticket.Index))
                {
                    return false;
                }

                // Waiting time is counted while the instance waits, so that readings in between include it.
                long now = _clock.GetTimestamp();
                _inboxes[ticket.Operator].AddHeldTime(_clock.GetElapsedTime(since, now).TotalSeconds);
                since = now;
                if (!outputs.Any(entry => entry.Value.Length > 0 && _inboxes[entry.Key].IsFull))
                {
                    Commit(_inboxes[ticket.Operator], ticket.Index, result.BusySeconds, outputs);
                    return true;
                }

                changed = _change.Task;
            }

            await WaitAsync(changed, MaxWait, cancellationToken);
        }
    }

    private void Commit(Inbox inbox, int instance, double busySeconds, Dictionary<string, StreamRecord[]> outputs)
    {
        StreamRecord[] done = inbox.Finish(instance, busySeconds);
        foreach ((string name, StreamRecord[] records) in outputs)
        {
            Array.ForEach(records, _inboxes[name].Add);
        }

        if (inbox.Plan.IsLast)
        {
            long now = _clock.GetTimestamp();
            _completed += done.Length;
            _latencySeconds += done.Sum(record => _clock.GetElapsedTime(record.CameAt, now).TotalSeconds);
        }

        SignalChange();
    }

    private bool IsCurrent(InstanceIdentity ticket) =>
        !_isClosed
        && _inboxes.TryGetValue(ticket.Operator, out Inbox? inbox)
        && inbox.Generation == ticket.Generation
        && ticket.Index >= 0
        && ticket.Index < inbox.Instances;

    private void SignalChange()
    {
        TaskCompletionSource changed = _change;
        _change = new(TaskCreationOptions.RunContinuationsAsynchronously);
        changed.SetResult();
    }

    private async Task WaitAsync(Task changed, TimeSpan max, CancellationToken cancellationToken)
    {
        if (max > TimeSpan.Zero)
        {
            using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(changed, Task.Delay(max, _clock, stop.Token));
            await stop.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
        }
    }
}

/// <summary>Records for an instance.</summary>
/// <param name="IsCurrent">False if another instance has taken over, so that this instance must stop.</param>
/// <param name="Records">The records in the format of <see cref="StreamRecord.Pack"/>; empty without records.</param>
internal sealed record RecordBatch(bool IsCurrent, byte[] Records);
