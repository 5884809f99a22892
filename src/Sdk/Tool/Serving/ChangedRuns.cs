using System.Text.Json.Serialization;
using Scalewright.Recording;
using Scalewright.Traces;

namespace Scalewright.Tool.Serving;

/// <summary>Runs of a trace, to which the page adds runs of the same test with other faults.</summary>
/// <param name="server">Server of the page.</param>
/// <param name="recorded">Runs of the file, the failing one first.</param>
/// <param name="run">Runs the test with a replay string. A cancellation ends it.</param>
/// <param name="timeout">Time for one run.</param>
internal sealed class ChangedRuns(
    PageServer server,
    ValueList<RunTrace> recorded,
    Func<string, CancellationToken, Task<ChangedRun>> run,
    TimeSpan timeout
)
{
    // Bounds the memory of the page and of this process.
    private const int MaxAddedRuns = 100;

    private readonly Lock _gate = new();
    private readonly List<RunTrace> _runs = [.. recorded];
    private long _byteCount;
    private bool _isRunning;

    /// <summary>Sends the runs of the file, and handles requests of the page.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        Append(await WriteAsync(_runs, cancellationToken));
        server.MapPost("/state", (_, _) => Task.FromResult(GetState()));
        server.MapPost("/differences", (body, _) => Task.FromResult(Compare(body)));
        server.MapPost("/runs", AddAsync);
    }

    private PageResponse GetState()
    {
        lock (_gate)
        {
            return PageResponse.From(new ServedState(_byteCount, (int)timeout.TotalSeconds), ChangedRunsJson.Default.ServedState);
        }
    }

    private PageResponse Compare(JsonElement body)
    {
        lock (_gate)
        {
            if (
                !body.TryGetProperty("run", out JsonElement number)
                || number.ValueKind != JsonValueKind.Number
                || !number.TryGetInt32(out int index)
                || index < 1
                || index >= _runs.Count
            )
            {
                string accepted =
                    _runs.Count > 1 ? FormattableString.Invariant($"use 1 to {_runs.Count - 1}") : "add a run first, there is no other one";
                return PageResponse.Reject(400, $"'run' is not the number of a run to compare; {accepted}.");
            }

            RunDifference difference = RunDifference.Find(_runs[0], _runs[index]);
            DifferencesJson texts = DifferencesJson.From(_runs[index].Header.Replay, difference);
            return PageResponse.From(index < recorded.Count ? texts : Rename(texts), TraceJson.Default.DifferencesJson);
        }
    }

    private async Task<PageResponse> AddAsync(JsonElement body, CancellationToken cancellationToken)
    {
        if (
            !body.TryGetProperty("replay", out JsonElement text)
            || text.ValueKind != JsonValueKind.String
            || string.IsNullOrWhiteSpace(text.GetString())
        )
        {
            return PageResponse.Reject(400, "'replay' is missing; use a replay string, for example 27:3@00:02:10.");
        }

        if (Start() is { } refused)
        {
            return PageResponse.Reject(409, refused);
        }

        try
        {
            return await RunAsync(text.GetString()!.Trim(), cancellationToken);
        }
        finally
        {
            lock (_gate)
            {
                _isRunning = false;
            }
        }
    }

    /// <summary>Starts a run if none is in progress.</summary>
    /// <returns>Reason why no run can start; null if it was started.</returns>
    private string? Start()
    {
        lock (_gate)
        {
            if (_isRunning)
            {
                return "Another run is under way; wait for its end.";
            }

            if (_runs.Count - recorded.Count >= MaxAddedRuns)
            {
                return FormattableString.Invariant(
                    $"{MaxAddedRuns} runs were added, which is the limit; stop the command and start it again."
                );
            }

            _isRunning = true;
            return null;
        }
    }

    private async Task<PageResponse> RunAsync(string replay, CancellationToken cancellationToken)
    {
        using CancellationTokenSource timeoutSource = new(timeout, TimeProvider.System);
        using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(timeoutSource.Token, cancellationToken);
        try
        {
            ChangedRun changed = await run(replay, ended.Token);
            if (changed.Run is not { } trace)
            {
                return PageResponse.Reject(422, changed.Problem);
            }

            RunTrace added = trace with { Header = trace.Header with { Role = "changed" } };
            ReadOnlyMemory<byte> bytes = await WriteAsync([added], cancellationToken);
            return Add(added, bytes[TraceBlock.Header.Length..]);
        }
        catch (OperationCanceledException) when (timeoutSource.IsCancellationRequested)
        {
            return PageResponse.Reject(
                504,
                FormattableString.Invariant($"The run did not end within {timeout.TotalSeconds} seconds, and was ended.")
            );
        }
    }

    private PageResponse Add(RunTrace added, ReadOnlyMemory<byte> bytes)
    {
        lock (_gate)
        {
            _runs.Add(added);

            // Under the lock, so that the stream has the runs in the order of their numbers.
            Append(bytes);
            return PageResponse.From(
                new AddedRun(_runs.Count - 1, added.Header.Replay, added.End!.Outcome),
                ChangedRunsJson.Default.AddedRun
            );
        }
    }

    private void Append(ReadOnlyMemory<byte> bytes)
    {
        _byteCount += bytes.Length;
        server.Append(bytes);
    }

    // A run with other faults may fail, too.
    private static DifferencesJson Rename(DifferencesJson texts)
    {
        return texts with
        {
            Fault = RenameRun(texts.Fault),
            Effect = RenameRun(texts.Effect),
            Seen = RenameRun(texts.Seen),
            Done = RenameRun(texts.Done),
            Gap = texts.Gap is { } gap ? gap with { Text = ToChanged(gap.Text) } : null,
        };

        static DifferenceJson? RenameRun(DifferenceJson? difference) =>
            difference is null ? null : difference with { Text = ToChanged(difference.Text) };

        static string ToChanged(string text) => text.Replace("the passing run", "the changed run", StringComparison.Ordinal);
    }

    private static async Task<ReadOnlyMemory<byte>> WriteAsync(IEnumerable<RunTrace> runs, CancellationToken cancellationToken)
    {
        using MemoryStream bytes = new();
        await RunTraceWriter.WriteAsync(bytes, runs, cancellationToken);
        return bytes.ToArray();
    }
}

/// <summary>Run with other faults.</summary>
/// <param name="Run">The run, which has an end; null if it failed to start or was not recorded whole.</param>
/// <param name="Problem">Reason, a sentence; empty for a run.</param>
internal sealed record ChangedRun(RunTrace? Run, string Problem);

/// <summary>Number of bytes that the stream has, and the time for another run.</summary>
internal sealed record ServedState(long Bytes, int TimeoutSeconds);

/// <summary>Run that was added to the stream.</summary>
internal sealed record AddedRun(int Run, string Replay, string Outcome);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ServedState))]
[JsonSerializable(typeof(AddedRun))]
internal sealed partial class ChangedRunsJson : JsonSerializerContext;
