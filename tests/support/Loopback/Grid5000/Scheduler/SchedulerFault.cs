namespace Loopback.Grid5000.Scheduler;

/// <summary>The testbed does not do that.</summary>
internal sealed class SchedulerFault(int status, string message) : Exception(message)
{
    public int Status { get; } = status;
}
