namespace Scalewright.Experiments.Processes;

/// <summary>What an instance counted by itself.</summary>
/// <param name="Ticket">Which one it is.</param>
/// <param name="Records">Records that it did and that the broker took as done.</param>
/// <param name="IsWorking">Whether it is at work still.</param>
/// <param name="Failure">Why it ended by itself; empty: it did not.</param>
internal sealed record InstanceCount(InstanceTicket Ticket, long Records, bool IsWorking, string Failure);
