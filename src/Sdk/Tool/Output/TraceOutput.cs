using System.ComponentModel;
using Scalewright.Recording;

namespace Scalewright.Tool.Output;

/// <summary>Result of 'trace'.</summary>
[Description("Result of 'trace'.")]
internal sealed record TraceOutput(
    [property: Description("Runs, in the order of the file.")] IReadOnlyList<TraceRunOutput> Runs,
    [property: Description("First differences of a failing first run from a passing second one, by time.")]
        IReadOnlyList<TraceDifferenceOutput> Differences,
    [property: Description("Event of --event, then the events that led to it; empty without --event.")]
        IReadOnlyList<TraceCauseOutput> Causes,
    [property: Description("File that --out wrote; null without --out.")] string? File
);

/// <summary>Difference of two runs.</summary>
[Description("Difference of two runs.")]
internal sealed record TraceDifferenceOutput(
    [property: Description("'fault', 'effect', 'seen', 'done', 'gap' or 'common'.")] string Kind,
    [property: Description("Seconds since the start of the run.")] double Seconds,
    [property: Description("Description.")] string Text,
    [property: Description("Number of the event in the failing run; -1 if only the passing run has it.")] int Failing,
    [property: Description("Number of the event in the passing run; -1 if only the failing run has it.")] int Passing
)
{
    public static TraceDifferenceOutput From(RunDifferenceLine line) =>
        new(JsonNamingPolicy.CamelCase.ConvertName($"{line.Kind}"), line.At.TotalSeconds, line.Text, line.Failing, line.Passing);
}

/// <summary>Event that led to another one.</summary>
[Description("Event that led to another one.")]
internal sealed record TraceCauseOutput(
    [property: Description("Number of the event.")] int Event,
    [property: Description("Relation of the event before it to this one; empty for the first.")] string Relation,
    [property: Description("Kind, for example 'nodeState'.")] string Kind,
    [property: Description("Name of the subject, for example a node.")] string Subject,
    [property: Description("Seconds since the start of the run.")] double Seconds,
    [property: Description("Text of the event.")] string Text
)
{
    public static TraceCauseOutput From(RunTrace run, RunCause cause)
    {
        RunEvent runEvent = run.Events[cause.Event];
        return new TraceCauseOutput(
            cause.Event,
            cause.Text,
            JsonNamingPolicy.CamelCase.ConvertName($"{runEvent.Kind}"),
            $"{run.Subjects[runEvent.Subject]}",
            runEvent.Start.TotalSeconds,
            runEvent.Message
        );
    }
}

/// <summary>Recorded run.</summary>
[Description("Recorded run.")]
internal sealed record TraceRunOutput(
    [property: Description("Full name of the test; empty if it was none.")] string Test,
    [property: Description("Seed and faults that repeat the run; empty outside of a simulation.")] string Replay,
    [property: Description("'failing', 'passing', 'whole', 'changed', 'live' or 'experiment'.")] string Role,
    [property: Description("Command that repeats the run; empty if there is none.")] string Command,
    [property: Description("'failed', 'passed' or 'stopped'.")] string Outcome,
    [property: Description("Phase that failed; empty if none failed.")] string Phase,
    [property: Description("Type of the exception; empty if nothing failed.")] string Exception,
    [property: Description("Message of the exception.")] string Message,
    [property: Description("Stack frames of the user's program, innermost first.")] IReadOnlyList<string> Frames,
    [property: Description("Duration of the run in seconds.")] double Seconds,
    [property: Description("Number of steps of the simulation; 0 outside of one.")] long Steps,
    [property: Description("Injected faults.")] IReadOnlyList<TraceFaultOutput> Faults,
    [property: Description("Number of generated faults that are not needed to repeat the failure.")] int RemovedFaults,
    [property: Description("Number of events.")] int Events,
    [property: Description("Number of events that were not recorded, because there were too many.")] long Dropped,
    [property: Description("Number of events by kind.")] IReadOnlyList<TraceKindOutput> Kinds
)
{
    public static TraceRunOutput From(RunTrace run)
    {
        RunHeader header = run.Header;
        RunEnd end = TraceSummary.GetEnd(run);
        return new TraceRunOutput(
            header.Test,
            header.Replay,
            header.Role,
            header.Command,
            end.Outcome,
            end.Phase,
            end.Exception,
            end.Message,
            [.. end.Frames],
            end.At.TotalSeconds,
            end.Step,
            [.. header.KeptFaults.Select(TraceFaultOutput.From)],
            header.RemovedFaults.Count,
            run.Events.Count,
            end.DroppedCount,
            [
                .. TraceSummary
                    .CountKinds(run)
                    .Select(kind => new TraceKindOutput(JsonNamingPolicy.CamelCase.ConvertName($"{kind.Kind}"), kind.Count)),
            ]
        );
    }
}

/// <summary>Fault of a schedule.</summary>
[Description("Fault of a schedule.")]
internal sealed record TraceFaultOutput(
    [property: Description("Number in the schedule, from 0.")] int Number,
    [property: Description("Seconds since the start of the run.")] double Seconds,
    [property: Description("Description of the fault.")] string Text
)
{
    public static TraceFaultOutput From(RunFault fault) => new(fault.Number, fault.At.TotalSeconds, fault.Text);
}

/// <summary>Number of events of a kind.</summary>
[Description("Number of events of a kind.")]
internal sealed record TraceKindOutput(
    [property: Description("Kind, for example 'nodeState'.")] string Kind,
    [property: Description("Number of events.")] int Count
);
