namespace Scalewright.Experiments.Processes;

/// <summary>What a broker counted of an operator since the job began.</summary>
/// <param name="Operator">The operator.</param>
/// <param name="Generation">The generation of its instances.</param>
/// <param name="Arrived">Records that came into its topic; 0 for one that reads from operators.</param>
/// <param name="Waiting">Records that wait or are being done.</param>
/// <param name="Done">Records that are done.</param>
/// <param name="BusySeconds">How long that took, over all instances.</param>
/// <param name="HeldSeconds">How long instances waited for room after them, over all instances.</param>
/// <param name="DoneByInstance">Records that each instance of this generation did.</param>
/// <param name="Shares">Once nothing is taken any more, those that each instance did which ever was, and did any.</param>
internal sealed record OperatorTally(string Operator, long Generation, long Arrived, long Waiting, long Done, double BusySeconds, double HeldSeconds, IReadOnlyList<long> DoneByInstance, IReadOnlyList<InstanceShare> Shares);
