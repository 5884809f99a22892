using System.Diagnostics;
using System.Diagnostics.Tracing;

namespace Scalewright.Providers.Simulation.Kernel;

/// <summary>Knows each async method on the loop that has not ended, and where it waits. It listens to the runtime's own
/// events about tasks, which are raised on the thread that awaits, so the stack is at hand.</summary>
internal sealed class WaitTrace : EventListener
{
    private const string TaskEvents = "System.Threading.Tasks.TplEventSource";

    // TplEventSource: Keywords.Tasks and Keywords.AsyncCausalityOperation.
    private const EventKeywords Keywords = (EventKeywords)(0x2 | 0x8);
    private const string Loop = $"{nameof(Scalewright)}.{nameof(Providers)}.{nameof(Simulation)}.{nameof(Kernel)}.{nameof(SimulationKernel)}.Loop(";
    private const int TaskWaitBegin = 10;
    private const int TraceOperationBegin = 14;
    private const int TraceOperationEnd = 15;

    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly SortedDictionary<int, (string Name, StackTrace Stack)> _pending = [];

    /// <summary>The async methods that have not ended, oldest first.</summary>
    public IEnumerable<PendingWait> Pending => _pending.Values.Select(wait => new PendingWait(wait.Name, Describe(wait.Stack)));

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == TaskEvents)
        {
            EnableEvents(eventSource, EventLevel.Informational, Keywords);
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        // Other threads, and events that come before this object is whole.
        if (_pending is null || Environment.CurrentManagedThreadId != _thread || eventData.Payload is not { } payload)
        {
            return;
        }

        switch (eventData.EventId)
        {
            case TraceOperationBegin:
                _pending[(int)payload[0]!] = ((string)payload[1]!, new StackTrace(fNeedFileInfo: true));
                break;
            case TaskWaitBegin when _pending.TryGetValue((int)payload[4]!, out (string Name, StackTrace Stack) wait):
                _pending[(int)payload[4]!] = (wait.Name, new StackTrace(fNeedFileInfo: true));
                break;
            case TraceOperationEnd:
                _pending.Remove((int)payload[0]!);
                break;
        }
    }

    // What lies below the loop is where the run was started, whoever waits.
    private static string Describe(StackTrace stack) => string.Join(
        " < ",
        StackLines.Of(stack.ToString()).TakeWhile(line => !line.StartsWith(Loop, StringComparison.Ordinal)).Where(StackLines.IsUsersOwn));
}
