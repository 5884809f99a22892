namespace Scalewright.Agents.Wire;

/// <summary>Remembers operations, so that one that comes twice has one effect. The oldest that have ended are forgotten first.</summary>
internal sealed class OperationMemory(int countMax, long answerBytesMax)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<OperationId, Operation> _operations = [];
    private readonly Queue<Operation> _ended = new();
    private readonly Queue<Operation> _kept = new();
    private long _keptBytes;

    /// <summary>The operation with this id.</summary>
    /// <returns>And whether the caller is the first to ask, and must see to it.</returns>
    public (Operation Operation, bool IsNew) Begin(OperationId id)
    {
        lock (_gate)
        {
            if (_operations.TryGetValue(id, out Operation? known))
            {
                return (known, false);
            }

            Operation operation = new(id);
            _operations.Add(id, operation);
            return (operation, true);
        }
    }

    public void End(Operation operation, StoredAnswer answer)
    {
        lock (_gate)
        {
            operation.Kept = answer;
            _ended.Enqueue(operation);
            _kept.Enqueue(operation);
            _keptBytes += answer.Size;
            Trim();
        }

        operation.Finish(answer);
    }

    /// <summary>Lets an operation without effect be asked for anew.</summary>
    public void Forget(Operation operation, StoredAnswer answer)
    {
        lock (_gate)
        {
            _operations.Remove(operation.Id);
        }

        operation.Finish(answer);
    }

    /// <summary>What to tell who asks again; null while it is under way.</summary>
    public StoredAnswer? Recall(Operation operation)
    {
        lock (_gate)
        {
            return operation.Kept;
        }
    }

    /// <summary>Cancels what is under way.</summary>
    public void CancelAll()
    {
        Operation[] all;
        lock (_gate)
        {
            all = [.. _operations.Values.Where(operation => operation.Kept is null)];
        }

        foreach (Operation operation in all)
        {
            operation.Cancel();
        }
    }

    private void Trim()
    {
        while (_keptBytes > answerBytesMax && _kept.TryDequeue(out Operation? oldest))
        {
            _keptBytes -= oldest.Kept!.Size;
            oldest.Kept = oldest.Kept.Size > 0 ? StoredAnswer.Dropped : oldest.Kept;
        }

        while (_ended.Count > countMax)
        {
            _operations.Remove(_ended.Dequeue().Id);
        }
    }
}
