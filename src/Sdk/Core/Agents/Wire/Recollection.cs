namespace Scalewright.Agents.Wire;

/// <summary>What is remembered of an operation: itself while it is under way, its answer from then on.</summary>
internal sealed class Recollection(OperationId id)
{
    public OperationId Id => id;

    public Operation? Operation { get; set; }

    public StoredAnswer? Answer { get; set; }
}
